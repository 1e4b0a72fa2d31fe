package adjoint.runtime.predict;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.model.Description;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.OpenSizes;
import adjoint.runtime.program.Port;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Words;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a model's outputs, an example a row: in CSV with a column for each number; in JSON as an array of objects.
 * Positions of a dim with named members are called by these names.
 */
final class Predictions {

  private final List<Port> outputs;
  private final List<List<Axis>> axes = new ArrayList<>();
  private final int first;
  private final List<String> dims;
  private final OutputJson objects;
  private final Request.Output format;
  private final PrintStream out;
  private boolean some;
  private long written;
  private long notFinite;
  private long firstNotFinite;

  /**
   * @param members the names of positions, by dim
   * @throws UserProblem where results have lengths of their own, which no table holds
   */
  Predictions(Description model, Map<String, List<String>> members, Request.Output format, PrintStream out) {
    this.outputs = model.signature().outputs();
    this.first = model.signature().inputs().size();
    this.dims = model.signature().openDims();
    for (Port output : outputs) {
      axes.add(model.axes(output));
    }
    this.objects = new OutputJson(model, members);
    this.format = format;
    this.out = out;
    if (format == Request.Output.CSV && model.opens()) {
      throw UserProblem.of(RuntimeProblem.OPEN_DIM, "a table can't hold what " + model.signature().name()
          + " gives: it is as long as the example").hint("write JSON: --json");
    }
  }

  private void begin() {
    if (format == Request.Output.JSON) {
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
      String place = objects.isNamed(axis) ? Words.printable(objects.names(axis).get(i)) : axis.name() + "_" + i;
      columns(rest.subList(1, rest.size()), prefix.isEmpty() ? place : prefix + "_" + place, header);
    }
  }

  void add(Frame frame, int examples) {
    if (!some) {
      begin();
    }
    OpenSizes sizes = new OpenSizes(dims, frame.dims);
    for (int example = 0; example < examples; example++) {
      count(frame, example, sizes);
      if (format == Request.Output.JSON) {
        out.print((some ? ",\n " : "") + objects.of(frame.reals, frame.ints, first, example, sizes).write());
      } else {
        out.print(csv(row(frame, example, sizes)));
      }
      some = true;
    }
  }

  private void count(Frame frame, int example, OpenSizes sizes) {
    written++;
    for (int i = 0; i < outputs.size(); i++) {
      int count = sizes.count(axes.get(i));
      for (int at = example * count; outputs.get(i).element() == Element.REAL && at < (example + 1) * count; at++) {
        if (!Float.isFinite(frame.reals[first + i][at])) {
          firstNotFinite = notFinite++ == 0 ? written : firstNotFinite;
          return;
        }
      }
    }
  }

  /** What is to be said of predictions that are no finite numbers; empty where all are. */
  Optional<String> notFinite() {
    return notFinite == 0
        ? Optional.empty()
        : Optional.of(Words.count(notFinite) + " of " + Words.count(written, "prediction") + (notFinite == 1
            ? " isn't finite: that"
            : " aren't finite, the first")
            + " of example " + firstNotFinite);
  }

  /** Ends a list that was begun. */
  void end() {
    if (format == Request.Output.JSON) {
      out.println("]");
    }
    out.flush();
  }

  private List<String> row(Frame frame, int example, OpenSizes sizes) {
    List<String> row = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      int count = sizes.count(axes.get(i));
      for (int at = example * count; at < (example + 1) * count; at++) {
        row.add(OutputJson.text(outputs.get(i), frame.reals[first + i], frame.ints[first + i], at));
      }
    }
    return row;
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
