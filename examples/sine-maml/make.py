"""Writes tasks.csv: the amplitudes and phases of 1,200 sine waves, drawn as in the paper; the same each time."""
import pathlib
import random

draw = random.Random(1)
with open(pathlib.Path(__file__).parent / "tasks.csv", "w") as file:
    file.write("amplitude,phase\n")
    for _ in range(1200):
        file.write(f"{draw.uniform(0.1, 5):.4f},{draw.uniform(0, 3.14159):.4f}\n")
