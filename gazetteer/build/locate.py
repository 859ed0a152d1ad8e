"""Which outline does each of many points lie in: even-odd rule in the plane of degrees."""

import collections
import math

ROWS_PER_DEGREE = 50


def containing(points, outlines):
    """points: list of (lon, lat); outlines: lists of rings -> for each point the set of outlines."""
    rows = collections.defaultdict(list)
    for number, (lon, lat) in enumerate(points):
        rows[math.floor(lat * ROWS_PER_DEGREE)].append((lon, lat, number))
    found = [set() for _ in points]
    for outline, rings in enumerate(outlines):
        for ring in rings:
            _toggle(ring, outline, rows, found)
    return found


def _toggle(ring, outline, rows, found):
    ax, ay = ring[-1]
    for bx, by in ring:
        if ay != by:
            low, high = (ay, by) if ay < by else (by, ay)
            last = math.floor(high * ROWS_PER_DEGREE)
            for row in range(math.floor(low * ROWS_PER_DEGREE), last + 1):
                for lon, lat, number in rows.get(row, ()):
                    if (ay > lat) != (by > lat) and lon < ax + (lat - ay) / (by - ay) * (bx - ax):
                        found[number] ^= {outline}
        ax, ay = bx, by


def nearest(point, outlines, candidates, limit_km):
    """The candidate outline with a vertex nearest to the point, within the limit; or None."""
    lon, lat = point
    stretch = math.cos(math.radians(lat))
    best, least = None, (limit_km / 111.195) ** 2
    for outline in candidates:
        for ring in outlines[outline]:
            for x, y in ring:
                dy = y - lat
                if -1 < dy < 1:
                    distance = dy * dy + ((x - lon) * stretch) ** 2
                    if distance < least:
                        best, least = outline, distance
    return best


def distance_km(a, b):
    """Between two things with lat and lon that are near each other."""
    stretch = math.cos(math.radians((a.lat + b.lat) / 2))
    return 111.195 * math.hypot(a.lat - b.lat, (a.lon - b.lon) * stretch)
