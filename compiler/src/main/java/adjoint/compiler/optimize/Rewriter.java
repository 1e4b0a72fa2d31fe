package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Rebuilds graphs with other scalars, or with other values in the place of some. What doesn't change stays the same
 * object.
 */
final class Rewriter {

  private Rewriter() {}

  /** With every body, and every list of positions of a scatter, replaced; in scans as well. */
  static List<Definition> scalars(List<Definition> definitions, UnaryOperator<Scalar> body,
      UnaryOperator<List<Subscript>> places) {
    return definitions.stream().map(d -> scalars(d, body, places)).toList();
  }

  private static Definition scalars(Definition definition, UnaryOperator<Scalar> body,
      UnaryOperator<List<Subscript>> places) {
    Operation operation = switch (definition.operation()) {
      case Operation.Comprehension c ->
        new Operation.Comprehension(c.out(), c.over(), c.reduction(), body.apply(c.body()));
      case Operation.ArgReduce a -> new Operation.ArgReduce(a.largest(), a.out(), a.over(), body.apply(a.body()));
      case Operation.Scatter s ->
        new Operation.Scatter(s.out(), s.over(), places.apply(s.at()), body.apply(s.body()));
      case Operation.Scan s ->
        new Operation.Scan(s.step(), s.reverse(), s.carries(), scalars(s.body(), body, places), s.yields());
    };
    return with(definition, operation);
  }

  /** The definition with another operation. */
  static Definition with(Definition definition, Operation operation) {
    return operation.equals(definition.operation())
        ? definition
        : new Definition(definition.results(), operation, definition.origin());
  }

  /** With other values read, carried and yielded. */
  static Definition rename(Definition definition, Function<Value, Value> name) {
    Operation operation = switch (definition.operation()) {
      case Operation.Comprehension c ->
        new Operation.Comprehension(c.out(), c.over(), c.reduction(), rename(c.body(), name));
      case Operation.ArgReduce a -> new Operation.ArgReduce(a.largest(), a.out(), a.over(), rename(a.body(), name));
      case Operation.Scatter s -> new Operation.Scatter(s.out(), s.over(),
          s.at().stream().map(p -> p.map(Subscript::of, name)).toList(), rename(s.body(), name));
      case Operation.Scan s -> new Operation.Scan(s.step(), s.reverse(),
          s.carries().stream().map(c -> new Operation.Carry(c.entry(), name.apply(c.initial()), name.apply(c.next())))
              .toList(),
          s.body().stream().map(d -> rename(d, name)).toList(), s.yields().stream().map(name).toList());
    };
    return with(definition, operation);
  }

  private static Scalar rename(Scalar scalar, Function<Value, Value> name) {
    boolean same = scalar.reads().stream().allMatch(v -> name.apply(v).equals(v));
    return same ? scalar : scalar.map(Subscript::of, name);
  }

  static List<Output> rename(List<Output> outputs, Function<Value, Value> name) {
    return outputs.stream().map(o -> new Output(o.name(), o.stored(), name.apply(o.value()))).toList();
  }

  static Graph with(Graph graph, List<Definition> definitions) {
    return new Graph(graph.name(), graph.inputs(), definitions, graph.outputs());
  }

  /** Runs something for every definition, those of scans after the scan's own. */
  static void forEach(List<Definition> definitions, Consumer<Definition> action) {
    for (Definition definition : definitions) {
      action.accept(definition);
      if (definition.operation() instanceof Operation.Scan s) {
        forEach(s.body(), action);
      }
    }
  }

  /** Each definition replaced by some, in scans as well; the inner ones first. */
  static List<Definition> replace(List<Definition> definitions, Function<Definition, List<Definition>> rule) {
    List<Definition> replaced = new ArrayList<>();
    for (Definition definition : definitions) {
      Definition inner = definition.operation() instanceof Operation.Scan s
          ? with(definition,
              new Operation.Scan(s.step(), s.reverse(), s.carries(), replace(s.body(), rule), s.yields()))
          : definition;
      replaced.addAll(rule.apply(inner));
    }
    return List.copyOf(replaced);
  }
}
