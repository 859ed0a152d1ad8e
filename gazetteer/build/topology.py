"""Outlines as arcs that neighbours share, simplified without tearing them apart.

Two provinces with a common border have the same points along it. The border is cut where three
outlines meet, each piece (an arc) is stored and simplified once, and a ring is a list of arcs. So
simplified neighbours still fit together, and the file holds each border once.

Coordinates are integers: 1e-5 degrees.
"""

import math

SCALE = 100000
KM_PER_UNIT = 111.195 / SCALE


def to_units(ring):
    """A closed GeoJSON ring -> list of (x, y), without the repeated last point and doubled points."""
    points = []
    for lon, lat in ring:
        point = (round(lon * SCALE), round(lat * SCALE))
        if not points or points[-1] != point:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points


def find_nodes(rings):
    """The points where arcs begin and end: those that have not the same two neighbours everywhere."""
    neighbours = {}
    nodes = set()
    for ring in rings:
        previous = ring[-1]
        for index, point in enumerate(ring):
            following = ring[index + 1] if index + 1 < len(ring) else ring[0]
            pair = (previous, following) if previous < following else (following, previous)
            if neighbours.setdefault(point, pair) != pair:
                nodes.add(point)
            previous = point
    return nodes


def cut(ring, nodes):
    """The ring as arcs; each starts with the point at which the one before it ends."""
    starts = [index for index, point in enumerate(ring) if point in nodes]
    if not starts:
        first = ring.index(min(ring))
        turned = ring[first:] + ring[: first + 1]
        return [turned]
    arcs = []
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else starts[0] + len(ring)
        arcs.append([ring[index % len(ring)] for index in range(start, end + 1)])
    return arcs


def simplify(points, tolerance_km):
    """Douglas-Peucker with the ends kept, in a local plane."""
    if len(points) <= 2:
        return points
    middle = sum(y for _, y in points) / len(points) / SCALE
    stretch = math.cos(math.radians(middle))
    plane = [(x * stretch, y) for x, y in points]
    limit = (tolerance_km / KM_PER_UNIT) ** 2
    keep = bytearray(len(points))
    keep[0] = keep[-1] = 1
    stack = [(0, len(points) - 1)]
    while stack:
        first, last = stack.pop()
        farthest, distance = farthest_from_chord(plane, first, last)
        if farthest and distance > limit:
            keep[farthest] = 1
            stack.append((first, farthest))
            stack.append((farthest, last))
    return [point for point, kept in zip(points, keep) if kept]


def farthest_from_chord(plane, first, last):
    """Index and squared distance of the point between first and last that is farthest from them."""
    ax, ay = plane[first]
    dx, dy = plane[last][0] - ax, plane[last][1] - ay
    length = dx * dx + dy * dy
    farthest, greatest = 0, -1.0
    for index in range(first + 1, last):
        px, py = plane[index][0] - ax, plane[index][1] - ay
        if length > 0:
            along = (px * dx + py * dy) / length
            along = 0 if along < 0 else 1 if along > 1 else along
            px -= along * dx
            py -= along * dy
        distance = px * px + py * py
        if distance > greatest:
            farthest, greatest = index, distance
    return farthest, greatest


def simplify_arc(points, tolerance_km):
    """Like simplify, but a closed arc keeps its shape: at least a triangle."""
    if points[0] != points[-1]:
        return simplify(points, tolerance_km)
    if len(points) <= 5:
        return points
    half, _ = farthest_from_chord(points, 0, len(points) - 1)
    head = simplify(points[: half + 1], tolerance_km)
    simplified = head + simplify(points[half:], tolerance_km)[1:]
    if len(simplified) >= 5:
        return simplified
    return simplify_arc(points, tolerance_km / 2) if tolerance_km > 0.001 else points


class Topology:
    """Arcs and rings of many outlines."""

    def __init__(self, tolerance_km):
        self.tolerance_km = tolerance_km
        self.arcs = []  # lists of points
        self.numbers = {}  # arc as cut -> number

    def add(self, outlines):
        """outlines: lists of rings -> for each outline the rings as lists of signed arc numbers.

        Arc n forward is n, backward is -1 - n.
        """
        rings = [[to_units(ring) for ring in outline] for outline in outlines]
        rings = [[ring for ring in outline if len(ring) >= 3] for outline in rings]
        nodes = find_nodes(ring for outline in rings for ring in outline)
        return [[self._number(cut(ring, nodes)) for ring in outline] for outline in rings]

    def _number(self, arcs):
        numbers = []
        for arc in arcs:
            backward = arc[::-1]
            reverse = backward < arc
            key = tuple(backward if reverse else arc)
            number = self.numbers.get(key)
            if number is None:
                number = self.numbers[key] = len(self.arcs)
                self.arcs.append(simplify_arc(list(key), self.tolerance_km))
            numbers.append(-1 - number if reverse else number)
        return numbers
