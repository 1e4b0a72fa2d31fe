"""Draws the pictures of shapes and plays the sounds of tones; the same files each time."""
import math
import pathlib
import random
import struct
import zlib

HERE = pathlib.Path(__file__).parent
EACH = 10


def png(path, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    raw = b"".join(b"\0" + bytes(row) for row in rows)
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b""))


def inside(shape, x, y, r):
    if shape == "disc":
        return x * x + y * y < r * r
    if shape == "square":
        return abs(x) < 0.9 * r and abs(y) < 0.9 * r
    return (abs(x) < 0.35 * r or abs(y) < 0.35 * r) and max(abs(x), abs(y)) < r


def shapes():
    draw = random.Random(1)
    for shape in ("cross", "disc", "square"):
        for number in range(EACH):
            height, width = draw.randrange(16, 25), draw.randrange(16, 25)
            row, column, r = height / 2 + draw.uniform(-2, 2), width / 2 + draw.uniform(-2, 2), draw.uniform(4, 7)
            png(HERE / f"shapes/pictures/{shape}/{number}.png",
                [[230 if inside(shape, x - column, y - row, r) else 20 for x in range(width)] for y in range(height)])


def tones():
    draw = random.Random(2)
    folder = HERE / "tones/sounds"
    folder.mkdir(parents=True, exist_ok=True)
    for player in ("ann", "bob", "eve"):
        for number in range(EACH):
            kind = ("falling", "rising", "steady")[number % 3]
            start, slope = draw.uniform(500, 900), {"falling": -3000, "rising": 3000, "steady": 0}[kind]
            samples = [round(128 + 90 * math.sin(2 * math.pi * (start * n / 4000 + slope * (n / 4000) ** 2 / 2)))
                       for n in range(draw.randrange(360, 441))]
            (folder / f"{kind}_{player}_{number}.wav").write_bytes(
                b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt "
                + struct.pack("<IHHIIHH", 16, 1, 1, 4000, 4000, 1, 8) + b"data"
                + struct.pack("<I", len(samples)) + bytes(samples))


if __name__ == "__main__":
    shapes()
    tones()
