package adjoint.compiler.graph;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads what {@link GraphPrinter} prints; origins are skipped. Tests and bug reports give graphs as text. */
public final class GraphParser {

  private final TextCursor cursor;
  private final Map<Integer, Value> values = new HashMap<>();
  private final Map<Integer, Index> indices = new HashMap<>();
  private final ScalarParser scalars;

  private GraphParser(String text) {
    this.cursor = new TextCursor(text);
    this.scalars = new ScalarParser(cursor, this::valueNumbered, this::indexNumbered);
  }

  /**
   * The graph that a text describes.
   *
   * @throws IllegalArgumentException where the text isn't one, with its line
   */
  public static Graph parse(String text) {
    return new GraphParser(text).graph();
  }

  private Graph graph() {
    cursor.expect("graph");
    String name = cursor.word();
    List<Input> inputs = new ArrayList<>();
    List<Definition> definitions = new ArrayList<>();
    while (cursor.sees("%")) {
      List<Value> results = results();
      cursor.expect("=");
      if (!input(results.getFirst(), inputs)) {
        definitions.add(definition(results));
      }
    }
    List<Output> outputs = new ArrayList<>();
    while (!cursor.atEnd()) {
      outputs.add(output());
    }
    return new Graph(name, List.copyOf(inputs), List.copyOf(definitions), List.copyOf(outputs));
  }

  private boolean input(Value value, List<Input> inputs) {
    for (Input.Role role : Input.Role.values()) {
      if (cursor.accept(role.name().toLowerCase(Locale.ROOT))) {
        boolean named = !cursor.atEnd() && !cursor.sees("%") && !cursor.sees("output ") && !cursor.sees("store ");
        inputs.add(new Input(value, role, named ? cursor.word() : value.name()));
        return true;
      }
    }
    return false;
  }

  private Output output() {
    boolean stored = cursor.accept("store");
    if (!stored) {
      cursor.expect("output");
    }
    String name = cursor.word();
    cursor.expect("=");
    return new Output(name, stored, value());
  }

  private List<Value> results() {
    List<Value> results = new ArrayList<>();
    do {
      results.add(typed());
    } while (cursor.accept(","));
    return List.copyOf(results);
  }

  private Value typed() {
    cursor.expect("%");
    int id = (int) cursor.integer();
    String name = cursor.word();
    cursor.expect(":");
    String type = cursor.name().orElseThrow(() -> cursor.wrong("a type"));
    List<Axis> axes = new ArrayList<>();
    if (cursor.accept("[")) {
      do {
        axes.add(axis());
      } while (cursor.accept(","));
      cursor.expect("]");
    }
    Value value = new Value(id, name, Element.valueOf(type.toUpperCase(Locale.ROOT)), List.copyOf(axes));
    if (values.put(id, value) != null) {
      throw new IllegalArgumentException(value + " is defined twice");
    }
    return value;
  }

  private Axis axis() {
    String name = cursor.word();
    return new Axis(name, cursor.accept("=") ? scalars.size() : Size.open(name));
  }

  private List<Index> indices() {
    List<Index> list = new ArrayList<>();
    do {
      String word = cursor.word();
      cursor.expect(":");
      Axis axis = axis();
      Index index = new Index(Integer.parseInt(word.substring(1)), axis.name(), axis.size());
      indices.put(index.id(), index);
      list.add(index);
    } while (cursor.accept(","));
    return List.copyOf(list);
  }

  private Definition definition(List<Value> results) {
    Operation operation = cursor.accept("scan") ? scan() : cursor.accept("sort") ? sort() : loops();
    cursor.skipOrigin();
    return new Definition(results, operation, Origin.NONE);
  }

  private Operation loops() {
    List<Index> out = cursor.accept("for") ? indices() : List.of();
    if (cursor.sees("argm")) {
      boolean largest = cursor.accept("argmax");
      if (!largest) {
        cursor.expect("argmin");
      }
      return new Operation.ArgReduce(largest, out, indices().getFirst(), braces());
    }
    if (cursor.accept("scatter")) {
      Operation.Reduction reduction = cursor.accept("max")
          ? Operation.Reduction.MAX
          : cursor.accept("min") ? Operation.Reduction.MIN : Operation.Reduction.SUM;
      List<Index> over = indices();
      cursor.expect("at");
      return new Operation.Scatter(out, over, reduction, scalars.places(), braces());
    }
    for (Operation.Reduction reduction : Operation.Reduction.values()) {
      if (cursor.accept(reduction.name().toLowerCase(Locale.ROOT))) {
        return new Operation.Comprehension(out, indices(), reduction, braces());
      }
    }
    return Operation.Comprehension.map(out, braces());
  }

  private Operation sort() {
    boolean descending = cursor.accept("descending");
    return new Operation.Order(value(), descending);
  }

  private Scalar braces() {
    cursor.expect("{");
    Scalar body = scalars.scalar();
    cursor.expect("}");
    return body;
  }

  private Operation scan() {
    boolean reverse = cursor.accept("reverse");
    Index step = indices().getFirst();
    cursor.expect("{");
    List<Pending> carries = new ArrayList<>();
    List<Definition> body = new ArrayList<>();
    while (cursor.sees("%")) {
      List<Value> results = results();
      cursor.expect("=");
      if (cursor.accept("carry")) {
        Value initial = value();
        cursor.expect("next");
        cursor.expect("%");
        carries.add(new Pending(results.getFirst(), initial, (int) cursor.integer()));
      } else {
        body.add(definition(results));
      }
    }
    List<Value> yields = new ArrayList<>();
    boolean more = cursor.accept("yield");
    while (more) {
      yields.add(value());
      more = cursor.accept(",");
    }
    cursor.expect("}");
    return new Operation.Scan(step, reverse, carries.stream().map(p -> p.carry(this)).toList(), List.copyOf(body),
        List.copyOf(yields));
  }

  /** A carry whose next value is still to be read. */
  private record Pending(Value entry, Value initial, int next) {
    private Operation.Carry carry(GraphParser parser) {
      return new Operation.Carry(entry, initial, parser.valueNumbered(next));
    }
  }

  private Value value() {
    cursor.expect("%");
    return valueNumbered((int) cursor.integer());
  }

  private Value valueNumbered(int id) {
    if (!values.containsKey(id)) {
      throw cursor.wrong("a value defined above, not %" + id);
    }
    return values.get(id);
  }

  private Index indexNumbered(int id) {
    if (!indices.containsKey(id)) {
      throw cursor.wrong("an index bound around it, not i" + id);
    }
    return indices.get(id);
  }
}
