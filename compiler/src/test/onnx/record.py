"""Writes a .case beside each .onnx file: inputs, and what ONNX Runtime makes of them."""
import glob
import os
import numpy
import onnxruntime


def line(kind, array):
    numbers = array.astype(int) if array.dtype == bool else array
    return "%s %s: %s\n" % (kind, ",".join(map(str, array.shape)), " ".join(repr(each.item()) for each in numbers.ravel()))


def example(rng, info, name):
    shape = [each if isinstance(each, int) else 2 + len(each) % 2 for each in info.shape]
    if info.type == "tensor(bool)":
        return rng.random(shape) < 0.5
    if info.type == "tensor(float)":
        numbers = rng.standard_normal(shape).astype("float32")
        bounded = {"Asin", "Acos", "Atanh"}
        return numpy.tanh(numbers) if name in bounded else numpy.abs(numbers) + 1 if name in {"Log", "Sqrt", "Acosh",
                                                                                             "ReduceLogSum"} else numbers
    return rng.integers(0, 3, shape).astype(info.type[7:-1])


folder = os.path.dirname(os.path.abspath(__file__))
for path in sorted(glob.glob(os.path.join(folder, "*", "*.onnx"))):
    session = onnxruntime.InferenceSession(path)
    rng = numpy.random.default_rng(0)
    given = {each.name: example(rng, each, os.path.basename(path)[:-5]) for each in session.get_inputs()}
    with open(path[:-5] + ".case", "w") as file:
        file.writelines(line("input", each) for each in given.values())
        file.writelines(line("output", each) for each in session.run(None, given))
