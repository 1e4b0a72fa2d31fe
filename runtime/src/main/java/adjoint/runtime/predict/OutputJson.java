package adjoint.runtime.predict;

import adjoint.runtime.model.Description;
import adjoint.runtime.program.OpenSizes;
import adjoint.runtime.program.Port;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model's outputs for an example as a JSON object. Positions of a dim with names are called by these. */
public final class OutputJson {

  private final List<Port> outputs;
  private final List<List<Axis>> axes = new ArrayList<>();
  private final Map<String, List<String>> names;

  /** @param names of positions, by dim */
  public OutputJson(Description model, Map<String, List<String>> names) {
    this.outputs = model.signature().outputs();
    for (Port output : outputs) {
      axes.add(model.axes(output));
    }
    this.names = names;
  }

  /** A dim may have fewer learnt names than positions. */
  boolean isNamed(Axis axis) {
    return axis.size().isConstant() && names(axis).size() == axis.size().constant();
  }

  List<String> names(Axis axis) {
    return names.getOrDefault(axis.name(), List.of());
  }

  /**
   * The object of an example.
   *
   * @param reals where the outputs lie, as in a frame
   * @param first the place of the first output
   * @param sizes of open dims when it was computed
   */
  public Json of(float[][] reals, int[][] ints, int first, int example, OpenSizes sizes) {
    Map<String, Json> values = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      Port output = outputs.get(i);
      values.put(output.name(), nested(output, reals[first + i], ints[first + i], axes.get(i),
          example * sizes.count(axes.get(i)), sizes));
    }
    return new Json.Members(values);
  }

  private Json nested(Port output, float[] reals, int[] ints, List<Axis> rest, int at, OpenSizes sizes) {
    if (rest.isEmpty()) {
      return number(output, reals, ints, at);
    }
    Axis axis = rest.get(0);
    List<Axis> inner = rest.subList(1, rest.size());
    long size = axis.size().evaluate(sizes);
    int apart = sizes.count(inner);
    List<Json> items = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      items.add(nested(output, reals, ints, inner, at + i * apart, sizes));
    }
    return isNamed(axis) ? named(names(axis), items) : new Json.Array(items);
  }

  /** A value. JSON has no numbers that aren't finite: they are the texts `NaN`, `Infinity` and `-Infinity`. */
  private static Json number(Port output, float[] reals, int[] ints, int at) {
    return output.element() == Element.REAL && !Float.isFinite(reals[at])
        ? new Json.Text(text(output, reals, ints, at))
        : new Json.Number(text(output, reals, ints, at));
  }

  /** A value as it is written in a table. */
  static String text(Port output, float[] reals, int[] ints, int at) {
    if (output.element() != Element.REAL) {
      return Integer.toString(ints[at]);
    }
    return Json.number(reals[at]) instanceof Json.Number number ? number.text() : Float.toString(reals[at]);
  }

  private static Json named(List<String> names, List<Json> items) {
    Map<String, Json> values = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      values.put(names.get(i), items.get(i));
    }
    return new Json.Members(values);
  }
}
