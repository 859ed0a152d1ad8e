#!/usr/bin/env python3
"""Joins the sources of the gazetteer into one plain text for compile_places.

Usage: build_gazetteer.py --natural-earth DIR --cities DIR --cldr DIR --territories DIR
           --iso-codes DIR --locale DIR --tables DIR --output FILE

README.md says what the folders are and how to get them. The same inputs give the same bytes.
"""

import argparse
import collections
import pathlib
import sys

import locate
import regions
import sources
import topology

TOLERANCE_KM = 0.15
CITY_PEOPLE_MIN = 5000
# Parts of cities bear common names and are seldom meant by them.
CITY_PART_PEOPLE_MIN = 15000
SEATS = ("PPLC", "PPLA", "PPLG")
NOT_PLACES = ("PPLH", "PPLQ", "PPLW", "PPLCH")
SNAP_KM = 50


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
    for city in sources.read_cities(arguments.cities):
        if wanted(city):
            names = [city.name, *city.aliases, *translations.get(city.id, ())]
            yield city, names


def place_cities(cities, provinces):
    """For each city the number of its province, or None: by outline, by code, by nearness."""
    outlines = [province.rings for province in provinces]
    found = locate.containing([(city.lon, city.lat) for city, _ in cities], outlines)
    by_code = {province.geonames: n for n, province in enumerate(provinces) if province.geonames}
    by_country = collections.defaultdict(list)
    for number, province in enumerate(provinces):
        by_country[province.country].append(number)
    parents = []
    for (city, _), inside in zip(cities, found):
        inside = sorted(n for n in inside if provinces[n].country == city.country)
        by_name = by_code.get(f"{city.country}.{city.admin1}")
        if by_name in inside or (not inside and by_name is not None):
            parents.append(by_name)
        elif inside:
            parents.append(inside[0])
        else:
            parents.append(
                locate.nearest((city.lon, city.lat), outlines, by_country[city.country], SNAP_KM)
            )
    return parents


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
    parents = place_cities(cities, provinces)
    towns = city_regions(cities, parents, provinces)
    set_country_points(countries, provinces, towns)
    groups, members = regions.groups(tables, arguments.cldr, countries, provinces)
    unions, parts = regions.unions(
        features, provinces, arguments.cldr, arguments.iso_codes, arguments.locale
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
    print(
        f"{len(countries)} countries, {len(provinces)} provinces, {len(seas)} seas, "
        f"{len(groups)} groups, {len(towns)} cities ({lost} without a province), {len(outline.arcs)} arcs of {points} points",
        file=sys.stderr,
    )


if __name__ == "__main__":
    main()
