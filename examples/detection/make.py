"""Writes canvases.csv: which of the digits' samples lie where on 2,000 canvases of 32 by 32 pixels, and how large; the same
each time. The first 1,600 canvases show samples 0 to 1,399, the others the rest, so that no test digit was trained on."""
import pathlib
import random

ITEMS = 3
draw = random.Random(1)
with open(pathlib.Path(__file__).parent / "canvases.csv", "w") as file:
    file.write("canvas," + ",".join(f"{name}{k}" for name in ("sample", "row", "col", "height", "width") for k in range(ITEMS)) + "\n")
    for canvas in range(2000):
        items = []
        while len(items) < ITEMS:
            height, width = draw.uniform(8, 13), draw.uniform(8, 13)
            row, col = draw.uniform(height / 2, 31 - height / 2), draw.uniform(width / 2, 31 - width / 2)
            far = all(abs(row - r) > 0.4 * (height + h) or abs(col - c) > 0.4 * (width + w) for _, r, c, h, w in items)
            free = all((row // 8, col // 8) != (r // 8, c // 8) for _, r, c, _, _ in items)
            if far and free:
                sample = draw.randrange(1400) if canvas < 1600 else draw.randrange(1400, 1797)
                items.append((sample, row, col, height, width))
            elif draw.random() < 0.02:
                break
        items += [(0, -99, -99, 8, 8)] * (ITEMS - len(items))       # fewer than three: outside of the canvas
        columns = zip(*items)
        file.write(f"{canvas}," + ",".join(f"{x:.2f}".rstrip("0").rstrip(".") for column in columns for x in column) + "\n")
