"""What the random events and filters are about: places whose whereabouts are known well enough to
say where they certainly are and are not, actors, and names that mean nothing."""

import collections

# Somewhere within `reach_km` of `center` lies all of it; `within` are points that surely lie in it.
Region = collections.namedtuple("Region", "id name country center reach_km within")

COUNTRIES = [
    Region("PL", "Poland", "PL", (52.0, 19.3), 550,
           [(52.2, 21.0), (51.1, 17.0), (53.5, 17.5), (50.1, 20.5)]),
    Region("UA", "Ukraine", "UA", (48.6, 31.2), 900,
           [(50.4, 30.5), (49.8, 24.0), (48.5, 35.0), (49.6, 36.2)]),
    Region("KP", "North Korea", "KP", (40.2, 127.2), 500,
           [(39.0, 125.8), (40.5, 127.5), (41.4, 128.5), (39.3, 126.9)]),
    Region("MN", "Mongolia", "MN", (46.8, 103.5), 1500,
           [(47.9, 106.9), (48.0, 91.6), (44.0, 104.4), (47.5, 114.0)]),
    Region("CH", "Switzerland", "CH", (46.8, 8.2), 260,
           [(46.95, 7.45), (47.3, 8.54), (46.6, 9.6), (46.7, 6.9)]),
    Region("KE", "Kenya", "KE", (0.5, 37.9), 800,
           [(-1.3, 36.8), (0.5, 35.3), (2.3, 38.0), (-3.2, 38.9)]),
    Region("TD", "Chad", "TD", (15.4, 18.7), 1200,
           [(12.3, 16.0), (18.0, 19.0), (9.0, 18.0), (13.8, 20.8)]),
    Region("BO", "Bolivia", "BO", (-16.7, -64.6), 1100,
           [(-16.7, -68.0), (-17.8, -63.2), (-19.6, -65.7), (-13.5, -66.0)]),
    Region("KZ", "Kazakhstan", "KZ", (48.2, 67.3), 1850,
           [(51.1, 71.4), (44.8, 76.0), (50.0, 57.8), (49.8, 73.1)]),
]

PROVINCES = [
    Region("RU-KRS", "Kursk Oblast", "RU", (51.7, 36.2), 260,
           [(51.73, 36.19), (51.7, 35.3), (51.75, 37.3)]),
    Region("JP-01", "Hokkaido", "JP", (43.4, 142.8), 620,
           [(43.0, 141.35), (43.8, 142.8), (43.3, 144.2)]),
    Region("US-CO", "Colorado", "US", (39.0, -105.55), 450,
           [(39.74, -104.99), (37.5, -107.7), (38.1, -102.8), (40.4, -107.5)]),
    Region("AU-WA", "Western Australia", "AU", (-25.3, 121.0), 1600,
           [(-31.9, 116.4), (-21.0, 119.0), (-27.0, 123.0), (-17.5, 127.0)]),
    Region("BR-MT", "Mato Grosso", "BR", (-13.0, -56.0), 950,
           [(-15.6, -56.1), (-11.9, -55.5), (-10.5, -58.8)]),
    Region("DE-BY", "Bavaria", "DE", (48.9, 11.4), 300,
           [(48.14, 11.58), (49.45, 11.08), (49.0, 12.1)]),
    Region("UA-63", "Kharkiv Oblast", "UA", (49.6, 36.4), 230,
           [(49.95, 36.0), (49.2, 37.1), (49.4, 35.6)]),
]

# Name and country.
CITIES = [("Wonsan", "KP"), ("Kharkiv", "UA"), ("Kursk", "RU"), ("Sapporo", "JP"), ("Denver", "US"),
          ("Nairobi", "KE"), ("Munich", "DE"), ("Warsaw", "PL")]

UNREAD_PLACES = ["Qzworth", "Vrrbalk Heights", "Xylmoor"]

# Far from every coast.
OPEN_SEA = [(0.0, -30.0), (-50.0, 90.0), (40.0, 179.9), (40.0, -179.9), (-30.0, -110.0)]

# Name and whom they represent.
ACTORS = [("Russia", ""), ("Rusia", ""), ("Ukraine", ""), ("North Korea", ""),
          ("South Korea", ""), ("United States", ""), ("Sergey Lavrov", "Russia"),
          ("Sergey Lavrov", ""), ("Kim Jong Un", "North Korea"), ("a spokesman", "Ukraine"),
          ("Qorvath Militia", ""), ("Zzyx Brigade", ""), ("a Zzyx officer", "Zzyx Brigade")]
ACTOR_IDS = ["RU", "UA", "KP", "KR", "US"]
UNREAD_ACTORS = ["Qorvath Militia", "Zzyx Brigade"]

PUBLISHERS = ["Reuters", "REUTERS", "Le Monde", "Télé Soir", "tele soir", "Ukrinform"]
ATTRIBUTIONS = ["Regional Governor", "regional governor", "Army", "Éclaireurs"]
TAGS = ["alpha", "Alpha", "beta", "gamma", "delta"]
CODES = [("CAMEO", "190"), ("CAMEO", "19"), ("ACLED", "190")]
RUNS = ["run-1", "run-2"]
