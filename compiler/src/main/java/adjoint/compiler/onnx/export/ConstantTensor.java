package adjoint.compiler.onnx.export;

import java.util.List;

/** A tensor whose elements are in the file, the last axis fastest. */
public sealed interface ConstantTensor {

  String name();

  List<Long> dims();

  record Reals(String name, List<Long> dims, float[] elements) implements ConstantTensor {}

  record Truths(String name, List<Long> dims, boolean[] elements) implements ConstantTensor {}

  record Wholes(String name, List<Long> dims, long[] elements) implements ConstantTensor {}

  default ConstantTensor named(String other) {
    return switch (this) {
      case Reals r -> new Reals(other, r.dims(), r.elements());
      case Truths t -> new Truths(other, t.dims(), t.elements());
      case Wholes w -> new Wholes(other, w.dims(), w.elements());
    };
  }
}
