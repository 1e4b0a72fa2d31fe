"""Writes roads.csv: 3,000 places on roads, and how an expert steers there; the same each time. The road's curvature is in 1/m,
the car's offset from its middle in m, its heading in radians, the angle in degrees: pure pursuit of the point ten metres
ahead by a car with 2.7 m between its axles (Coulter 1992)."""
import math
import pathlib
import random

AHEAD, AXLES = 10, 2.7
draw = random.Random(1)
with open(pathlib.Path(__file__).parent / "roads.csv", "w") as file:
    file.write("curve,offset,heading,light,angle\n")
    for _ in range(3000):
        curve, offset, heading = draw.uniform(-0.02, 0.02), draw.uniform(-1.5, 1.5), draw.uniform(-0.1, 0.1)
        aside = AHEAD * heading - offset + curve * AHEAD ** 2 / 2
        angle = math.degrees(math.atan(2 * AXLES * aside / AHEAD ** 2))
        file.write(f"{curve:.4f},{offset:.3f},{heading:.4f},{draw.uniform(0.5, 1.5):.2f},{angle:.3f}\n")
