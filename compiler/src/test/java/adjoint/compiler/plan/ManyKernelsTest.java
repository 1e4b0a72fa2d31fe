package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * As many kernels as no program has: work in proportion to them takes a second or two, what walks all of them for each takes
 * hours.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ManyKernelsTest {

  private static final int MANY = 100_000;
  private static final List<Axis> AXES = List.of(new Axis("N", Size.of(8)));

  private final GraphBuilder fresh = new GraphBuilder();

  /** A chain of kernels, each of which also reads a parameter that one beside the chain updates by what it makes. */
  private final List<Definition> chain = new ArrayList<>();
  private final List<Definition> updates = new ArrayList<>();
  private final List<Assignment> assignments = new ArrayList<>();

  ManyKernelsTest() {
    Value last = fresh.value("start", Element.REAL, AXES);
    for (int i = 0; i < MANY / 2; i++) {
      Value parameter = fresh.value("w", Element.REAL, AXES);
      last = defined(chain, last, parameter);
      assignments.add(new Assignment(parameter, defined(updates, last, parameter)));
    }
  }

  private Value defined(List<Definition> to, Value a, Value b) {
    List<Index> out = fresh.indices(AXES);
    Value value = fresh.value("h", Element.REAL, AXES);
    Scalar body = Scalar.apply(ScalarFunction.ADD, GraphBuilder.read(a, out), GraphBuilder.read(b, out));
    to.add(new Definition(List.of(value), Comprehension.map(out, body), Origin.NONE));
    return value;
  }

  /** Backwards in time, so that no order is right by itself. */
  private List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    updates.forEach(d -> groups.add(new Group(Group.Member.of(d), Optional.empty(), groups.size())));
    chain.forEach(d -> groups.add(new Group(Group.Member.of(d), Optional.empty(), groups.size())));
    return groups;
  }

  private static List<Step> steps(List<Group> groups) {
    List<Step> steps = new ArrayList<>();
    for (Group group : groups) {
      Definition d = group.first();
      Comprehension c = (Comprehension) d.operation();
      Store store = new Store(d.result(), group.members().getFirst().at(), c.body(), true);
      steps.add(new Step.Nest(List.of(), List.of(new Step.Statement.Map(c.out(), List.of(store))), Origin.NONE));
    }
    return steps;
  }

  @Test
  void areGroupedOneByOne() {
    List<Definition> all = new ArrayList<>(chain);
    all.addAll(updates);
    assertThat(Grouping.of(all, true, fresh, new ArrayList<>()).size()).isLessThan(MANY);
  }

  @Test
  void areOrderedDecidedAssignedAndPlaced() {
    List<Group> order = Schedule.of(groups(), assignments);
    Set<Value> made = new HashSet<>();
    for (Group group : order) {
      made.addAll(group.defines());
      assertThat(made.containsAll(group.reads().stream().filter(v -> v.name().equals("h")).toList())).isTrue();
    }
    Set<Value> needed = new HashSet<>();
    assignments.forEach(a -> needed.add(a.value()));
    List<Step> steps = Assignments.apply(Registers.decide(steps(order), needed), assignments, fresh);
    assertThat(steps).hasSize(MANY);
    Set<Value> placed = new HashSet<>();
    assignments.forEach(a -> placed.add(a.target()));
    Memory.Layout memory = Memory.place(steps, placed, c -> Size.ZERO);
    assertThat(memory.placements()).hasSize(MANY / 2);
    assertThat(memory.reals().constant()).isLessThan(10 * Memory.ALIGNMENT);
  }
}
