"""Distances on the sphere, in km, and how discs lie to areas; independent of the server's."""

import math

EARTH_KM = 6371.01
QUARTER_KM = EARTH_KM * math.pi / 2


def vector(point):
    lat, lon = math.radians(point[0]), math.radians(point[1])
    return (math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat))


def _dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def _cross(a, b):
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def _norm(a):
    return math.sqrt(_dot(a, a))


def _vector_km(a, b):
    return EARTH_KM * math.atan2(_norm(_cross(a, b)), _dot(a, b))


def distance_km(a, b):
    return _vector_km(vector(a), vector(b))


def _segment_km(p, a, b):
    """From p to the shorter great-circle arc between a and b."""
    normal = _cross(a, b)
    size = _norm(normal)
    if size < 1e-12:
        return _vector_km(p, a)
    normal = tuple(x / size for x in normal)
    # The foot of the perpendicular lies on the arc if it is on the inner side of both ends.
    if _dot(_cross(normal, a), p) > 0 and _dot(_cross(b, normal), p) > 0:
        return EARTH_KM * abs(math.asin(max(-1.0, min(1.0, _dot(normal, p)))))
    return min(_vector_km(p, a), _vector_km(p, b))


def destination(point, bearing_degrees, km):
    """The point that lies so far from another in a direction."""
    lat, lon = math.radians(point[0]), math.radians(point[1])
    angle, bearing = km / EARTH_KM, math.radians(bearing_degrees)
    sin_lat = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
    y = math.sin(bearing) * math.sin(angle) * math.cos(lat)
    x = math.cos(angle) - math.sin(lat) * sin_lat
    end = math.degrees(lon + math.atan2(y, x))
    return (math.degrees(math.asin(max(-1.0, min(1.0, sin_lat)))), (end + 540) % 360 - 180)


class Circle:
    def __init__(self, center, radius_km):
        self.center, self.radius_km = center, radius_km

    def inside_km(self, point):
        """How far inside a point lies; negative outside."""
        return self.radius_km - distance_km(self.center, point)


class Box:
    def __init__(self, south, west, north, east):
        self.south, self.west, self.north, self.east = south, west, north, east
        self.all_round = east - west >= 360

    def _spans(self, lon):
        if self.all_round:
            return True
        if self.west <= self.east:
            return self.west <= lon <= self.east
        return lon >= self.west or lon <= self.east

    def inside_km(self, point):
        lat, lon = point
        spans = self._spans(lon)
        distances = []
        # The nearest point of a parallel is the one at the same longitude. A pole is no edge.
        if spans:
            distances += [abs(lat - edge) * EARTH_KM * math.pi / 180
                          for edge in (self.south, self.north) if abs(edge) < 90]
        if not self.all_round:
            p = vector(point)
            for edge in (self.west, self.east):
                a, b = vector((self.south, edge)), vector((self.north, edge))
                distances.append(_segment_km(p, a, b))
        nearest = min(distances, default=2 * QUARTER_KM)
        return nearest if spans and self.south <= lat <= self.north else -nearest


class Polygon:
    """Rings around a centre, within a hemisphere."""

    def __init__(self, center, rings):
        self.center = vector(center)
        self.rings = [[vector(point) for point in ring] for ring in rings]
        self.reach_km = max(_vector_km(self.center, v) for ring in self.rings for v in ring)
        east = _cross((0.0, 0.0, 1.0), self.center)
        size = _norm(east) or 1.0
        self._east = tuple(x / size for x in east)
        self._north = _cross(self.center, self._east)
        self._flat = [[self._project(v) for v in ring] for ring in self.rings]

    def _project(self, v):
        """Gnomonic: great circles become straight lines."""
        depth = _dot(v, self.center)
        return (_dot(v, self._east) / depth, _dot(v, self._north) / depth)

    def inside_km(self, point):
        p = vector(point)
        nearest = min(_segment_km(p, ring[i - 1], ring[i])
                      for ring in self.rings for i in range(len(ring)))
        inside = False
        if _dot(p, self.center) > 0.05:
            x, y = self._project(p)
            for ring in self._flat:
                for i in range(len(ring)):
                    (x1, y1), (x2, y2) = ring[i - 1], ring[i]
                    if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
                        inside = not inside
        return nearest if inside else -nearest


def cap_samples(center, radius_km, rings=4, bearings=24):
    """Points all over a cap, its edge included."""
    points = [center]
    for ring in range(1, rings + 1):
        points += [destination(center, 360 * i / bearings, radius_km * ring / rings)
                   for i in range(bearings)]
    return points
