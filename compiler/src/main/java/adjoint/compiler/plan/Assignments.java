package adjoint.compiler.plan;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Writes over what is assigned: directly where the old content isn't needed any more, else by a copy at the end. */
final class Assignments {

  private Assignments() {}

  static List<Step> apply(List<Step> steps, List<Assignment> assignments, GraphBuilder fresh) {
    Set<Value> targets = new HashSet<>();
    assignments.forEach(a -> targets.add(a.target()));
    List<Step> first = new ArrayList<>();
    List<Step> last = new ArrayList<>();
    List<Assignment> fresher = new ArrayList<>();
    for (Assignment assignment : assignments) {
      Value value = assignment.value();
      if (targets.contains(value) && !value.equals(assignment.target())) {
        Value old = fresh.value(value.name() + "_old", value.element(), value.axes());
        first.add(new Step.Copy(value, old, Origin.NONE));
        last.add(new Step.Copy(old, assignment.target(), Origin.NONE));
      } else if (!targets.contains(value)) {
        fresher.add(assignment);
      }
    }
    first.addAll(placed(steps, fresher, last));
    return List.copyOf(first);
  }

  /**
   * The steps, with values computed right over their targets where that is possible; behind them the copies that are left.
   *
   * @param copies what is copied besides
   */
  private static List<Step> placed(List<Step> steps, List<Assignment> assignments, List<Step> copies) {
    Touched all = new Touched(steps);
    List<Step> last = new ArrayList<>(copies);
    Map<Value, Value> placed = new HashMap<>();
    for (Assignment assignment : assignments) {
      Value value = assignment.value();
      if (!placed.containsKey(value) && isDirect(all, assignment)) {
        all.replace(value, s -> direct(s, assignment));
        placed.put(value, assignment.target());
      } else {
        last.add(new Step.Copy(placed.getOrDefault(value, value), assignment.target(), Origin.NONE));
      }
    }
    last.replaceAll(s -> s instanceof Step.Copy c
        ? new Step.Copy(placed.getOrDefault(c.from(), c.from()), c.to(), c.origin())
        : s);
    return Stream.concat(all.steps.stream(), last.stream()).toList();
  }

  /** Steps with where each value is read and written, so that a program of many parameters is not walked for each. */
  private static final class Touched {
    private final List<Step> steps;
    private final Map<Value, NavigableSet<Integer>> readers = new HashMap<>();
    private final Map<Value, NavigableSet<Integer>> writers = new HashMap<>();

    private Touched(List<Step> steps) {
      this.steps = new ArrayList<>(steps);
      for (int i = 0; i < steps.size(); i++) {
        index(i);
      }
    }

    private void index(int step) {
      Steps.read(steps.get(step)).forEach(v -> readers.computeIfAbsent(v, x -> new TreeSet<>()).add(step));
      Steps.written(steps.get(step)).forEach(v -> writers.computeIfAbsent(v, x -> new TreeSet<>()).add(step));
    }

    private NavigableSet<Integer> readers(Value value) {
      return readers.getOrDefault(value, Collections.emptyNavigableSet());
    }

    private NavigableSet<Integer> writers(Value value) {
      return writers.getOrDefault(value, Collections.emptyNavigableSet());
    }

    private boolean isTouchedAfter(int step, Value value) {
      return readers(value).higher(step) != null || writers(value).higher(step) != null;
    }

    /** Changes the steps that read or write a value. */
    private void replace(Value value, UnaryOperator<Step> change) {
      NavigableSet<Integer> touching = new TreeSet<>(readers(value));
      touching.addAll(writers(value));
      for (int i : touching) {
        Steps.read(steps.get(i)).forEach(v -> readers.get(v).remove(i));
        Steps.written(steps.get(i)).forEach(v -> writers.get(v).remove(i));
        steps.set(i, change.apply(steps.get(i)));
        index(i);
      }
    }
  }

  /** Whether the value can be computed right over its target. */
  private static boolean isDirect(Touched all, Assignment assignment) {
    Value value = assignment.value();
    Value target = assignment.target();
    if (all.writers(value).size() != 1) {
      return false;
    }
    int writer = all.writers(value).first();
    Step step = all.steps.get(writer);
    return !(step instanceof Step.Loop) && !all.isTouchedAfter(writer, target)
        && (!all.readers(target).contains(writer) || InPlace.isLegal(step, value, target));
  }

  private static Step direct(Step step, Assignment a) {
    boolean both = Steps.written(step).contains(a.value()) && Steps.read(step).contains(a.target());
    return switch (step) {
      case Step.Nest n when both -> new Step.Nest(n.outer(),
          n.statements().stream().map(s -> direct(s, a)).toList(), n.origin());
      case Step.Contraction c when both -> c.withEpilogue(direct(c.epilogue(), a));
      case Step.Nest n -> Steps.replace(n, a.value(), a.target());
      case Step.Contraction c -> Steps.replace(c, a.value(), a.target());
      case Step.Loop l -> Steps.replace(l, a.value(), a.target());
      case Step.Scatter s -> Steps.replace(s, a.value(), a.target());
      case Step.Sort s -> Steps.replace(s, a.value(), a.target());
      case Step.Copy c -> Steps.replace(c, a.value(), a.target());
    };
  }

  private static Step.Statement direct(Step.Statement statement, Assignment a) {
    return statement instanceof Step.Statement.Map m && m.stores().stream().anyMatch(s -> s.value().equals(a.value()))
        ? new Step.Statement.Map(m.inner(), direct(m.stores(), a))
        : Steps.replace(statement, a.value(), a.target());
  }

  /**
   * The new value stays a register under its own name, written to the target last: other bodies of the group read the
   * target's old content.
   */
  private static List<Store> direct(List<Store> stores, Assignment a) {
    List<Store> all = new ArrayList<>();
    for (Store store : stores) {
      boolean here = store.value().equals(a.value());
      all.add(here ? new Store(store.value(), store.at(), store.body(), false) : store);
    }
    Store store = stores.stream().filter(s -> s.value().equals(a.value())).findFirst().orElseThrow();
    all.add(new Store(a.target(), store.at(), new Scalar.Read(a.value(), store.at()), true));
    return List.copyOf(all);
  }
}
