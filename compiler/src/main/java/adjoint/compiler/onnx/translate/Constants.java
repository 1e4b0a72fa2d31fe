package adjoint.compiler.onnx.translate;

import adjoint.compiler.onnx.proto.ElementType.Family;
import adjoint.compiler.onnx.proto.TensorNumbers;
import adjoint.compiler.onnx.proto.TensorProto;
import adjoint.compiler.onnx.translate.OnnxValue.Known;

/** The constants of a file. */
final class Constants {

  private Constants() {}

  static Known of(TensorProto tensor) {
    Family family = tensor.element().family();
    if (family == Family.OTHER) {
      throw new Unsupported("its elements are " + tensor.element());
    }
    return new Known(family, tensor.dims(), () -> family == Family.REAL ? reals(tensor) : wholes(tensor));
  }

  private static double[] reals(TensorProto tensor) {
    float[] floats = TensorNumbers.floats(tensor);
    double[] numbers = new double[floats.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = floats[i];
    }
    return numbers;
  }

  private static double[] wholes(TensorProto tensor) {
    long[] wholes = TensorNumbers.wholes(tensor);
    double[] numbers = new double[wholes.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = wholes[i];
    }
    return numbers;
  }
}
