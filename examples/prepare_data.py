#!/usr/bin/env python3
"""Makes the data files beside the examples from scikit-learn's copies of the UCI sets and the sunspot series.

    python3 prepare_data.py TABULAR_DIR SERIES_DIR

TABULAR_DIR holds iris.csv, wine_data.csv, breast_cancer.csv and digits.csv.gz as in scikit-learn's
sklearn/datasets/data; SERIES_DIR holds monthly-sunspots.csv. Only headers and class names change, never a value.
"""
import csv
import gzip
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).parent

IRIS = ["sepal_length", "sepal_width", "petal_length", "petal_width"]

WINE = ["alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
        "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280_od315", "proline"]

CELL = ["radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave_points",
        "symmetry", "fractal_dimension"]


def rows_of(path):
    """The rows below scikit-learn's first line, which holds counts and class names."""
    with open(path, newline="") as file:
        return [row for row in csv.reader(file)][1:]


def write(path, header, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def tabular(source):
    species = ["setosa", "versicolor", "virginica"]
    write(HERE / "iris/iris.csv", IRIS + ["species"],
          [row[:4] + [species[int(row[4])]] for row in rows_of(source / "iris.csv")])

    cultivars = ["barolo", "grignolino", "barbera"]
    write(HERE / "wine/wine.csv", WINE + ["cultivar"],
          [row[:13] + [cultivars[int(row[13])]] for row in rows_of(source / "wine_data.csv")])

    # scikit-learn writes 0 for malignant; here the column says what its name says.
    cells = [f"{kind}_{name}" for kind in ("mean", "error", "worst") for name in CELL]
    write(HERE / "breast-cancer/breast_cancer.csv", cells + ["malignant"],
          [row[:30] + [str(1 - int(row[30]))] for row in rows_of(source / "breast_cancer.csv")])


def digits(source):
    with gzip.open(source / "digits.csv.gz", "rt", newline="") as file:
        rows = [[str(int(float(value))) for value in row] for row in csv.reader(file)]
    header = ",".join([f"p{i}" for i in range(64)] + ["digit"])
    text = "\n".join([header] + [",".join(row) for row in rows]) + "\n"
    packed = gzip.compress(text.encode(), compresslevel=9, mtime=0)
    (HERE / "digits/digits.csv.gz").write_bytes(packed)


def series(source):
    shutil.copyfile(source / "monthly-sunspots.csv", HERE / "sunspots/sunspots.csv")


if __name__ == "__main__":
    tabular(pathlib.Path(sys.argv[1]))
    digits(pathlib.Path(sys.argv[1]))
    series(pathlib.Path(sys.argv[2]))
