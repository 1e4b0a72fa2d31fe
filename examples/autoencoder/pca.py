#!/usr/bin/env python3
"""The level to beat: the mean squared error of the digits rebuilt from eight principal components.

    python3 pca.py [COMPONENTS]

Over ten random divisions, as the example's: components from 80 % of the rows, the error on 10 % others; and, harder to
beat, components from those very 10 %.
"""
import gzip
import pathlib
import sys

import numpy

components = int(sys.argv[1]) if len(sys.argv) > 1 else 8
file = gzip.open(pathlib.Path(__file__).parent / "../digits/digits.csv.gz", "rt")
images = numpy.loadtxt(file, delimiter=",", skiprows=1)[:, :64] / 16


def error(fit, test):
    mean = fit.mean(0)
    axes = numpy.linalg.svd(fit - mean, full_matrices=False)[2][:components]
    return (((test - mean) @ axes.T @ axes + mean - test) ** 2).mean()


honest, unfair = [], []
for seed in range(10):
    order = numpy.random.RandomState(seed).permutation(len(images))
    train, test = images[order[: round(0.8 * len(images))]], images[order[-round(0.1 * len(images)):]]
    honest.append(error(train, test))
    unfair.append(error(test, test))
print(f"{components} components: mean squared error {numpy.mean(honest):.4f} ({min(honest):.4f} to {max(honest):.4f}); "
      f"with components of the test rows themselves {numpy.mean(unfair):.4f} ({min(unfair):.4f} to {max(unfair):.4f})")
