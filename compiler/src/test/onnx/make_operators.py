"""Writes operators/*.onnx: one small network for each operator and the ways in which it can be told what to do."""
import os
import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "operators")
TYPES = {np.dtype("float32"): TensorProto.FLOAT, np.dtype("int64"): TensorProto.INT64, np.dtype("bool"): TensorProto.BOOL,
         np.dtype("int32"): TensorProto.INT32, np.dtype("int8"): TensorProto.INT8, np.dtype("uint8"): TensorProto.UINT8}
rng = np.random.default_rng(1)


def f(*values):
    return np.array(values, "float32")


def i(*values):
    return np.array(values, "int64")


def r(*shape):
    return rng.standard_normal(shape).astype("float32")


def case(name, op, inputs, constants=(), outputs=1, opset=17, element=TensorProto.FLOAT, domain="", **attributes):
    """inputs: shapes of what flows, or (shape, element); constants: arrays, None where one is left out"""
    names, given, initial = [], [], []
    for k, shape in enumerate(inputs):
        kind = TensorProto.FLOAT
        if isinstance(shape, tuple) and len(shape) == 2 and isinstance(shape[0], list):
            shape, kind = shape
        names.append("abc"[k])
        given.append(helper.make_tensor_value_info("abc"[k], kind, shape))
    for k, array in enumerate(constants):
        if array is None:
            names.append("")
        else:
            names.append("constant%d" % k)
            initial.append(numpy_helper.from_array(array, names[-1]))
    made = ["y%d" % k for k in range(outputs)]
    node = helper.make_node(op, names, made, domain=domain, **attributes)
    graph = helper.make_graph([node], "graph", given,
                              [helper.make_tensor_value_info(each, kind, None) for each, kind in
                               zip(made, element if isinstance(element, list) else [element] * outputs)], initial)
    opsets = [helper.make_opsetid("", opset)] + ([helper.make_opsetid(domain, 1)] if domain else [])
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="")
    save(model, os.path.join(FOLDER, "%s.onnx" % name))


B, I = TensorProto.BOOL, TensorProto.INT64
for op in ["Add", "Sub", "Mul", "Div"]:
    case(op, op, [[2, 3], [2, 3]])
    case(op + "-stretched", op, [["n", 3, 4], [3, 1]])
case("Add-constant", "Add", [["n", 3]], [r(3)])
case("Add-outer", "Add", [[3, 1], [1, 3]])
case("Sum", "Sum", [[2, 3], [2, 3], [3]])
case("Mean", "Mean", [[2, 3], [2, 3], [3]])
case("Max", "Max", [[2, 3], [2, 3]])
case("Min", "Min", [[2, 3], [2, 3]])
case("Mod", "Mod", [([6], I)], [i(3)], element=I)
case("Mod-fmod", "Mod", [[6]], [f(0.75)], fmod=1)
case("Pow", "Pow", [[2, 3]], [f(2)])
for op in ["Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal"]:
    case(op, op, [[2, 3], [2, 3]], element=B)
for op in ["And", "Or", "Xor"]:
    case(op, op, [([2, 3], B), ([2, 3], B)], element=B)
case("Where", "Where", [([2, 3], B), [2, 3], [3]])
case("Cast", "Cast", [[2, 3]], element=I, to=I)
case("Cast-bool", "Cast", [([2, 3], B)], to=1)
case("CastLike", "CastLike", [([2, 3], I)], [f(1)], opset=19)
for op in ["Neg", "Abs", "Exp", "Floor", "Ceil", "Round", "Sign", "Sin", "Cos", "Reciprocal", "Tan", "Sinh", "Cosh", "Asinh",
           "Atan", "Erf", "Relu", "Sigmoid", "Tanh", "Softsign", "Softplus", "HardSwish", "Elu", "Celu", "LeakyRelu", "Selu",
           "ThresholdedRelu", "HardSigmoid", "Shrink", "Identity", "Dropout"]:
    case(op, op, [["n", 5]])
for op in ["Log", "Sqrt", "Acosh"]:
    case(op, op, [[5]])
for op in ["Asin", "Acos", "Atanh"]:
    case(op, op, [[5]])
case("Mish", "Mish", [[5]], opset=18)
case("Gelu", "Gelu", [[5]], opset=20)
case("Gelu-tanh", "Gelu", [[5]], opset=20, approximate="tanh")
case("Gelu-microsoft", "Gelu", [[5]], domain="com.microsoft")
case("Elu-alpha", "Elu", [[5]], alpha=0.5)
case("Selu-other", "Selu", [[5]], alpha=1.5, gamma=2.0)
case("Not", "Not", [([5], B)], element=B)
case("IsNaN", "IsNaN", [[5]], element=B)
case("IsInf", "IsInf", [[5]], element=B)
case("PRelu", "PRelu", [[2, 3, 4]], [f(0.3)])
case("PRelu-channel", "PRelu", [[2, 3, 4]], [f(0.1, 0.2, 0.3).reshape(3, 1)])
case("Clip", "Clip", [[5]], [f(-0.5)[0], f(0.5)[0]])
case("Clip-6", "Clip", [[5]], [f(0)[0], f(6)[0]])
case("Clip-old", "Clip", [[5]], opset=7, min=-0.5, max=0.5)
for op in ["Sum", "Mean", "Max", "Min", "Prod", "L1", "L2", "SumSquare", "LogSumExp"]:
    case("Reduce" + op, "Reduce" + op, [["n", 3, 4]], [i(1)] if op == "Sum" else [],
         **({} if op == "Sum" else {"axes": [1]}))
    case("Reduce" + op + "-all", "Reduce" + op, [[2, 3]], keepdims=0)
case("ReduceLogSum", "ReduceLogSum", [[2, 3]], axes=[1])
case("ReduceMean-input", "ReduceMean", [[2, 3, 4]], [i(-1, 1)], opset=18)
case("ArgMax", "ArgMax", [["n", 5]], element=I, axis=1, keepdims=0)
case("ArgMin", "ArgMin", [["n", 5]], element=I, axis=-1)
case("ArgMax-last", "ArgMax", [["n", 5]], element=I, axis=-1, select_last_index=1)
for op in ["Softmax", "LogSoftmax"]:
    case(op, op, [["n", 5]])
    case(op + "-old", op, [[2, 3, 4]], opset=11)
case("Hardmax", "Hardmax", [["n", 5]])
case("LpNormalization", "LpNormalization", [["n", 5]])
case("CumSum", "CumSum", [["n", 5]], [np.array(1, "int64")])
case("CumSum-reverse", "CumSum", [["n", 5]], [np.array(1, "int64")], reverse=1, exclusive=1)
case("Shape", "Shape", [[3, 5, 2]], element=I)
case("Size", "Size", [[2, 5]], element=I)
case("Reshape", "Reshape", [["n", 4, 6]], [i(0, 2, 2, -1)])
case("Reshape-merge", "Reshape", [["n", 4, 6]], [i(-1, 24)])
case("Flatten", "Flatten", [["n", 2, 3, 4]])
case("Flatten-2", "Flatten", [[2, 3, 4]], axis=2)
case("Transpose", "Transpose", [["n", 3, 4]], perm=[2, 0, 1])
case("Transpose-all", "Transpose", [[2, 3]])
case("Squeeze", "Squeeze", [[2, 1, 3]], [i(1)])
case("Unsqueeze", "Unsqueeze", [[2, 3]], [i(0, 3)])
case("Expand", "Expand", [[3, 1]], [i(2, 3, 4)])
case("ConstantOfShape", "ConstantOfShape", [], [i(2, 3)], value=numpy_helper.from_array(f(0.5)))
case("Constant", "Constant", [], value=numpy_helper.from_array(r(2, 3)))
case("Range", "Range", [], [np.array(1, "int64"), np.array(9, "int64"), np.array(2, "int64")], element=I)
case("EyeLike", "EyeLike", [[3, 4]], k=1)
case("DepthToSpace", "DepthToSpace", [["n", 8, 2, 3]], blocksize=2)
case("DepthToSpace-CRD", "DepthToSpace", [["n", 8, 2, 3]], blocksize=2, mode="CRD")
case("SpaceToDepth", "SpaceToDepth", [["n", 2, 4, 6]], blocksize=2)
case("Gather", "Gather", [["n", 5]], [i(3, 0, -1)], axis=1)
case("Gather-place", "Gather", [["n", 5]], [np.array(2, "int64")], axis=1)
case("GatherElements", "GatherElements", [[2, 4]], [i(3, 0, 1, 1).reshape(2, 2)], axis=1)
case("Slice", "Slice", [["n", 6]], [i(1), i(5), i(1)])
case("Slice-steps", "Slice", [["n", 7]], [i(-1), i(-8), i(1), i(-2)])
case("Split", "Split", [["n", 6]], [i(2, 4)], outputs=2, axis=1)
case("Concat", "Concat", [["n", 2], ["n", 3]], axis=1)
case("Concat-constant", "Concat", [[2, 3]], [r(1, 3)], axis=0)
case("Tile", "Tile", [[2, 3]], [i(1, 2)])
for mode in ["constant", "reflect", "edge", "wrap"]:
    case("Pad-" + mode, "Pad", [["n", 5]], [i(0, 2, 0, 1)] + ([f(0.5)[0]] if mode == "constant" else []), opset=19, mode=mode)
case("Trilu", "Trilu", [["n", 4, 4]], upper=0)
case("OneHot", "OneHot", [([4], I)], [np.array(3, "int64"), f(0, 1)])
case("TopK", "TopK", [["n", 5]], [i(2)])if False else None
case("Resize-nearest", "Resize", [[1, 2, 3, 4]], [None, f(1, 1, 2, 2)], mode="nearest", nearest_mode="floor",
     coordinate_transformation_mode="asymmetric")
for mode in ["linear", "cubic"]:
    for how in ["half_pixel", "align_corners", "asymmetric", "pytorch_half_pixel"]:
        case("Resize-%s-%s" % (mode, how), "Resize", [[1, 2, 3, 4]], [None, None, i(1, 2, 5, 7)], opset=13, mode=mode,
             coordinate_transformation_mode=how)
case("Upsample", "Upsample", [[1, 2, 3, 4]], [f(1, 1, 2, 3)], opset=9)
case("MatMul", "MatMul", [["n", 3, 4], ["n", 4, 5]])
case("MatMul-weight", "MatMul", [["n", 4]], [r(4, 5)])
case("MatMul-self", "MatMul", [[3, 3], [3, 3]])
case("Gemm", "Gemm", [["n", 4]], [r(5, 4), r(5)], transB=1, alpha=0.5)
case("Gemm-flowing", "Gemm", [[4, 3], [4, 5], [3, 5]], transA=1, beta=0.5)
case("Einsum", "Einsum", [["n", 3, 4], ["n", 5, 4]], equation="bij,bkj->bik")
case("Einsum-sum", "Einsum", [[3, 4]], equation="ij->i")
case("Conv", "Conv", [["n", 4, 7, 6]], [r(6, 2, 3, 2), r(6)], group=2, strides=[2, 2], pads=[1, 1, 1, 1])
case("Conv-1d", "Conv", [["n", 3, 9]], [r(4, 3, 3)], auto_pad="SAME_UPPER")
case("Conv-3d", "Conv", [[1, 2, 4, 4, 4]], [r(3, 2, 2, 2, 2), r(3)])
case("Conv-uneven", "Conv", [[1, 2, 7, 8]], [r(3, 2, 3, 2)], strides=[1, 2], pads=[0, 1, 2, 1])
case("ConvTranspose", "ConvTranspose", [[1, 3, 4, 5]], [r(3, 2, 3, 3), r(2)], strides=[2, 2], pads=[1, 1, 1, 1],
     output_padding=[1, 1])
case("MaxPool", "MaxPool", [["n", 2, 6, 6]], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])
case("MaxPool-ceil", "MaxPool", [[1, 2, 6, 7]], kernel_shape=[3, 2], strides=[2, 3], ceil_mode=1)
case("AveragePool", "AveragePool", [["n", 2, 6, 6]], kernel_shape=[2, 2], strides=[2, 2])
case("AveragePool-inside", "AveragePool", [[1, 2, 6, 6]], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
case("AveragePool-counted", "AveragePool", [[1, 2, 6, 6]], kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=1)
case("LpPool", "LpPool", [[1, 2, 6, 6]], kernel_shape=[2, 2], strides=[2, 2])
case("GlobalAveragePool", "GlobalAveragePool", [["n", 2, 4, 4]])
case("GlobalMaxPool", "GlobalMaxPool", [["n", 2, 4, 4]])
case("GlobalLpPool", "GlobalLpPool", [["n", 2, 4, 4]])
for rank, more in [(2, []), (3, [5]), (4, [3, 4])]:
    case("BatchNormalization-%d" % rank, "BatchNormalization", [["n", 3] + more], [r(3), r(3), r(3), np.abs(r(3)) + 0.5])
case("LayerNormalization", "LayerNormalization", [["n", 4, 6]], [r(6), r(6)])
case("LayerNormalization-axes", "LayerNormalization", [["n", 4, 6]], [r(4, 6)], axis=1)
case("InstanceNormalization", "InstanceNormalization", [[2, 3, 4, 4]], [r(3), r(3)])
case("InstanceNormalization-1d", "InstanceNormalization", [[2, 3, 5]], [r(3), r(3)])
case("LRN", "LRN", [[1, 5, 2, 2]], size=3, alpha=0.5)
case("MeanVarianceNormalization", "MeanVarianceNormalization", [[2, 3, 4, 4]], opset=13)
for op, gates in [("LSTM", 4), ("GRU", 3), ("RNN", 1)]:
    case(op, op, [[5, 2, 3]], [r(1, gates * 4, 3), r(1, gates * 4, 4), r(1, 2 * gates * 4)], outputs=2, hidden_size=4,
         **({"linear_before_reset": 1} if op == "GRU" else {}))
    case(op + "-both", op, [[5, 2, 3]], [r(2, gates * 4, 3), r(2, gates * 4, 4), r(2, 2 * gates * 4)], outputs=2,
         hidden_size=4, direction="bidirectional")
case("LSTM-cells", "LSTM", [["t", 2, 3]], [r(1, 16, 3), r(1, 16, 4), None, None, r(1, 2, 4), r(1, 2, 4)], outputs=3,
     hidden_size=4)
case("RNN-relu", "RNN", [[5, 2, 3]], [r(1, 4, 3), r(1, 4, 4)], outputs=2, hidden_size=4, activations=["Relu"],
     direction="reverse")
case("QuantizeLinear", "QuantizeLinear", [[2, 5]], [f(0.1)[0], np.array(3, "uint8")], element=TensorProto.UINT8)
case("DequantizeLinear", "DequantizeLinear", [([2, 5], TensorProto.INT8)], [f(0.1)[0], np.array(3, "int8")])
U, S = TensorProto.UINT8, TensorProto.INT8
case("DynamicQuantizeLinear", "DynamicQuantizeLinear", [[2, 5]], outputs=3, element=[U, TensorProto.FLOAT, U])
case("MatMulInteger", "MatMulInteger", [([2, 3], U)], [rng.integers(0, 9, (3, 4)).astype("uint8"), np.array(2, "uint8"),
                                                       np.array(4, "uint8")], element=TensorProto.INT32)
case("ConvInteger", "ConvInteger", [([1, 2, 4, 4], U)], [rng.integers(0, 9, (3, 2, 2, 2)).astype("uint8"), np.array(2, "uint8")],
     element=TensorProto.INT32)
scales = [f(0.5)[0], np.array(1, "uint8")]
case("QLinearMatMul", "QLinearMatMul", [([2, 3], U)], scales + [rng.integers(0, 9, (3, 4)).astype("uint8")] + scales + scales,
     element=U)
case("QLinearConv", "QLinearConv", [([1, 2, 4, 4], U)], scales + [rng.integers(-4, 4, (3, 2, 2, 2)).astype("int8"),
     f(0.5, 0.25, 1), np.zeros(3, "int8")] + scales + [rng.integers(-9, 9, 3).astype("int32")], element=U)
case("RMSNormalization", "RMSNormalization", [["n", 4, 6]], [r(6)], opset=23)
case("SimplifiedLayerNormalization", "SimplifiedLayerNormalization", [["n", 4, 6]], [r(6)], axis=-1, epsilon=1e-5)
case("GroupNormalization", "GroupNormalization", [["n", 4, 3, 3]], [r(4), r(4)], opset=21, num_groups=2)
case("GroupNormalization-18", "GroupNormalization", [["n", 4, 3, 3]], [r(2), r(2)], opset=18, num_groups=2)
case("TopK", "TopK", [["n", 6]], [i(2)], outputs=2, element=[TensorProto.FLOAT, I])
case("TopK-smallest", "TopK", [[6, 3]], [i(4)], outputs=2, element=[TensorProto.FLOAT, I], axis=0, largest=0)
case("CumProd", "CumProd", [[3, 4]], [np.array(1, "int64")], opset=26)
case("Swish", "Swish", [[5]], opset=24, alpha=1.7)
