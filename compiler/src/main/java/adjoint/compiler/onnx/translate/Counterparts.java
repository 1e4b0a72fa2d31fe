package adjoint.compiler.onnx.translate;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every operator that there is a counterpart of. */
final class Counterparts {

  private static final Map<String, Row> BY_NAME = Stream
      .of(ElementwiseRows.ROWS, ActivationRows.ROWS, ReductionRows.ROWS, ShapeRows.ROWS, SelectionRows.ROWS,
          ProductRows.ROWS,
          ConvolutionRows.ROWS, NormalizationRows.ROWS, RecurrentRows.ROWS, QuantizationRows.ROWS)
      .flatMap(List::stream).collect(Collectors.toUnmodifiableMap(Row::name, row -> row));

  private Counterparts() {}

  /** What becomes of a node. */
  @FunctionalInterface
  interface Meaning {
    /** A value for each of the node's outputs, at least for those that are used. */
    List<OnnxValue> of(Call call);
  }

  /**
   * An operator.
   *
   * @param name as in the standard; with its domain where that is another, "com.microsoft.Gelu"
   * @param since the oldest opset whose meaning it has
   * @param hasGradient whether derivatives go through it
   */
  record Row(String name, int since, Meaning meaning, boolean hasGradient) {}

  static Row row(String name, int since, Meaning meaning) {
    return new Row(name, since, meaning, true);
  }

  /** One whose result doesn't move with its inputs. */
  static Row flat(String name, int since, Meaning meaning) {
    return new Row(name, since, meaning, false);
  }

  static Map<String, Row> byName() {
    return BY_NAME;
  }
}
