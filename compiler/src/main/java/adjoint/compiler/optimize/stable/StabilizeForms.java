package adjoint.compiler.optimize.stable;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Applies the rules for stable forms everywhere; and before something is differentiated, so that its derivative comes from
 * the stable form.
 */
public final class StabilizeForms implements Pass {

  private static final List<StableForm> RULES = List.of(
      new Logistic(),
      new LogOfLogistic(),
      new LogOfRoundedLogistic(),
      new LogOfExponentials(),
      new LogOfQuotient(),
      new LogSumExp(),
      new Softmax(),
      new CenteredVariance());

  /** With those that differ in their derivatives only. */
  private static final List<StableForm> BEFORE_DERIVATIVES =
      Stream.concat(RULES.stream(), Stream.of(new RootOfSquares())).toList();

  /** More applications to one expression than this would mean that two rules undo each other. */
  private static final int LIMIT = 20;

  /** The values that are computed by another form than is written, and why: `p: log(sigmoid(x)) is computed as …`. */
  public static List<String> notes(Graph graph) {
    List<String> notes = new ArrayList<>();
    Makers makers = new Makers(new GraphBuilder(graph.next()), Set.of());
    graph.replace(definition -> {
      makers.making(definition.origin());
      rewritten(definition, makers, RULES);
      makers.used().forEach(rule -> notes.add(definition.results().getFirst().name() + ": " + rule.why()));
      makers.know(definition);
      return List.of(definition);
    });
    return List.copyOf(notes);
  }

  @Override
  public Graph apply(Graph graph) {
    Makers makers = new Makers(new GraphBuilder(graph.next()), Set.of());
    return graph.replace(definition -> {
      List<Definition> all = makers.making(definition.origin());
      Definition stable = rewritten(definition, makers, RULES);
      makers.know(stable);
      all.add(stable);
      return all;
    });
  }

  /**
   * A value equal to `y` by stable forms, which is to be differentiated in its place; what it needs is appended, and what
   * there is stays, so that anything can be differentiated by anything later.
   */
  public static Value before(GraphBuilder graph, Value y, List<Value> by) {
    Set<Value> fixed = new HashSet<>(by);
    Makers makers = new Makers(graph, fixed);
    Map<Value, Value> stable = new HashMap<>();
    Set<Value> needed = Definition.reached(graph.definitions(), Set.of(y));
    for (Definition definition : graph.definitions()) {
      makers.know(definition);
      if (definition.operation() instanceof Comprehension && needed.contains(definition.result())
          && !fixed.contains(definition.result())) {
        copy(definition, graph, makers, stable);
      }
    }
    return stable.getOrDefault(y, y);
  }

  /** Appends the definition in its stable form, if it has one or reads what has one. */
  private static void copy(Definition definition, GraphBuilder graph, Makers makers, Map<Value, Value> stable) {
    List<Definition> made = makers.making(definition.origin());
    Definition other = rewritten(definition.reading(v -> stable.getOrDefault(v, v)), makers, BEFORE_DERIVATIVES);
    if (other == definition) {
      return;
    }
    made.forEach(graph::add);
    Map<Index, Index> fresh = new HashMap<>();
    Value result = definition.result();
    Value copy = graph.value(result.name(), result.element(), result.axes());
    Operation operation = other.operation()
        .map(Rewrite.indices(i -> fresh.computeIfAbsent(i, before -> graph.index(before.axis()))));
    Definition copied = new Definition(List.of(copy), operation, definition.origin());
    graph.add(copied);
    makers.know(copied);
    stable.put(result, copy);
  }

  private static Optional<Scalar> used(StableForm rule, Scalar node, Makers makers) {
    Optional<Scalar> stable = switch (node) {
      case Scalar.Apply a -> rule.apply(a, makers);
      case Scalar.Select s -> rule.apply(s, makers);
      case Scalar.Constant _,Scalar.SizeOf _,Scalar.Read _,Scalar.At _,Scalar.Draw _ -> Optional.empty();
    };
    stable.ifPresent(s -> makers.use(rule));
    return stable;
  }

  private static Definition rewritten(Definition definition, Makers makers, List<StableForm> rules) {
    return definition.map(Rewrite.scalars(s -> rewritten(s, makers, rules)));
  }

  private static Scalar rewritten(Scalar scalar, Makers makers, List<StableForm> rules) {
    Scalar current = scalar.children().isEmpty() ? scalar : scalar.mapChildren(c -> rewritten(c, makers, rules));
    for (int round = 0; round < LIMIT; round++) {
      Scalar node = current;
      Optional<Scalar> stable = rules.stream().flatMap(r -> used(r, node, makers).stream()).findFirst();
      if (stable.isEmpty()) {
        return current;
      }
      current = rewritten(stable.get(), makers, RULES);
    }
    return current;
  }
}
