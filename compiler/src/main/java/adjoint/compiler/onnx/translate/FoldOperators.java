package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.translate.OnnxValue.Known;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;

/** Computes what constants say. */
final class FoldOperators {

  private FoldOperators() {}

  static Optional<OnnxValue> unary(Call call, DoubleUnaryOperator meaning) {
    if (!(call.in(0) instanceof Known known)) {
      return Optional.empty();
    }
    double[] numbers = known.numbers().get().clone();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = meaning.applyAsDouble(numbers[i]);
    }
    return Optional.of(Known.of(known.family(), known.dims(), numbers));
  }

  static Optional<OnnxValue> binary(Call call, DoubleBinaryOperator meaning) {
    if (!(call.in(0) instanceof Known a) || !(call.in(1) instanceof Known b)) {
      return Optional.empty();
    }
    List<Long> dims = broadcast(a.dims(), b.dims());
    double[] x = expanded(a, dims);
    double[] y = expanded(b, dims);
    double[] numbers = new double[x.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = meaning.applyAsDouble(x[i], y[i]);
    }
    Family family = a.family() == Family.REAL || b.family() == Family.REAL ? Family.REAL : a.family();
    return Optional.of(Known.of(family, dims, family == Family.REAL ? inSinglePrecision(numbers) : numbers));
  }

  private static double[] inSinglePrecision(double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) numbers[i];
    }
    return numbers;
  }

  static double[] rounded(double[] numbers, Family to) {
    double[] all = numbers.clone();
    for (int i = 0; i < all.length; i++) {
      all[i] = switch (to) {
        case REAL, OTHER -> (float) all[i];
        case WHOLE -> (long) all[i];
        case TRUTH -> all[i] != 0 ? 1 : 0;
      };
    }
    return all;
  }

  static List<Long> broadcast(List<Long> a, List<Long> b) {
    List<Long> dims = new ArrayList<>();
    int rank = Math.max(a.size(), b.size());
    for (int i = 0; i < rank; i++) {
      long x = i < rank - a.size() ? 1 : a.get(i - rank + a.size());
      long y = i < rank - b.size() ? 1 : b.get(i - rank + b.size());
      if (x != y && x != 1 && y != 1) {
        throw new Unsupported("the shapes " + a + " and " + b + " don't fit");
      }
      dims.add(x == 1 ? y : x);
    }
    return dims;
  }

  static double[] expanded(Known of, List<Long> dims) {
    int shift = dims.size() - of.dims().size();
    long[] strides = strides(of.dims());
    return gathered(of, dims, place -> {
      int at = 0;
      for (int i = 0; i < of.dims().size(); i++) {
        at += of.dims().get(i) == 1 ? 0 : (int) (place[i + shift] * strides[i]);
      }
      return at;
    });
  }

  /** Where in the old numbers a place of the new shape is. */
  @FunctionalInterface
  interface Origin {
    int of(long[] place);
  }

  static double[] gathered(Known of, List<Long> dims, Origin origin) {
    double[] from = of.numbers().get();
    double[] numbers = new double[(int) dims.stream().mapToLong(d -> d).reduce(1, Math::multiplyExact)];
    long[] place = new long[dims.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = from[origin.of(place)];
      for (int d = place.length - 1; d >= 0 && ++place[d] == dims.get(d); d--) {
        place[d] = 0;
      }
    }
    return numbers;
  }

  static long[] strides(List<Long> dims) {
    long[] strides = new long[dims.size()];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims.get(i);
    }
    return strides;
  }

  /** The axes in another order. */
  static Known transposed(Known of, List<Integer> order) {
    List<Long> dims = order.stream().map(each -> of.dims().get(each)).toList();
    long[] strides = strides(of.dims());
    return new Known(of.family(), dims, () -> gathered(of, dims, place -> {
      int at = 0;
      for (int i = 0; i < order.size(); i++) {
        at += (int) (place[i] * strides[order.get(i)]);
      }
      return at;
    }));
  }

  /** One axis with other places. */
  static Known along(Known of, int axis, int count, IntUnaryOperator from) {
    List<Long> dims = new ArrayList<>(of.dims());
    dims.set(axis, (long) count);
    long[] strides = strides(of.dims());
    return Known.of(of.family(), dims, gathered(of, dims, place -> {
      int at = 0;
      for (int i = 0; i < dims.size(); i++) {
        at += (int) ((i == axis ? from.applyAsInt((int) place[i]) : place[i]) * strides[i]);
      }
      return at;
    }));
  }
}
