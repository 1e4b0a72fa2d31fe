package adjoint.compiler.math;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.ReadCounts;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Graphs as mathematics in the language's own notation: `δ2: [Batch, Digit] = (softmax[Digit](z2) -
 * onehot[Digit](label))
 * / Batch`. Best after simplification. Where the axes' names say which elements meet, no index is written; else all
 * are.
 */
public final class MathPrinter {

  /** Names that lowering makes of operations: of no use to a reader. */
  private static final Set<String> MADE = Set.of("", "sum", "mean", "max", "min", "variance", "any", "all", "dot",
      "argmax", "argmin", "where", "index", "size", "zeros", "ones", "∂");

  private final Map<Value, Definition> definitions = new LinkedHashMap<>();
  private final ReadCounts reads;
  private final Map<Value, String> names = new HashMap<>();
  private final Set<Value> mentioned = new HashSet<>();
  private final Set<Value> entries = new LinkedHashSet<>();

  private MathPrinter(ReadCounts reads) {
    this.reads = reads;
  }

  /** A line for each output, and for each value that these mention. */
  public static String print(Graph graph) {
    return new MathPrinter(ReadCounts.of(graph)).graph(graph);
  }

  private String graph(Graph graph) {
    collect(graph.definitions());
    name(graph);
    graph.outputs().forEach(o -> mentioned.add(o.value()));
    return String.join("\n", lines(graph.definitions(), "")) + "\n";
  }

  private void collect(List<Definition> all) {
    for (Definition definition : all) {
      definition.results().forEach(v -> definitions.put(v, definition));
      entries.addAll(definition.operation().entries());
      collect(definition.operation().inner());
    }
  }

  /** Whether a reader would miss its name: the user's, an output's, or that of an input. */
  boolean isNamed(Value value) {
    return !definitions.containsKey(value) || names.containsKey(value);
  }

  /** What defines a value, unless it comes from outside. */
  Optional<Definition> definition(Value value) {
    return Optional.ofNullable(definitions.get(value));
  }

  int uses(Value value) {
    return reads.of(value);
  }

  /** Notes that the value is mentioned, so that it gets a line of its own. */
  String mention(Value value) {
    mentioned.add(value);
    return names.computeIfAbsent(value, v -> "v" + v.id());
  }

  private void name(Graph graph) {
    Set<String> taken = new HashSet<>();
    graph.inputs().forEach(i -> names.put(i.value(), unique(i.name(), taken)));
    graph.outputs().forEach(o -> names.putIfAbsent(o.value(), unique(o.name(), taken)));
    List<Value> adjoints = new ArrayList<>();
    Map<String, List<Value>> made = new LinkedHashMap<>();
    entries.forEach(v -> names.put(v, unique(v.name().isEmpty() ? "carry" : v.name(), taken)));
    for (Value value : definitions.keySet()) {
      if (names.containsKey(value)) {
        continue;
      }
      if (value.name().startsWith("∂")) {
        adjoints.add(value);
      } else if (isMade(value.name())) {
        made.computeIfAbsent(letter(value), l -> new ArrayList<>()).add(value);
      } else {
        names.put(value, unique(value.name(), taken));
      }
    }
    made.forEach((letter, values) -> number(letter, values.stream().filter(this::needsName).toList(), taken));
    number("δ", adjoints.reversed().stream().filter(this::needsName).toList(), taken);
  }

  private boolean needsName(Value value) {
    return uses(value) > 1 || !MathText.isNamed(definitions.get(value).operation());
  }

  private void number(String letter, List<Value> values, Set<String> taken) {
    for (int i = 0; i < values.size(); i++) {
      names.put(values.get(i), unique(values.size() == 1 ? letter : letter + (i + 1), taken));
    }
  }

  private static boolean isMade(String name) {
    return MADE.contains(name) || ScalarFunction.named(name).isPresent();
  }

  /** h for activations, z for what contains a product with weights, v for the rest. */
  private String letter(Value value) {
    if (!(definitions.get(value).operation() instanceof Operation.Comprehension c)) {
      return "v";
    }
    return activates(c.body()) ? "h" : isContraction(c, 3) ? "z" : "v";
  }

  private static boolean activates(Scalar scalar) {
    return scalar instanceof Scalar.Apply a && a.function().isActivation()
        || scalar.children().stream().anyMatch(MathPrinter::activates);
  }

  private boolean isContraction(Operation.Comprehension c, int depth) {
    boolean product = !c.over().isEmpty() && c.body() instanceof Scalar.Apply a && a.function() == ScalarFunction.MUL;
    return product || depth > 0 && c.body().reads().stream().anyMatch(v -> definitions.containsKey(v)
        && definitions.get(v).operation() instanceof Operation.Comprehension inner && uses(v) == 1
        && isContraction(inner, depth - 1));
  }

  private static String unique(String name, Set<String> taken) {
    String candidate = name;
    while (!taken.add(candidate)) {
      candidate = candidate + "'";
    }
    return candidate;
  }

  private List<String> lines(List<Definition> all, String indent) {
    List<String> lines = new ArrayList<>();
    for (Definition definition : all.reversed()) {
      if (definition.results().stream().anyMatch(mentioned::contains)) {
        lines.addAll(0, lines(definition, indent));
      }
    }
    return lines;
  }

  private List<String> lines(Definition definition, String indent) {
    if (definition.operation() instanceof Operation.Scan s) {
      return scan(definition, s, indent);
    }
    return List.of(indent + new MathText(this).line(definition, mention(definition.result())));
  }

  private List<String> scan(Definition definition, Operation.Scan scan, String indent) {
    scan.handed().forEach(this::mention);
    List<String> body = new ArrayList<>(lines(scan.body(), indent + "  "));
    for (Operation.Carry carry : scan.carries()) {
      body.add(indent + "  " + mention(carry.entry()) + " <- " + mention(carry.next()));
    }
    if (!scan.yields().isEmpty()) {
      body.add(indent + "  yield " + scan.yields().stream().map(this::mention).collect(Collectors.joining(", ")));
    }
    String results = definition.results().stream().map(this::mention).collect(Collectors.joining(", "));
    String carries = scan.carries().stream().map(c -> ", " + mention(c.entry()) + " = " + mention(c.initial()))
        .collect(Collectors.joining());
    List<String> lines = new ArrayList<>();
    String step = scan.step().name().toLowerCase(Locale.ROOT);
    lines.add(indent + results + " = scan " + step + " in " + (scan.reverse() ? "reverse " : "") + scan.step().name()
        + carries + " {");
    lines.addAll(body);
    lines.add(indent + "}");
    return lines;
  }

  /** ` : [Batch, Digit]`, nothing for a scalar. */
  static String type(Value value) {
    return value.axes().isEmpty()
        ? ""
        : value.axes().stream().map(Axis::name).collect(Collectors.joining(", ", ": [", "]"));
  }

  /** The dims' names of some indices. */
  static String dims(List<Index> indices) {
    Set<String> names = new LinkedHashSet<>();
    indices.forEach(i -> names.add(i.name()));
    return String.join(", ", names);
  }
}
