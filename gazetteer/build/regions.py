"""Countries, provinces and groups with their names, ids and parents."""

import collections
import dataclasses
import re
import unicodedata

import sources

# In CLDR and GeoNames but not in ISO 3166-1.
EXTRA_COUNTRIES = {"XK"}
# Files of CLDR whose names for the two Koreas are interchanged.
WRONG_COUNTRY_NAMES = {"KP": ("Gúúsù Kòríà", "Gúúsù Kòríà"), "KR": ("Àríwá Kòríà", "Àríwá Kòríà")}
# Where people name what stands between country and province. Elsewhere it is called "Southern" and
# the like, as are provinces of other countries.
UNION_COUNTRIES = {"BE", "ES", "FR", "GB", "IQ", "IT", "RS"}
# The kinds of provinces that are one city.
CITY_TYPES = re.compile(r"\b(city|municipality|metropolis|capital)\b", re.IGNORECASE)


@dataclasses.dataclass
class Region:
    id: str
    kind: str
    name: str
    names: list
    country: str = ""
    parent: str = ""
    claimed_by: str = ""
    population: int = 0
    point: tuple = (0.0, 0.0)
    flags: set = dataclasses.field(default_factory=set)
    reach_m: int = 0  # how far around a city its province counts against the outlines
    adm1_code: str = ""  # Natural Earth's key
    rings: list = dataclasses.field(default_factory=list)
    arc_rings: list = dataclasses.field(default_factory=list)
    # Of a province: what CLDR, ISO and Natural Earth call it first of all, and all that the last does.
    main_names: list = dataclasses.field(default_factory=list)
    outline_names: set = dataclasses.field(default_factory=set)

    def cells(self):
        rings = ";".join(" ".join(map(str, ring)) for ring in self.arc_rings)
        lat, lon = self.point
        return [
            "region",
            self.id,
            self.kind,
            self.country,
            self.parent,
            self.claimed_by,
            str(self.population),
            f"{lat:.5f}",
            f"{lon:.5f}",
            ",".join(sorted(self.flags)),
            str(self.reach_m),
            rings,
            *unique_names([self.name, *self.names]),
        ]


def unique_names(names):
    """The names in order, each once, clean of what would break a line."""
    clean = (" ".join(unicodedata.normalize("NFC", name).split()) for name in names)
    return list(dict.fromkeys(name for name in clean if name))


def comparable(name):
    """The name without case, accents and punctuation."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in decomposed if c.isalnum())


def countries(cldr, territories, iso_codes, locale):
    names, english = sources.read_cldr_names(
        cldr / "main", "./localeDisplayNames/territories/territory"
    )
    newer = sources.read_territory_names(territories)
    iso, _ = sources.read_iso_3166(iso_codes)
    translations = sources.read_iso_translations(locale, "iso_3166-1")
    populations = sources.read_populations(cldr)
    result = []
    for code in sorted(set(iso) | EXTRA_COUNTRIES):
        wrong = WRONG_COUNTRY_NAMES.get(code, ())
        own = iso.get(code, [])
        translated = [name for english_name in own for name in translations.get(english_name, ())]
        everything = [*names[code], *newer[code], *own, *translated]
        result.append(
            Region(
                id=code,
                kind="country",
                name=english[code],
                names=[name for name in everything if name not in wrong],
                country=code,
                population=populations.get(code, 0),
            )
        )
    return result


def name_lone_provinces(country_list, province_list):
    """A country that is one province goes by all names of that province."""
    by_country = collections.defaultdict(list)
    for region in province_list:
        by_country[region.country].append(region)
    for country in country_list:
        own = by_country[country.id]
        if len(own) == 1 and comparable(own[0].name) == comparable(country.name):
            country.names = [*country.names, *own[0].names]


def provinces(features, cldr, iso_codes, locale, tables):
    """Natural Earth's provinces under their ISO 3166-2 codes, with the names CLDR has for those."""
    names, english = sources.read_cldr_names(
        cldr / "subdivisions", "./localeDisplayNames/subdivisions/subdivision"
    )
    names = {key: [strip_mark(name) for name in values] for key, values in names.items()}
    english = {key: strip_mark(name) for key, name in english.items()}
    iso_countries, iso_names = sources.read_iso_3166(iso_codes)
    translations = sources.read_iso_translations(locale, "iso_3166-2")
    country_names = {comparable(name) for values in iso_countries.values() for name in values}
    rows = sources.read_table(tables / "region_ids.tsv", ("adm1_code", "id", "country", "without"))
    overrides = {row["adm1_code"]: row for row in rows}
    codes = assign_codes([properties for properties, _ in features], english, overrides)
    renumbered = {
        row["code"]: row["iso"] for row in sources.read_table(tables / "renumbered.tsv", ("code", "iso"))
    }
    result = []
    for (properties, rings), code in zip(features, codes):
        override = overrides.get(properties["adm1_code"], {})
        region = province(properties, rings, code, names, english)
        # CLDR's names stand under the old code, those of ISO under the new one.
        region.id = renumbered.get(code, code) or own_id(properties)
        iso_name = iso_names.get(region.id, "")
        region.names += [iso_name]
        region.main_names = [region.name, iso_name, *names.get(code.lower().replace("-", ""), ())]
        region.main_names += [properties[field] for field in ("name", "name_en") if properties.get(field)]
        # A translator of the word "Georgia" may have thought of the country.
        if comparable(iso_name) not in country_names:
            region.names += translations.get(iso_name, ())
        if override.get("country"):
            region.country = region.parent = override["country"]
        without = override.get("without", "").split("|")
        region.names = [name for name in region.names if name not in without]
        result.append(region)
    apply_disputes(result, sources.read_table(tables / "disputed.tsv", ("id", "parent", "claimed_by")))
    return result


def province(properties, rings, code, names, english):
    key = code.lower().replace("-", "")
    own = sources.province_names(properties)
    display = english.get(key) or (own + [properties["admin"]])[0]
    country = properties["iso_a2"]
    region = Region(
        id=code,
        kind="admin1",
        name=display,
        names=names.get(key, []) + own,
        country=country,
        parent=country,
        point=(properties["latitude"], properties["longitude"]),
        adm1_code=properties["adm1_code"],
        rings=rings,
        outline_names=set(own),
    )
    if CITY_TYPES.search(properties.get("type_en") or ""):
        region.flags.add("city")
    return region


def unions(features, province_list, cldr, iso_codes, locale):
    """What stands between country and province where Natural Earth says so and CLDR has a name for
    it: Galicia, Lombardy, Scotland. Regions and (id, members)."""
    names, english = sources.read_cldr_names(
        cldr / "subdivisions", "./localeDisplayNames/subdivisions/subdivision"
    )
    _, iso_names = sources.read_iso_3166(iso_codes)
    translations = sources.read_iso_translations(locale, "iso_3166-2")
    by_adm1 = {region.adm1_code: region for region in province_list}
    taken = {region.id for region in province_list}
    by_name = {}
    for key, values in names.items():
        code = key[:2].upper() + "-" + key[2:].upper()
        for name in values if key[2:] else ():
            by_name.setdefault((code[:2], comparable(strip_mark(name))), code)
    members = collections.defaultdict(list)
    for properties, _ in features:
        province_of = by_adm1.get(properties["adm1_code"])
        for field in ("region", "geonunit"):
            name = comparable(properties.get(field) or "")
            code = province_of and by_name.get((province_of.country, name))
            if code and code[:2] in UNION_COUNTRIES and code not in taken:
                members[code].append(province_of.id)
    result = []
    for code, parts in sorted(members.items()):
        if len(parts) < 2:
            continue
        key = code.lower().replace("-", "")
        all_names = [strip_mark(name) for name in names[key]] + [iso_names.get(code, "")]
        all_names += translations.get(iso_names.get(code), [])
        result.append(
            (Region(id=code, kind="group", name=strip_mark(english.get(key, all_names[0])),
                    names=all_names, country=code[:2], parent=code[:2]), parts)
        )
    return [region for region, _ in result], [(region.id, parts) for region, parts in result]


def strip_mark(name):
    """CLDR tells namesakes of one country apart by a raised digit."""
    return name.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹")


def assign_codes(features, english, overrides):
    """An id for each province, all different.

    Natural Earth's codes are right where CLDR knows the code by one of the province's names. Where
    it does not, but knows exactly that name under another code of the country, that code is right:
    the lists were renumbered, or mixed up. What is left over or doubled gets an id from Natural
    Earth's own key.
    """
    by_name = collections.defaultdict(list)
    for key, name in english.items():
        by_name[key[:2].upper(), comparable(name)].append(key[:2].upper() + "-" + key[2:].upper())
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


def apply_disputes(result, rows):
    by_id = {region.id: region for region in result}
    for row in rows:
        region = by_id[row["id"]]
        region.parent = region.country = row["parent"]
        region.claimed_by = row["claimed_by"]


def groups(tables, cldr, country_list, province_list):
    """Groups of ours: regions and (group, members)."""
    cldr_names, _ = sources.read_cldr_names(cldr / "main", "./localeDisplayNames/territories/territory")
    known = {region.id for region in country_list} | {region.id for region in province_list}
    result, members = [], []
    for row in sources.read_table(tables / "groups.tsv", ("id", "parent", "cldr", "members", "names")):
        names = row["names"].split("|") + cldr_names.get(row["cldr"], [])
        ids = row["members"].split()
        known.add(row["id"])
        unknown = [member for member in ids if member not in known]
        if unknown:
            raise ValueError(f"groups.tsv: {row['id']}: unknown members {unknown}")
        result.append(
            Region(id=row["id"], kind="group", name=names[0], names=names, parent=row["parent"],
                   country=row["parent"][:2])
        )
        members.append((row["id"], ids))
    return result, members


def seas(tables):
    """Seas of ours, with rough outlines."""
    result = []
    for row in sources.read_table(tables / "seas.tsv", ("id", "outline", "names")):
        ring = [tuple(map(float, point.split())) for point in row["outline"].split(",")]
        names = row["names"].split("|")
        middle = (sum(lat for _, lat in ring) / len(ring), sum(lon for lon, _ in ring) / len(ring))
        result.append(
            Region(id=row["id"], kind="sea", name=names[0], names=names, point=middle, rings=[ring])
        )
    return result


def add_extra_names(everything, tables):
    by_id = {region.id: region for region in everything}
    for row in sources.read_table(tables / "wrong_names.tsv", ("id", "names")):
        region = by_id[row["id"]]
        left = [name for name in [region.name, *region.names] if name not in row["names"].split("|")]
        region.name, region.names = left[0], left[1:]
    for row in sources.read_table(tables / "extra_names.tsv", ("id", "display", "flags", "names")):
        region = by_id[row["id"]]
        region.names = [region.name, *region.names, *row["names"].split("|")]
        region.name = row["display"] or region.name
        region.flags.update(row["flags"].split())
    for row in sources.read_table(tables / "disputed_countries.tsv", ("id", "claimed_by")):
        by_id[row["id"]].claimed_by = row["claimed_by"]
