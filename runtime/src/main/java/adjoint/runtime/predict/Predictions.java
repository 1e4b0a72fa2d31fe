package adjoint.runtime.predict;

import adjoint.runtime.model.Description;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Port;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a model's outputs, an example a row: in CSV with a column for each number; in JSON as an array of objects.
 * Positions of a dim with named members are called by these names.
 */
final class Predictions {

  private final List<Port> outputs;
  private final List<List<Axis>> axes = new ArrayList<>();
  private final int first;
  private final Map<String, List<String>> members;
  private final Request.Format format;
  private final PrintStream out;
  private boolean some;

  /** @param members the names of positions, by dim */
  Predictions(Description model, Map<String, List<String>> members, Request.Format format, PrintStream out) {
    this.outputs = model.signature().outputs();
    this.first = model.signature().inputs().size();
    for (Port output : outputs) {
      axes.add(model.axes(output));
    }
    this.members = members;
    this.format = format;
    this.out = out;
  }

  private void begin() {
    if (format == Request.Format.JSON) {
      out.print("[");
      return;
    }
    List<String> header = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      String prefix = outputs.size() == 1 && !axes.get(i).isEmpty() ? "" : outputs.get(i).name();
      columns(axes.get(i), prefix, header);
    }
    out.print(csv(header));
  }

  /** `Digit_0`, `setosa`, `mu_Code_3`. */
  private void columns(List<Axis> rest, String prefix, List<String> header) {
    if (rest.isEmpty()) {
      header.add(prefix);
      return;
    }
    Axis axis = rest.get(0);
    for (int i = 0; i < axis.size().constant(); i++) {
      String place = isNamed(axis) ? members.get(axis.name()).get(i) : axis.name() + "_" + i;
      columns(rest.subList(1, rest.size()), prefix.isEmpty() ? place : prefix + "_" + place, header);
    }
  }

  /** A dim may have fewer learnt names than positions. */
  private boolean isNamed(Axis axis) {
    return members.getOrDefault(axis.name(), List.of()).size() == axis.size().constant();
  }

  void add(Frame frame, int examples) {
    if (!some) {
      begin();
    }
    for (int example = 0; example < examples; example++) {
      if (format == Request.Format.JSON) {
        out.print((some ? ",\n " : "") + object(frame, example).write());
      } else {
        out.print(csv(row(frame, example)));
      }
      some = true;
    }
  }

  /** Ends a list that was begun. */
  void end() {
    if (format == Request.Format.JSON) {
      out.println("]");
    }
    out.flush();
  }

  private List<String> row(Frame frame, int example) {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      int count = count(axes.get(i));
      for (int at = example * count; at < (example + 1) * count; at++) {
        row.add(number(frame, first + i, outputs.get(i), at) instanceof Json.Number number ? number.text() : "");
      }
    }
    return row;
  }

  private static int count(List<Axis> axes) {
    int count = 1;
    for (Axis axis : axes) {
      count *= (int) axis.size().constant();
    }
    return count;
  }

  /** Empty where it is no number. */
  private static Json number(Frame frame, int port, Port output, int at) {
    return output.element() == Element.REAL
        ? Json.number(frame.reals[port][at])
        : Json.number((long) frame.ints[port][at]);
  }

  private Json object(Frame frame, int example) {
    Map<String, Json> values = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      Port output = outputs.get(i);
      values.put(output.name(), nested(frame, first + i, output, axes.get(i), example * count(axes.get(i))));
    }
    return new Json.Members(values);
  }

  private Json nested(Frame frame, int port, Port output, List<Axis> rest, int at) {
    if (rest.isEmpty()) {
      return number(frame, port, output, at);
    }
    Axis axis = rest.get(0);
    List<Axis> inner = rest.subList(1, rest.size());
    List<Json> items = new ArrayList<>();
    for (int i = 0; i < axis.size().constant(); i++) {
      items.add(nested(frame, port, output, inner, at + i * count(inner)));
    }
    return isNamed(axis) ? named(members.get(axis.name()), items) : new Json.Array(items);
  }

  private static Json named(List<String> names, List<Json> items) {
    Map<String, Json> values = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      values.put(names.get(i), items.get(i));
    }
    return new Json.Members(values);
  }

  /** A row of a table (RFC 4180). */
  private static String csv(List<String> cells) {
    StringBuilder row = new StringBuilder();
    String separator = "";
    for (String cell : cells) {
      boolean plain =
          cell.indexOf(',') < 0 && cell.indexOf('"') < 0 && cell.indexOf('\n') < 0 && cell.indexOf('\r') < 0;
      row.append(separator).append(plain ? cell : '"' + cell.replace("\"", "\"\"") + '"');
      separator = ",";
    }
    return row.append('\n').toString();
  }
}
