package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is wrong with a plan: values without a place, registers read before they are set, live values that overlap. */
final class PlanVerifier {

  /** Sizes that stand for all: overlaps are looked for with every open dim at one of them. */
  private static final long[] SIZES = {1, 3, 37};

  private record Stretch(Value value, Memory.Life life, long from, long to) {}

  private final Plan plan;
  private final Liveness lives;
  private final List<String> problems = new ArrayList<>();

  private PlanVerifier(Plan plan, Scratch scratch) {
    this.plan = plan;
    this.lives = Liveness.of(plan.steps(), scratch);
  }

  /** The problems of a plan, none if it is right. */
  public static List<String> problems(Plan plan, Scratch scratch) {
    PlanVerifier verifier = new PlanVerifier(plan, scratch);
    plan.steps().forEach(verifier::step);
    for (long size : SIZES) {
      verifier.overlaps(new Space.Work(), plan.workReals(), size);
      verifier.overlaps(new Space.WorkInts(), plan.workInts(), size);
    }
    return List.copyOf(verifier.problems);
  }

  private void step(Step step) {
    switch (step) {
      case Step.Loop l -> l.children().forEach(this::step);
      case Step.Contraction c -> {
        placed(Steps.read(step));
        registers(c.epilogue(), Set.of(c.accumulator()));
      }
      case Step.Nest n -> {
        placed(Steps.read(step));
        n.statements().forEach(s -> registers(Steps.stores(s), Set.of()));
      }
      case Step.Scatter s -> placed(Steps.read(step));
      case Step.Sort s -> placed(Steps.read(step));
      case Step.Copy c -> placed(Steps.read(step));
    }
    placed(Steps.written(step));
  }

  private void placed(Set<Value> values) {
    for (Value value : values) {
      if (!plan.placements().containsKey(value)) {
        problems.add(value + " " + value.name() + " has no place");
      }
    }
  }

  private void registers(List<Store> stores, Set<Value> given) {
    Set<Value> set = new HashSet<>(given);
    Set<Value> later = new HashSet<>();
    stores.stream().filter(s -> !s.kept()).forEach(s -> later.add(s.value()));
    for (Store store : stores) {
      store.body().reads().stream().filter(v -> later.contains(v) && !set.contains(v))
          .forEach(v -> problems.add(v + " " + v.name() + " is read before it is computed"));
      set.add(store.value());
    }
    if (stores.stream().noneMatch(Store::kept)) {
      problems.add("nothing is kept of " + stores.getFirst().value());
    }
  }

  private void overlaps(Space space, Size whole, long open) {
    List<Stretch> stretches = new ArrayList<>();
    for (Value value : lives.written()) {
      stretch(value, space, open).ifPresent(stretches::add);
    }
    for (Stretch a : stretches) {
      if (a.to > whole.evaluate(name -> open)) {
        problems.add(a.value + " lies behind the end");
      }
      stretches.stream().filter(b -> b.value.id() < a.value.id() && meet(a, b))
          .forEach(b -> problems.add(a.value + " lies over " + b.value + " where open dims are " + open));
    }
  }

  private Optional<Stretch> stretch(Value value, Space space, long open) {
    Placement place = plan.placements().get(value);
    if (place == null || !place.space().equals(space)) {
      return Optional.empty();
    }
    boolean real = place.element() == Element.REAL;
    if (real != space instanceof Space.Work) {
      problems.add(value + " lies among other elements");
    }
    long from = place.offset().evaluate(name -> open);
    return Optional.of(new Stretch(value, lives.of(value), from,
        from + lives.count(value).evaluate(name -> open)));
  }

  private boolean meet(Stretch a, Stretch b) {
    boolean inSpace = a.from < b.to && b.from < a.to;
    boolean inTime = a.life.from() <= b.life.to() && b.life.from() <= a.life.to();
    return inSpace && inTime && !follows(a, b) && !follows(b, a);
  }

  private boolean follows(Stretch later, Stretch earlier) {
    return later.life.from() == earlier.life.to() && later.from == earlier.from
        && lives.mayFollow(later.value, earlier.value, later.life.from());
  }
}
