#!/usr/bin/env python3
"""Builds data/actors/states.tsv: every state and territory with its names in all languages of CLDR.

Usage: build_states.py [OUTPUT]     (default: data/actors/states.tsv beside this checkout)

Reads the Debian packages unicode-cldr-core (names) and iso-codes (three-letter codes, official
names). The output has one line for each territory, sorted by code, five columns with tabs between:
alpha-2 code, alpha-3 code, kind, English name, other names with "|" between. A name that two
territories bear stays with the one that bears it in more languages.
"""

import collections
import json
import pathlib
import re
import sys
import unicodedata
import xml.etree.ElementTree

from spelling import comparable

CLDR_MAIN = pathlib.Path("/usr/share/unicode/cldr/common/main")
ISO_3166 = pathlib.Path("/usr/share/iso-codes/json/iso_3166-1.json")
OUTPUT = pathlib.Path(__file__).resolve().parents[2] / "data" / "actors" / "states.tsv"

# Parts of the territory list that no government of their own speaks for as a state.
TERRITORIES = set(
    "AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO "
    "MP MQ MS NC NF NU PF PM PN PR RE SH SJ SX TC TF TK UM VG VI WF YT".split()
)
# In CLDR but not in ISO 3166-1.
EXTRA_ALPHA_3 = {"XK": "XKX"}
# Files whose names for some territories are interchanged.
WRONG = {("yo", "KP"), ("yo", "KR"), ("yo_BJ", "KP"), ("yo_BJ", "KR")}
# Names in small languages that are more often another word, another place or a family's name.
NOT_NAMES = set(
    "angora cat end fala gene komori kuma laws male man mari marita moris pole poo risi rusi sane "
    "sin toko yamal yunan".split()
)


def read_alpha_3():
    """Alpha-2 code -> (alpha-3 code, names)."""
    entries = {}
    for entry in json.loads(ISO_3166.read_text(encoding="utf-8"))["3166-1"]:
        names = [entry[key] for key in ("name", "common_name", "official_name") if key in entry]
        entries[entry["alpha_2"]] = (entry["alpha_3"], names)
    for alpha_2, alpha_3 in EXTRA_ALPHA_3.items():
        entries[alpha_2] = (alpha_3, [])
    return entries


def read_cldr(codes):
    """Code -> Counter of names, by how many locales have each; and the English names."""
    names = collections.defaultdict(collections.Counter)
    english = {}
    for path in sorted(CLDR_MAIN.glob("*.xml")):
        root = xml.etree.ElementTree.parse(path).getroot()
        for element in root.findall("./localeDisplayNames/territories/territory"):
            code = element.get("type")
            name = unicodedata.normalize("NFC", (element.text or "").strip())
            if code not in codes or not re.search(r"\w", name) or (path.stem, code) in WRONG:
                continue
            # Two letters in place of a name look like the code of another territory.
            if len(comparable(name)) <= 2 and comparable(name).isascii():
                continue
            if comparable(name) in NOT_NAMES:
                continue
            names[code][name] += 1
            if path.stem == "en" and element.get("alt") is None:
                english[code] = name
    return names, english


def assign(names, english, official):
    """Code -> names, each name with one code only, no two that differ in case or accents alone."""
    claims = collections.defaultdict(collections.Counter)
    for code, counter in names.items():
        for name, count in counter.items():
            claims[comparable(name)][code] += count
    # English and official names outweigh any number of languages.
    for code in english:
        for name in [english[code], *official[code][1]]:
            names[code][name] += 1
            claims[comparable(name)][code] += 1000
    assigned = {}
    for code, counter in names.items():
        seen = set()
        kept = []
        for name, _ in sorted(counter.items(), key=lambda item: (-item[1], item[0])):
            key = comparable(name)
            ranking = claims[key].most_common()
            mine = claims[key][code]
            shared = any(other != code and count >= mine for other, count in ranking)
            if key in seen or shared or name == english[code]:
                continue
            seen.add(key)
            kept.append(name.replace("|", " "))
        assigned[code] = kept
    return assigned


def main():
    output = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else OUTPUT
    official = read_alpha_3()
    names, english = read_cldr(official.keys())
    assigned = assign(names, english, official)
    lines = []
    for code in sorted(english):
        kind = "territory" if code in TERRITORIES else "state"
        lines.append("\t".join(
            [code, official[code][0], kind, english[code], "|".join(assigned[code])]))
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{output}: {len(lines)} territories, "
          f"{sum(map(len, assigned.values()))} names, {output.stat().st_size} bytes")


if __name__ == "__main__":
    main()
