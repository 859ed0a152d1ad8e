"""ISO 3166-2 codes of provinces: which is whose."""

import collections
import re

import sources
from spelling import comparable

# The kinds of provinces that are one city.
CITY_TYPES = re.compile(r"\b(city|municipality|metropolis|capital)\b", re.IGNORECASE)


def assign_codes(features, english, overrides):
    """An id for each province, all different.

    Natural Earth's codes are right where CLDR knows the code by one of the province's names. Where
    it does not, but knows exactly that name under another code of the country, that code is right:
    the lists were renumbered, or mixed up. What is left over or doubled gets an id from Natural
    Earth's own key.
    """
    by_name = collections.defaultdict(list)
    for key, name in english.items():
        if key[2:]:  # else a country's
            by_name[key[:2].upper(), comparable(name)].append(sources.iso_code(key))
    claims = collections.defaultdict(list)  # code -> (weight, number)
    for number, properties in enumerate(features):
        for weight, code in code_claims(properties, english, by_name, overrides):
            claims[code].append((weight, number))
    codes = [""] * len(features)
    # The strongest claim on each code wins; a province takes the code it claims most strongly.
    for weight, number, code in sorted(
        (-weight, number, code) for code, list_ in claims.items() for weight, number in list_
    ):
        if not codes[number] and code not in codes:
            codes[number] = code
    return disambiguate([code or own_id(properties) for code, properties in zip(codes, features)])


def own_id(properties):
    """An id from Natural Earth's own key."""
    return "ne:" + re.sub(r"[^A-Z0-9-]", "", properties["adm1_code"].split("+")[0])


def disambiguate(codes):
    seen = collections.Counter()
    result = []
    for code in codes:
        seen[code] += 1
        result.append(code if seen[code] == 1 else f"{code}-{seen[code]}")
    return result


def code_claims(properties, english, by_name, overrides):
    """(weight, code) for the codes that a province may have."""
    override = overrides.get(properties["adm1_code"])
    if override:
        if override["id"]:
            yield 5, override["id"]
        return
    code = properties["iso_3166_2"]
    own = {comparable(name) for name in sources.province_names(properties)}
    name = comparable(properties.get("name") or "")
    known = comparable(english.get(code.lower().replace("-", ""), ""))
    others = by_name.get((properties["iso_a2"], name), [])
    if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code) and code[:2] == properties["iso_a2"]:
        plain = not CITY_TYPES.search(properties.get("type_en") or "")
        yield (4 if known == name else 3 if known in own else 1) + 0.5 * plain, code
    if known not in own and len(others) == 1:
        yield 2, others[0]


def todays_codes(codes, features, iso_names, english, replacements, settled):
    """What ISO calls the provinces today: for codes that it has withdrawn, the one that replaces each,
    else the one code of the country that is left over and goes by a name of the province. Not of those
    whose key in Natural Earth is `settled`."""
    taken = {code for code in codes if code in iso_names}
    left = collections.defaultdict(lambda: collections.defaultdict(set))  # country -> name -> codes
    for code, name in iso_names.items():
        if code not in taken:
            for bearing in (name, english.get(sources.cldr_key(code), "")):
                left[code[:2]][comparable(bearing)].add(code)
    claims = collections.defaultdict(list)  # code -> numbers
    for number, (code, properties) in enumerate(zip(codes, features)):
        if code in iso_names or properties["adm1_code"] in settled:
            continue
        names = {comparable(name) for name in sources.province_names(properties)} - {""}
        found = {code for name in names for code in left[properties["iso_a2"]].get(name, ())}
        today = replacements.get(code) or (found.pop() if len(found) == 1 else "")
        if today in iso_names and today not in taken:
            claims[today].append(number)
    todays = list(codes)
    for code, numbers in claims.items():
        if len(numbers) == 1:
            todays[numbers[0]] = code
    return todays
