"""The twin's own geometry, against figures that can be looked up or reasoned out."""

import random
import sys
import unittest

import cases
import geometry


class GeometryTest(unittest.TestCase):
    def test_distances_are_the_known_ones(self):
        self.assertAlmostEqual(geometry.distance_km((0, 0), (0, 90)), geometry.QUARTER_KM, places=6)
        self.assertAlmostEqual(geometry.distance_km((90, 5), (-90, 77)), 2 * geometry.QUARTER_KM,
                               places=6)
        # Kyiv to Kharkiv.
        self.assertAlmostEqual(geometry.distance_km((50.45, 30.52), (49.99, 36.23)), 410, delta=3)

    def test_a_destination_is_as_far_as_asked(self):
        for _ in range(200):
            start = (random.uniform(-89, 89), random.uniform(-180, 180))
            km = random.uniform(1, 9000)
            end = geometry.destination(start, random.uniform(0, 360), km)
            self.assertAlmostEqual(geometry.distance_km(start, end), km, delta=1e-3)
            self.assertTrue(-180 <= end[1] <= 180)

    def test_a_box_over_the_antimeridian_holds_both_sides(self):
        box = geometry.Box(-10, 170, 10, -170)
        for lon in (171, 179, -179, -171):
            self.assertGreater(box.inside_km((0, lon)), 0)
        for lon in (169, -169, 0):
            self.assertLess(box.inside_km((0, lon)), 0)
        self.assertAlmostEqual(box.inside_km((0, 180)), 1111, delta=3)

    def test_a_pole_is_no_edge(self):
        cap = geometry.Box(80, -180, 90, 180)
        self.assertAlmostEqual(cap.inside_km((90, 0)), 1112, delta=1)
        self.assertLess(cap.inside_km((79, 0)), 0)
        self.assertGreater(geometry.Box(-90, -180, 90, 180).inside_km((12, 34)), 10_000)

    def test_a_polygon_agrees_with_the_circle_that_it_nearly_is(self):
        for center in ((50, 30), (0, 179.9), (88, 10), (-60, -170)):
            ring = [geometry.destination(center, i, 500) for i in range(360)]
            hole = [geometry.destination(center, -i, 100) for i in range(360)]
            polygon = geometry.Polygon(center, [ring, hole])
            for km in (0, 50, 99, 101, 300, 499, 501, 700, 9000):
                point = geometry.destination(center, random.uniform(0, 360), km)
                self.assertEqual(polygon.inside_km(point) > 0, 100 < km < 500, (center, km))
                nearest = min(abs(km - 100), abs(km - 500))
                self.assertAlmostEqual(abs(polygon.inside_km(point)), nearest, delta=0.1)


if __name__ == "__main__":
    cases.run(sys.argv[1:])
