"""Writes canvases.csv: which of the digits' samples lie where on 2,000 canvases of 32 by 32 pixels, and how large; the same
each time. Of nine samples that follow each other six are on the first 1,400 canvases, one is on the next 200 and two are on the
others, so that no digit is in two parts."""
import pathlib
import random

ITEMS = 3
SAMPLES = 1797
draw = random.Random(1)
parts = {1400: range(6), 1600: (6,), 2000: (7, 8)}               # canvases before this one show samples with such a remainder
with open(pathlib.Path(__file__).parent / "canvases.csv", "w") as file:
    file.write("canvas," + ",".join(f"{name}{k}" for name in ("sample", "row", "col", "height", "width") for k in range(ITEMS)) + "\n")
    for canvas in range(2000):
        remainders = next(shown for end, shown in parts.items() if canvas < end)
        shown = [sample for sample in range(SAMPLES) if sample % 9 in remainders]
        items = []
        while len(items) < ITEMS:
            height, width = draw.uniform(8, 13), draw.uniform(8, 13)
            row, col = draw.uniform(height / 2, 31 - height / 2), draw.uniform(width / 2, 31 - width / 2)
            far = all(abs(row - r) > 0.5 * (height + h) or abs(col - c) > 0.5 * (width + w) for _, r, c, h, w in items)
            free = all((row // 8, col // 8) != (r // 8, c // 8) for _, r, c, _, _ in items)
            if far and free:
                items.append((draw.choice(shown), row, col, height, width))
            elif draw.random() < 0.02:
                break
        items += [(0, -99, -99, 8, 8)] * (ITEMS - len(items))       # fewer than three: outside of the canvas
        columns = zip(*items)
        file.write(f"{canvas}," + ",".join(f"{x:.2f}".rstrip("0").rstrip(".") for column in columns for x in column) + "\n")
