#!/usr/bin/env python3
"""Joins the sources of the gazetteer into one plain text for compile_places.

Usage: build_gazetteer.py --natural-earth DIR --cities DIR --cldr DIR --territories DIR
           --iso-codes DIR --locale DIR --tables DIR --output FILE

README.md says what the folders are and how to get them. The same inputs give the same bytes.
"""

import argparse
import collections
import math
import pathlib
import sys

import locate
import regions
import sources
import topology
from spelling import comparable

TOLERANCE_KM = 0.15
CITY_PEOPLE_MIN = 5000
# Smaller ones are seldom what a translator of a bare name thought of.
WEATHER_PEOPLE_MIN = 50000
# How many times as many people as the next city of the name make one the largest by far: as its main
# name, or as an alias where another one has it for its main name (Odesa, and Odessa in Texas).
BY_FAR = 5
BY_FAR_OF_ALIAS = 8
# Cities that everyone knows.
KNOWN_PEOPLE_MIN = 500000
# A city inside of a province that people know by itself.
OWN_NAME_PEOPLE_MIN = 10000
# Parts of cities bear common names and are seldom meant by them.
CITY_PART_PEOPLE_MIN = 15000
SEATS = ("PPLC", "PPLA", "PPLG")
NOT_PLACES = ("PPLH", "PPLQ", "PPLW", "PPLCH")
SNAP_KM = 50
# How far outside its province the point of a city may lie: outlines of the two sources differ.
ASTRAY_KM = 30
# As cities are built: 5,000 people live within 900 m of the middle.
PEOPLE_PER_KM2 = 2000


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    for option in ("natural-earth", "cities", "cldr", "territories", "iso-codes", "locale", "tables",
                   "output"):
        parser.add_argument("--" + option, required=True, type=pathlib.Path)
    return parser.parse_args()


def wanted(city):
    if city.feature in NOT_PLACES:
        return False
    if city.feature in SEATS:
        return True
    least = CITY_PART_PEOPLE_MIN if city.feature == "PPLX" else CITY_PEOPLE_MIN
    return city.population >= least


def read_cities(arguments):
    translations = sources.read_city_translations(arguments.locale)
    cities = [city for city in sources.read_cities(arguments.cities) if wanted(city)]
    cities = without_borrowed_aliases(cities, translations)
    weather = weather_names(cities, sources.read_weather_translations(arguments.locale))
    for city in cities:
        names = [city.name, *city.aliases, *translations.get(city.id, ()), *weather.get(city.id, ())]
        yield city, names + in_russian(city, names)


def in_russian(city, names):
    """What Russian makes of the Ukrainian names that end just otherwise: Покровськ is Покровск."""
    if city.country != "UA":
        return []
    return [name[:-2] + "к" for name in names if name.endswith(("ськ", "цьк", "зьк"))]


def without_borrowed_aliases(cities, translations):
    """The cities without aliases by which everyone means a capital or a far larger city; see
    is_borrowed."""
    named = {
        city.id: {name.casefold() for name in (city.name, *translations.get(city.id, ()))}
        for city in cities
    }
    capitals, known = collections.defaultdict(set), collections.defaultdict(set)
    for city in cities:
        for name in named[city.id]:
            if city.feature == "PPLC":
                capitals[name] |= named[city.id]
            if city.population >= KNOWN_PEOPLE_MIN:
                known[name] |= named[city.id]

    def borrowed(alias, city):
        small = city.population * BY_FAR_OF_ALIAS <= KNOWN_PEOPLE_MIN
        return is_borrowed(alias, city, capitals) or (small and is_borrowed(alias, city, known))

    return [
        city._replace(
            aliases=[
                alias
                for alias in city.aliases
                if alias.casefold() in named[city.id] or not borrowed(alias, city)
            ]
        )
        for city in cities
    ]


def is_borrowed(alias, city, owners):
    """Whether what GeoNames lists as an alias of this city, in no language, is what some language calls
    one of the owners, capitals or cities that everyone knows: that one is meant, as with Chittagong,
    which was Islamabad once. Namesakes keep theirs, and so do names of which a part is the city's own
    (Santiago de los Caballeros).

    `owners`: name of these -> all their names, in lower case."""
    if city.feature == "PPLC" or set(alias.casefold().split()) & set(city.name.casefold().split()):
        return False
    return city.name.casefold() not in owners.get(alias.casefold(), {city.name.casefold()})


def drop_names_of_cities(provinces, towns):
    """Natural Earth lists the seat of a province among its names (Mosul of Nineveh): whoever says it
    means the city, unless the province is called after it."""
    by_parent = collections.defaultdict(list)
    for town in towns:
        if town.population >= OWN_NAME_PEOPLE_MIN:
            by_parent[town.parent].append(town)
    for province in provinces:
        mains = {comparable(name) for name in province.main_names}
        for town in by_parent[province.id]:
            own = {comparable(name) for name in (town.name, *town.names)}
            if own & mains or any(main.startswith(comparable(town.name)) for main in mains):
                continue
            province.names = [
                name
                for name in province.names
                if name not in province.outline_names or comparable(name) not in own
            ]


def drop_names_of_neighbours(provinces):
    """Natural Earth lists other provinces of the country among a province's names, those it was once a
    part of for instance (Brest of Vitebsk): whoever says one means the other."""
    owners = collections.defaultdict(set)
    for province in provinces:
        owners[province.country, comparable(province.name)].add(province.id)
    for province in provinces:
        mains = {comparable(name) for name in province.main_names}
        province.names = [
            name
            for name in province.names
            if name not in province.outline_names
            or comparable(name) in mains
            or not owners[province.country, comparable(name)] - {province.id}
        ]


def weather_names(cities, translations):
    """Id of a city -> what libgweather's translators call it. They see a bare name and may think of
    another place, so only of cities that are by far the largest of their name, and no name that is
    the main one of another city in the list."""
    by_name = collections.defaultdict(list)
    for city in cities:
        by_name[city.name].append(city)
        for alias in city.aliases:
            if alias.isascii() and alias != city.name:
                by_name[alias].append(city)
    main_names = collections.defaultdict(set)
    for city in cities:
        main_names[city.name].add(city.id)
    result = collections.defaultdict(list)
    for english, names in translations.items():
        bearers = sorted(by_name.get(english, ()), key=lambda city: -city.population)
        if not bearers or bearers[0].population < WEATHER_PEOPLE_MIN:
            continue
        city = bearers[0]
        by_far = BY_FAR if city.id in main_names.get(english, {city.id}) else BY_FAR_OF_ALIAS
        if len(bearers) > 1 and bearers[1].population * by_far > city.population:
            continue
        result[city.id] += [name for name in names if main_names.get(name, {city.id}) == {city.id}]
    return result


def place_cities(cities, provinces):
    """For each city the number of its province, or None, and the numbers of those whose outlines
    hold it. GeoNames' word counts where its code means one province, then the outline, then
    nearness."""
    outlines = [province.rings for province in provinces]
    found = locate.containing([(city.lon, city.lat) for city, _ in cities], outlines)
    codes = same_level([city for city, _ in cities], found)
    by_country = collections.defaultdict(list)
    for number, province in enumerate(provinces):
        by_country[province.country].append(number)
    cut_off = {number for number, province in enumerate(provinces) if province.cut_from}
    numbers = {province.id: number for number, province in enumerate(provinces)}
    parts = {}  # of a province that we cut
    for number in sorted(cut_off):
        whole = numbers[provinces[number].cut_from]
        parts[whole] = [*(parts.get(whole) or [whole]), number]
    parents = []
    named_cities = far = 0
    for (city, _), inside in zip(cities, found):
        point = (city.lon, city.lat)
        own = sorted(n for n in inside if provinces[n].country == city.country or n in cut_off)
        named = codes.get((city.country, city.admin1))
        # GeoNames knows nothing of what we cut off.
        if named in parts or inside & cut_off:
            named = own[0] if own else locate.nearest(point, outlines, parts[named], ASTRAY_KM)
        # A city that lies far off has the wrong code or the wrong point.
        near = named in own or (
            named is not None
            and (named in cut_off or provinces[named].country == city.country)
            and locate.nearest(point, outlines, [named], ASTRAY_KM) is not None
        )
        if named is not None and city.population >= CITY_PEOPLE_MIN:
            named_cities += 1
            far += not near
        if near:
            parents.append(named)
        elif own:
            parents.append(own[0])
        else:
            parents.append(locate.nearest(point, outlines, by_country[city.country], SNAP_KM))
    print(f"{named_cities} cities of {CITY_PEOPLE_MIN} people whose code means one province, "
          f"{far} far outside it", file=sys.stderr)
    return parents, found


def same_level(cities, found):
    """(country, code of GeoNames) -> the number of its province, where the two mean the same: most
    people of the one live in the other, and so for no other code and no other province."""
    by_code = collections.defaultdict(collections.Counter)
    by_province = collections.defaultdict(collections.Counter)
    for city, inside in zip(cities, found):
        if inside:
            code, province = (city.country, city.admin1), min(inside)
            by_code[code][province] += city.population
            by_province[province][code] += city.population
    province_of = {code: max(sorted(people), key=people.get) for code, people in by_code.items()}
    code_of = {number: max(sorted(people), key=people.get) for number, people in by_province.items()}
    codes = collections.Counter(province_of.values())
    provinces = collections.Counter(code_of.values())
    return {
        code: number
        for code, number in province_of.items()
        if code_of[number] == code and codes[number] == 1 and provinces[code] == 1
    }


def set_reaches(cities, parents, found, provinces, towns):
    """How far around a city its province counts where the outlines say another one of its country:
    as far as the city itself extends, and half way to the next one of another province."""
    grid = collections.defaultdict(list)
    for (city, _), parent in zip(cities, parents):
        grid[math.floor(city.lat), math.floor(city.lon)].append((city, parent))
    for (city, _), parent, inside, town in zip(cities, parents, found, towns):
        if parent is None or parent in inside or not inside:
            continue
        if provinces[min(inside)].country != provinces[parent].country:
            continue
        reach = math.sqrt(max(city.population, CITY_PEOPLE_MIN) / (math.pi * PEOPLE_PER_KM2))
        row, column = math.floor(city.lat), math.floor(city.lon)
        for cell in ((row + dy, column + dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1)):
            for other, other_parent in grid[cell]:
                if other_parent != parent:
                    reach = min(reach, locate.distance_km(city, other) / 2)
        town.reach_m = round(1000 * reach)


def city_regions(cities, parents, provinces):
    """Regions for the cities; adds their people to the provinces."""
    result = []
    for (city, names), parent in zip(cities, parents):
        flags = set()
        if city.feature == "PPLC":
            flags.add("capital")
        if city.feature in ("PPLC", "PPLA"):
            flags.add("seat")
        region = regions.Region(
            id="geonames:" + city.id,
            kind="city",
            name=city.name,
            names=names,
            country=city.country,
            parent=provinces[parent].id if parent is not None else city.country,
            population=city.population,
            point=(city.lat, city.lon),
            flags=flags,
        )
        if parent is not None:
            provinces[parent].population += city.population
            region.country = provinces[parent].country
        result.append(region)
    return result


def set_country_points(countries, provinces, towns):
    """A country's point is its capital, else its most populous province."""
    points = {}
    for province in sorted(provinces, key=lambda region: region.population):
        points[province.country] = province.point
    for town in sorted(towns, key=lambda region: region.population):
        if "capital" in town.flags:
            points[town.country] = town.point
    for country in countries:
        country.point = points.get(country.id, country.point)


def write(path, everything, groups, arcs):
    """One record a line, tab-separated; the first cell says what it is."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for region in everything:
            out.write("\t".join(region.cells()) + "\n")
        for group, members in groups:
            out.write("\t".join(["members", group, *members]) + "\n")
        for arc in arcs:
            out.write("arc\t" + " ".join(f"{x},{y}" for x, y in arc) + "\n")


def main():
    arguments = parse_arguments()
    tables = arguments.tables
    countries = regions.countries(
        arguments.cldr, arguments.territories, arguments.iso_codes, arguments.locale
    )
    features = sources.read_provinces(arguments.natural_earth)
    provinces = regions.provinces(
        features, arguments.cldr, arguments.iso_codes, arguments.locale, tables
    )
    known = {country.id for country in countries}
    provinces = [province for province in provinces if province.country in known]
    regions.name_lone_provinces(countries, provinces)
    cities = [entry for entry in read_cities(arguments) if entry[0].country in known]
    parents, found = place_cities(cities, provinces)
    towns = city_regions(cities, parents, provinces)
    drop_names_of_cities(provinces, towns)
    drop_names_of_neighbours(provinces)
    set_reaches(cities, parents, found, provinces, towns)
    set_country_points(countries, provinces, towns)
    groups, members = regions.groups(tables, arguments.cldr, countries, provinces)
    unions, parts = regions.unions(
        features, provinces, arguments.cldr, arguments.iso_codes, arguments.locale, tables
    )
    groups, members = groups + unions, members + parts
    seas = regions.seas(tables)
    # Seas stand behind the provinces: where outlines overlap, the first one counts.
    everything = countries + provinces + seas + groups + towns
    regions.add_extra_names(everything, tables)
    outline = topology.Topology(TOLERANCE_KM)
    outlined = provinces + seas
    for region, rings in zip(outlined, outline.add([region.rings for region in outlined])):
        region.arc_rings = rings
    write(arguments.output, everything, members, outline.arcs)
    points = sum(len(arc) for arc in outline.arcs)
    lost = sum(parent is None for parent in parents)
    astray = sum(town.reach_m > 0 for town in towns)
    print(
        f"{len(countries)} countries, {len(provinces)} provinces, {len(seas)} seas, "
        f"{len(groups)} groups, {len(towns)} cities ({lost} without a province, {astray} beyond its outline), "
        f"{len(outline.arcs)} arcs of {points} points",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
