package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Which stores must reach memory; all others stay in a register of their kernel. */
final class Registers {

  private Registers() {}

  /** With `kept` decided: read by another step or statement, or needed at the end. */
  static List<Step> decide(List<Step> steps, Set<Value> needed) {
    Map<Value, Integer> readers = new HashMap<>();
    steps.forEach(s -> Steps.read(s).forEach(v -> readers.merge(v, 1, Integer::sum)));
    List<Step> decided = new ArrayList<>();
    for (Step step : steps) {
      Set<Value> own = Steps.read(step);
      decided.add(decide(step,
          v -> needed.contains(v) || readers.getOrDefault(v, 0) > (own.contains(v) ? 1 : 0)));
    }
    return decided;
  }

  private static Step decide(Step step, Predicate<Value> outside) {
    return switch (step) {
      case Step.Contraction c -> c.withEpilogue(keep(c.epilogue(), outside));
      case Step.Nest n -> decide(n, outside);
      case Step.Loop l -> l;
      case Step.Scatter s -> s;
      case Step.Sort s -> s;
      case Step.Copy c -> c;
    };
  }

  private static Step decide(Step.Nest nest, Predicate<Value> outside) {
    List<Step.Statement> statements = new ArrayList<>();
    for (Step.Statement statement : nest.statements()) {
      if (statement instanceof Step.Statement.Map map) {
        Set<Value> others = new HashSet<>();
        nest.statements().stream().filter(s -> s != statement).flatMap(Steps::bodies)
            .forEach(b -> others.addAll(b.reads()));
        statements.add(new Step.Statement.Map(map.inner(), keep(map.stores(), outside.or(others::contains))));
      } else {
        statements.add(statement);
      }
    }
    return new Step.Nest(nest.outer(), List.copyOf(statements), nest.origin());
  }

  private static List<Store> keep(List<Store> stores, Predicate<Value> needed) {
    return stores.stream().map(s -> new Store(s.value(), s.at(), s.body(), needed.test(s.value()))).toList();
  }
}
