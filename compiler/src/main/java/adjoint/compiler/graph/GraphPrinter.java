package adjoint.compiler.graph;

import adjoint.compiler.source.Span;
import adjoint.runtime.tensor.Axis;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Graphs as text, a definition a line:
 *
 * <pre>{@code
 * %7 hidden: real[Batch, Hidden=64] = for i3:Batch, i4:Hidden=64 sum i5:Pixel=64 { %1[i3, i5] * %2[i5, i4] } @
 * digits.nn:9
 * }</pre>
 *
 * What {@link GraphParser} reads gives the same text again, origins apart.
 */
public final class GraphPrinter {

  private static final String NOT_IN_WORDS = " \t\n\f\r\u000b:=,\"[]{}%@";

  private final StringBuilder text = new StringBuilder();
  private final boolean origins;

  private GraphPrinter(boolean origins) {
    this.origins = origins;
  }

  /** With the line and the layer that each definition comes from. */
  public static String print(Graph graph) {
    return print(graph, true);
  }

  public static String print(Graph graph, boolean origins) {
    GraphPrinter printer = new GraphPrinter(origins);
    printer.graph(graph);
    return printer.text.toString();
  }

  /** One definition; a scan takes several lines. */
  public static String print(Definition definition) {
    GraphPrinter printer = new GraphPrinter(true);
    printer.definition(definition, "");
    return printer.text.toString().stripTrailing();
  }

  /** Some definitions, one after the other. */
  public static String print(List<Definition> definitions) {
    GraphPrinter printer = new GraphPrinter(true);
    definitions.forEach(d -> printer.definition(d, ""));
    return printer.text.toString();
  }

  /** An expression, with the values and indices as numbers. */
  public static String print(Scalar scalar) {
    return ScalarPrinter.print(scalar);
  }

  public static String print(Subscript subscript) {
    return ScalarPrinter.print(subscript);
  }

  /** A number as it reads back: whole numbers without a fraction. */
  public static String number(double value) {
    return ScalarPrinter.number(value);
  }

  private void graph(Graph graph) {
    text.append("graph ").append(word(graph.name())).append('\n');
    for (Input input : graph.inputs()) {
      text.append(typed(input.value())).append(" = ").append(input.role().name().toLowerCase(Locale.ROOT));
      text.append(input.name().equals(input.value().name()) ? "" : " " + word(input.name())).append('\n');
    }
    graph.definitions().forEach(d -> definition(d, ""));
    for (Output output : graph.outputs()) {
      text.append(output.stored() ? "store " : "output ").append(word(output.name())).append(" = ")
          .append(output.value()).append('\n');
    }
  }

  private void definition(Definition definition, String indent) {
    String results = definition.results().stream().map(GraphPrinter::typed).collect(Collectors.joining(", "));
    text.append(indent).append(results);
    text.append(" = ");
    switch (definition.operation()) {
      case Operation.Comprehension c -> {
        String reduction = c.reduction().name().toLowerCase(Locale.ROOT) + " " + indices(c.over()) + " ";
        text.append(over(c.out())).append(c.over().isEmpty() ? "" : reduction).append(braces(c.body()));
      }
      case Operation.ArgReduce a -> text.append(over(a.out())).append(a.largest() ? "argmax " : "argmin ")
          .append(indices(a.over())).append(' ').append(braces(a.body()));
      case Operation.Scatter s -> text.append(over(s.out())).append("scatter ")
          .append(s.reduction() == Operation.Reduction.SUM ? "" : s.reduction().name().toLowerCase(Locale.ROOT) + " ")
          .append(indices(s.over())).append(" at ").append(ScalarPrinter.places(s.at())).append(' ')
          .append(braces(s.body()));
      case Operation.Order o -> text.append("sort ").append(o.descending() ? "descending " : "").append(o.keys());
      case Operation.Scan s -> scan(s, indent);
    }
    text.append(origin(definition.origin())).append('\n');
  }

  private void scan(Operation.Scan scan, String indent) {
    text.append("scan ").append(scan.reverse() ? "reverse " : "").append(indices(List.of(scan.step()))).append(" {\n");
    for (Operation.Carry carry : scan.carries()) {
      text.append(indent).append("  ").append(typed(carry.entry())).append(" = carry ").append(carry.initial())
          .append(" next ").append(carry.next()).append('\n');
    }
    scan.body().forEach(d -> definition(d, indent + "  "));
    if (!scan.yields().isEmpty()) {
      text.append(indent).append("  yield ")
          .append(scan.yields().stream().map(Value::toString).collect(Collectors.joining(", "))).append('\n');
    }
    text.append(indent).append('}');
  }

  private static String over(List<Index> out) {
    return out.isEmpty() ? "" : "for " + indices(out) + " ";
  }

  private static String braces(Scalar body) {
    return "{ " + ScalarPrinter.print(body) + " }";
  }

  private static String indices(List<Index> indices) {
    return indices.stream().map(i -> i + ":" + axis(i.axis())).collect(Collectors.joining(", "));
  }

  private static String typed(Value value) {
    String type = value.element().name().toLowerCase(Locale.ROOT);
    String axes = value.axes().isEmpty()
        ? ""
        : value.axes().stream().map(GraphPrinter::axis).collect(Collectors.joining(", ", "[", "]"));
    return value + " " + word(value.name()) + ": " + type + axes;
  }

  private static String axis(Axis axis) {
    String size = axis.size().toString();
    return size.equals(axis.name()) && !axis.size().isConstant() ? size : word(axis.name()) + "=" + size;
  }

  private String origin(Origin origin) {
    boolean silent = !origins || (origin.span().equals(Span.NONE) && origin.path().isEmpty());
    if (silent) {
      return "";
    }
    String path = origin.path().isEmpty() ? "" : " " + origin.path();
    return " @ " + (origin.span().equals(Span.NONE) ? "" : origin.span().source().name() + ":" + origin.span().line())
        + path;
  }

  /** As it is where it reads back as one word, else quoted. */
  private static String word(String name) {
    boolean word = !name.isEmpty() && name.chars().noneMatch(c -> NOT_IN_WORDS.indexOf(c) >= 0);
    return word ? name : "\"" + name.replace("\"", "'") + "\"";
  }
}
