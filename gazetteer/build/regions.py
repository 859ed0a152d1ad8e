"""Countries, provinces and groups with their names, ids and parents."""

import collections
import dataclasses

import codes
import sources
from spelling import comparable, loosely, strip_mark, unique_names

# In CLDR and GeoNames but not in ISO 3166-1.
EXTRA_COUNTRIES = {"XK"}
# Files of CLDR whose names for the two Koreas are interchanged.
WRONG_COUNTRY_NAMES = {"KP": ("Gúúsù Kòríà", "Gúúsù Kòríà"), "KR": ("Àríwá Kòríà", "Àríwá Kòríà")}
# A name that so many times as many languages give another country is not this one's.
MISPLACED = 5
# Kongo is the one and the other, though most languages call only one just so.
SHARES_ITS_NAME = {"CD"}
# Where people name what stands between country and province. Elsewhere it is called "Southern" and
# the like, as are provinces of other countries.
UNION_COUNTRIES = {"BE", "ES", "FR", "GB", "IQ", "IT", "RS"}


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
    cut_from: str = ""  # the province of which a line of ours makes it a part
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


def countries(cldr, territories, iso_codes, locale):
    names, english = sources.read_cldr_names(
        cldr / "main", "./localeDisplayNames/territories/territory"
    )
    newer = sources.read_territory_names(territories)
    iso, _ = sources.read_iso_3166(iso_codes)
    translations = sources.read_iso_translations(locale, "iso_3166-1")
    populations = sources.read_populations(cldr)
    counted = {}
    for code in sorted(set(iso) | EXTRA_COUNTRIES):
        counted[code] = names[code] + newer[code] + collections.Counter(iso.get(code, []))
        for english_name in iso.get(code, []):
            counted[code] += translations.get(english_name, collections.Counter())
    drop_misplaced(counted)
    result = []
    for code, own in counted.items():
        wrong = WRONG_COUNTRY_NAMES.get(code, ())
        result.append(
            Region(
                id=code,
                kind="country",
                name=english[code],
                names=[name for name in own if name not in wrong],
                country=code,
                population=populations.get(code, 0),
            )
        )
    return result


def drop_misplaced(counted):
    """Takes from a country the names that far more languages give another one: a slip of one translator
    calls Malaysia Mexico. `counted`: country -> Counter of its names."""
    claims = collections.defaultdict(collections.Counter)
    for code, names in counted.items():
        for name, count in names.items():
            claims[loosely(name)][code] += count
    for code, names in counted.items():
        for name in list(names) if code not in SHARES_ITS_NAME else ():
            ranking = claims[loosely(name)]
            if max(ranking.values()) >= MISPLACED * ranking[code]:
                del names[name]


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
    properties_list = [properties for properties, _ in features]
    assigned = codes.assign_codes(properties_list, english, overrides)
    todays = codes.todays_codes(
        assigned, properties_list, iso_names, english, sources.read_code_replacements(cldr), overrides
    )
    renumbered = {
        row["code"]: row["iso"] for row in sources.read_table(tables / "renumbered.tsv", ("code", "iso"))
    }
    result = []
    for (properties, rings), code, today in zip(features, assigned, todays):
        override = overrides.get(properties["adm1_code"], {})
        # CLDR's names stand under the old code, the new one, or both.
        keys = [sources.cldr_key(known) for known in dict.fromkeys((today, code))]
        region = province(properties, rings, keys, names, english)
        # Of these CLDR has only the old one: what stands there under the new one is another's.
        region.id = renumbered.get(code, today) or codes.own_id(properties)
        iso_name = iso_names.get(region.id, "")
        region.names += [iso_name]
        if code not in (region.id, "") and code not in iso_names and not code.startswith("ne:"):
            region.names += [code]
        region.main_names = [region.name, iso_name, *(name for key in keys for name in names.get(key, ()))]
        region.main_names += [properties[field] for field in ("name", "name_en") if properties.get(field)]
        # A translator of the word "Georgia" may have thought of the country.
        if comparable(iso_name) not in country_names:
            region.names += translations.get(iso_name, ())
        if override.get("country"):
            region.country = region.parent = override["country"]
        without = override.get("without", "").split("|")
        region.names = [name for name in region.names if name not in without]
        result.append(region)
    result += cut_off(result, tables)
    apply_disputes(result, sources.read_table(tables / "disputed.tsv", ("id", "parent", "claimed_by")))
    return result


def province(properties, rings, keys, names, english):
    """`keys`: CLDR's for it, the best first."""
    own = sources.province_names(properties)
    known = [english[key] for key in keys if key in english]
    country = properties["iso_a2"]
    region = Region(
        id="",
        kind="admin1",
        name=(known + own + [properties["admin"]])[0],
        names=[name for key in keys for name in names.get(key, [])] + own,
        country=country,
        parent=country,
        point=(properties["latitude"], properties["longitude"]),
        adm1_code=properties["adm1_code"],
        rings=rings,
        outline_names=set(own),
    )
    if codes.CITY_TYPES.search(properties.get("type_en") or ""):
        region.flags.add("city")
    return region


def unions(features, province_list, cldr, iso_codes, locale, tables):
    """What stands between country and province where Natural Earth or our table says so and CLDR has a
    name for it: Galicia, Lombardy, Scotland, Transnistria. Regions and (id, members)."""
    names, english = sources.read_cldr_names(
        cldr / "subdivisions", "./localeDisplayNames/subdivisions/subdivision"
    )
    _, iso_names = sources.read_iso_3166(iso_codes)
    translations = sources.read_iso_translations(locale, "iso_3166-2")
    by_adm1 = {region.adm1_code: region for region in province_list}
    taken = {region.id for region in province_list}
    by_name = {}
    for key, values in names.items():
        code = sources.iso_code(key)
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
    for row in sources.read_table(tables / "unions.tsv", ("id", "members")):
        members[row["id"]] = row["members"].split()
        unknown = [member for member in members[row["id"]] if member not in taken]
        if unknown or row["id"] in taken:
            raise ValueError(f"unions.tsv: {row['id']}: a province's id, or unknown members {unknown}")
    result = []
    for code, parts in sorted(members.items()):
        if len(parts) < 2:
            continue
        key = sources.cldr_key(code)
        all_names = [strip_mark(name) for name in names[key]] + [iso_names.get(code, "")]
        all_names += translations.get(iso_names.get(code), [])
        result.append(
            (Region(id=code, kind="group", name=strip_mark(english.get(key, all_names[0])),
                    names=all_names, country=code[:2], parent=code[:2]), parts)
        )
    return [region for region, _ in result], [(region.id, parts) for region, parts in result]


def cut_off(province_list, tables):
    """Parts of provinces that are regions of their own, by a line of ours across an outline."""
    by_id = {region.id: region for region in province_list}
    result = []
    for row in sources.read_table(tables / "cut_off.tsv", ("id", "from", "line", "names")):
        whole = by_id[row["from"]]
        line = [tuple(map(float, point.split())) for point in row["line"].split(",")]
        names = row["names"].split("|")
        ring, whole.rings = split_ring(whole.rings, line)
        middle = (sum(lat for _, lat in ring) / len(ring), sum(lon for lon, _ in ring) / len(ring))
        result.append(
            Region(id=row["id"], kind="admin1", name=names[0], names=names, country=whole.country,
                   parent=whole.parent, point=middle, rings=[ring], main_names=names,
                   cut_from=whole.id)
        )
    return result


def split_ring(rings, line):
    """The ring to the right of the line, and all others. The line's ends move to the ring's nearest
    points, so that no neighbour gets a corner on its border that is not there."""
    def distance(point, end):
        return (point[0] - end[0]) ** 2 + (point[1] - end[1]) ** 2

    def off(ring):
        return sum(min(distance(point, end) for point in ring) for end in (line[0], line[-1]))

    chosen = min(rings, key=off)
    ring = [tuple(point) for point in (chosen[:-1] if chosen[0] == chosen[-1] else chosen)]
    first, last = (min(range(len(ring)), key=lambda n: distance(ring[n], end))
                   for end in (line[0], line[-1]))
    ring = ring[last:] + ring[:last]
    first = (first - last) % len(ring)
    # The one follows the ring back from the line's end to its beginning, the other one onwards.
    back, onwards = ring[: first + 1] + line[1:-1], ring[first:] + ring[:1] + line[-2:0:-1]
    right, left = (onwards, back) if runs_anticlockwise(ring) else (back, onwards)
    others = [other for other in rings if other is not chosen]
    return [*right, right[0]], [*others, [*left, left[0]]]


def runs_anticlockwise(ring):
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1])) > 0


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
        names = row["names"].split("|") + list(cldr_names.get(row["cldr"], ()))
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
