"""Writes ratings.tsv.gz, in MovieLens' format (user, item, rating, time): 24,000 ratings of 150 films by 200 people, of known
structure. A rating is 3.5, what the person and the film are given to, the product of two tastes, and noise of deviation 0.5:
no forecast has a lower error than that. The same each time."""
import gzip
import pathlib
import random

USERS, ITEMS, RATINGS, TASTES, NOISE = 200, 150, 24000, 2, 0.5
draw = random.Random(1)
user = [[draw.gauss(0, 0.5), *(draw.gauss(0, 0.8) for _ in range(TASTES))] for _ in range(USERS)]
item = [[draw.gauss(0, 0.5), *(draw.gauss(0, 0.8) for _ in range(TASTES))] for _ in range(ITEMS)]
pairs = draw.sample([(u, i) for u in range(USERS) for i in range(ITEMS)], RATINGS)
lines = []
for number, (u, i) in enumerate(pairs):
    rating = 3.5 + user[u][0] + item[i][0] + sum(a * b for a, b in zip(user[u][1:], item[i][1:])) + draw.gauss(0, NOISE)
    lines.append(f"{u + 1}\t{i + 1}\t{rating:.2f}\t{874700000 + 60 * number}\n")
with open(pathlib.Path(__file__).parent / "ratings.tsv.gz", "wb") as file:
    file.write(gzip.compress("".join(lines).encode(), mtime=0))
