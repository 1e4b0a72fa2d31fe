package adjoint.repl.session;

import adjoint.compiler.type.Type;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A value as text: its dims with their sizes, then its numbers, the last axis along the line. What is long is abridged;
 * numbers of one value share their form and stand in columns.
 */
public final class ShowValue {

  /** Where there is no terminal. */
  private static final int WIDTH = 100;
  private static final int ROWS = 16;
  private static final int SLICES = 4;

  private final int line;
  private final TensorValue value;
  private final FormattedNumbers numbers;
  private final List<List<String>> members;
  private final List<String> lines = new ArrayList<>();

  private ShowValue(TensorValue value, State state, int line) {
    this.line = line;
    this.value = value;
    this.members = value.type().axes().stream().map(axis -> state.declared().members(axis.dim())).toList();
    this.numbers = FormattedNumbers.of(value, state);
  }

  /**
   * The value under a name, without a line break at its end.
   *
   * @param width of lines on a terminal
   */
  public static String show(String name, TensorValue value, State state, OptionalInt width) {
    String head = name.isEmpty() ? "" : name + ": ";
    ShowValue show = new ShowValue(value, state, width.orElse(WIDTH));
    if (value.shape().isEmpty()) {
      return head + kind(value) + show.numbers.alone(0);
    }
    String type = head + type(value);
    if (value.shape().size() == 1 && show.members.getFirst().isEmpty()) {
      return type + "  " + show.row(0, show.columns(type.length() + 2), false);
    }
    show.lines.add(type);
    show.slices(0, 0, "");
    return String.join("\n", show.lines);
  }

  private static String kind(TensorValue value) {
    return value.type().kind() instanceof Type.Kind.IndexOf i ? i.dim().shown() + " " : "";
  }

  /** `[Batch = 2, Pixel = 64]`. */
  static String type(TensorValue value) {
    int arrow = value.type().arrow().orElse(-1);
    StringBuilder text = new StringBuilder(switch (value.type().kind()) {
      case Type.Kind.Real r -> "";
      case Type.Kind.Int i -> "int";
      case Type.Kind.Bool b -> "bool";
      case Type.Kind.IndexOf i -> i.dim().shown();
    }).append('[');
    for (int i = 0; i < value.shape().size(); i++) {
      String shown = value.type().axes().get(i).dim().shown();
      String size = shown.equals(value.shape().get(i).toString()) ? shown : shown + " = " + value.shape().get(i);
      text.append(i == 0 ? "" : i == arrow ? " -> " : ", ").append(size);
    }
    return text.append(']').toString();
  }

  /** Everything from an axis on, for given places of the axes before. */
  private void slices(int axis, int at, String place) {
    int left = value.shape().size() - axis;
    if (left <= 2) {
      matrix(axis, at);
      return;
    }
    int stride = stride(axis);
    for (int i : shown(value.shape().get(axis), SLICES)) {
      if (i < 0) {
        lines.add("…");
        continue;
      }
      String here = place + (place.isEmpty() ? "" : ", ") + value.type().axes().get(axis).dim().shown() + " "
          + label(axis, i);
      if (left == 3) {
        lines.add(here);
      }
      slices(axis + 1, at + i * stride, here);
    }
  }

  private String label(int axis, int place) {
    return members.get(axis).isEmpty() ? Integer.toString(place) : members.get(axis).get(place);
  }

  private int stride(int axis) {
    return value.shape().subList(axis + 1, value.shape().size()).stream().reduce(1, (a, b) -> a * b);
  }

  private void matrix(int axis, int at) {
    int last = value.shape().size() - 1;
    boolean rowNames = last > axis && !members.get(axis).isEmpty();
    int margin = rowNames ? members.get(axis).stream().mapToInt(String::length).max().orElse(0) + 2 : 0;
    List<Integer> columns = columns(margin + 2);
    if (!members.get(last).isEmpty()) {
      lines.add("  " + " ".repeat(margin) + columns.stream()
          .map(i -> Words.right(i < 0 ? "…" : members.get(last).get(i), width())).collect(Collectors.joining("  ")));
    }
    if (last == axis) {
      lines.add("  " + row(at, columns, true));
      return;
    }
    for (int i : shown(value.shape().get(axis), ROWS)) {
      String name = rowNames ? Words.left(i < 0 ? "" : members.get(axis).get(i), margin) : "";
      lines.add("  " + name + (i < 0 ? "⋮" : row(at + i * value.shape().get(last), columns, true)));
    }
  }

  private int width() {
    int names = members.getLast().stream().mapToInt(String::length).max().orElse(0);
    return Math.max(names, numbers.width());
  }

  private String row(int at, List<Integer> columns, boolean aligned) {
    return columns.stream().map(i -> {
      String number = i < 0 ? "…" : numbers.number(at + i);
      return aligned ? Words.right(number, i < 0 ? 1 : width()) : number.strip();
    }).collect(Collectors.joining("  ")).stripTrailing();
  }

  /** The places along the last axis that fit a line, -1 for those left out. */
  private List<Integer> columns(int before) {
    int fit = Math.max(6, (line - before) / (width() + 2));
    return shown(value.shape().getLast(), fit);
  }

  /** All of so many places, or the first and the last few of them with -1 between. */
  private static List<Integer> shown(int size, int most) {
    if (size <= most) {
      return IntStream.range(0, size).boxed().toList();
    }
    int tail = Math.max(1, most / 4);
    int head = most - tail - 1;
    return IntStream.concat(IntStream.concat(IntStream.range(0, head), IntStream.of(-1)),
        IntStream.range(size - tail, size)).boxed().toList();
  }
}
