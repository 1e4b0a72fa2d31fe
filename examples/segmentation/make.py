"""Writes scenes.csv: where a disc and a square lie in 1,600 pictures, how large and how bright they are; the same each time."""
import pathlib
import random

draw = random.Random(1)
with open(pathlib.Path(__file__).parent / "scenes.csv", "w") as file:
    file.write("disc_row,disc_col,radius,disc_grey,square_row,square_col,half,square_grey,ground\n")
    for _ in range(1600):
        disc = [draw.uniform(4, 27), draw.uniform(4, 27), draw.uniform(3, 8), draw.uniform(0.2, 1)]
        square = [draw.uniform(4, 27), draw.uniform(4, 27), draw.uniform(3, 7), draw.uniform(0.2, 1)]
        file.write(",".join(f"{x:.2f}" for x in (*disc, *square, draw.uniform(-0.5, 0))) + "\n")
