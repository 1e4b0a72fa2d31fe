package adjoint.compiler.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A function on tensors, as comprehensions: definitions in an order in which each comes after what it reads.
 *
 * @param name what it is for: `step`, `rows`, `predict`
 */
public record Graph(String name, List<Input> inputs, List<Definition> definitions, List<Output> outputs) {

  /** A number above those of all values and indices. */
  public int next() {
    IntStream inputs = this.inputs.stream().mapToInt(i -> i.value().id());
    return 1 + IntStream.concat(inputs, all().flatMapToInt(Graph::numbers)).max().orElse(-1);
  }

  private static IntStream numbers(Definition definition) {
    Operation operation = definition.operation();
    return IntStream.concat(operation.bound().stream().mapToInt(Index::id),
        Stream.concat(definition.results().stream(), operation.entries().stream()).mapToInt(Value::id));
  }

  /** Every definition, those inside of another after it. */
  public Stream<Definition> all() {
    return all(definitions);
  }

  private static Stream<Definition> all(List<Definition> definitions) {
    return definitions.stream().flatMap(d -> Stream.concat(Stream.of(d), all(d.operation().inner())));
  }

  public Graph with(List<Definition> definitions) {
    return new Graph(name, inputs, definitions, outputs);
  }

  /** With the parts of every operation rewritten, those inside of others by the same rewrite, whatever it says of these. */
  public Graph map(Rewrite rewrite) {
    Rewrite throughout = rewrite.throughout();
    return with(definitions.stream().map(d -> d.map(throughout)).toList());
  }

  /** With each definition replaced by some; those inside of another before it. */
  public Graph replace(Function<Definition, List<Definition>> rule) {
    return with(replaced(definitions, rule));
  }

  private static List<Definition> replaced(List<Definition> definitions, Function<Definition, List<Definition>> rule) {
    List<Definition> replaced = new ArrayList<>();
    for (Definition definition : definitions) {
      replaced.addAll(rule.apply(definition.map(Rewrite.inner(body -> replaced(body, rule)))));
    }
    return List.copyOf(replaced);
  }

  /** With other values given out. */
  public Graph giving(UnaryOperator<Value> value) {
    return new Graph(name, inputs, definitions, outputs.stream().map(o -> o.with(value.apply(o.value()))).toList());
  }

  /** With other values, wherever they come in, are defined, read or given out. */
  public Graph mapValues(UnaryOperator<Value> value) {
    return new Graph(name, inputs.stream().map(i -> i.with(value.apply(i.value()))).toList(),
        definitions.stream().map(d -> d.mapValues(value)).toList(), outputs).giving(value);
  }
}
