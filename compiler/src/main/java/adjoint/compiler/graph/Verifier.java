package adjoint.compiler.graph;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Checks what every graph promises: values defined once and before they are read, indices bound once and around their
 * uses, subscripts as many as axes and not shown to be out of range, types that fit. {@link PassRunner} asks it
 * after every pass, where that is switched on.
 */
public final class Verifier {

  private final List<String> problems = new ArrayList<>();
  private final Set<Value> defined = new HashSet<>();
  private final Set<Index> inScope = new HashSet<>();
  private final Set<Integer> numbers = new HashSet<>();
  private final boolean carried;
  private Supplier<String> place = () -> "inputs";

  /** @param carried whether what a scan gives out may be the entry of its carry */
  private Verifier(boolean carried) {
    this.carried = carried;
  }

  /** What is wrong with a graph, each with the definition that it is in; empty if all is well. */
  public static List<String> problems(Graph graph) {
    Verifier verifier = new Verifier(false);
    graph.inputs().forEach(i -> verifier.define(i.value()));
    graph.definitions().forEach(verifier::definition);
    verifier.place = () -> "outputs";
    graph.outputs().forEach(o -> verifier.isDefined(o.value()));
    return List.copyOf(verifier.problems);
  }

  /**
   * What is wrong with the definitions of one block (a routine's own, or a scan's body), whose surroundings are in order:
   * what it doesn't define or bind comes from outside, and what a scan gives out may be the entry of its carry.
   */
  public static List<String> problems(List<Definition> block) {
    Verifier verifier = new Verifier(true);
    Set<Value> own = new HashSet<>();
    block.forEach(d -> own.addAll(d.results()));
    block.forEach(d -> d.operation().operands().stream().filter(v -> !own.contains(v)).forEach(verifier.defined::add));
    block.forEach(d -> verifier.inScope.addAll(d.operation().free()));
    block.forEach(verifier::definition);
    return List.copyOf(verifier.problems);
  }

  /**
   * The graph itself.
   *
   * @throws IllegalStateException if something is wrong with it
   */
  public static Graph verified(Graph graph) {
    List<String> problems = problems(graph);
    if (!problems.isEmpty()) {
      throw new IllegalStateException(String.join("\n", problems) + "\n" + GraphPrinter.print(graph));
    }
    return graph;
  }

  /** @param problem is put together only where it's told: this is asked a million times for a program */
  private void require(boolean holds, Supplier<String> problem) {
    if (!holds) {
      problems.add(place.get() + ": " + problem.get());
    }
  }

  private void define(Value value) {
    require(numbers.add(value.id()), () -> "the number of " + value + " is used twice");
    defined.add(value);
  }

  private void bind(List<Index> indices) {
    for (Index index : indices) {
      require(numbers.add(index.id()), () -> "the number of " + index + " is used twice");
      inScope.add(index);
    }
  }

  private void isDefined(Value value) {
    require(defined.contains(value), () -> value + " is not defined here");
  }

  private void definition(Definition definition) {
    Supplier<String> outer = place;
    place = () -> definition.results() + definition.results().stream().map(v -> " " + v.name()).findFirst().orElse("");
    switch (definition.operation()) {
      case Operation.Comprehension c -> comprehension(c);
      case Operation.ArgReduce a -> {
        bind(a.bound());
        scalar(a.body(), false);
        a.bound().forEach(inScope::remove);
      }
      case Operation.Scatter s -> scatter(s);
      case Operation.Order o -> {
        isDefined(o.keys());
        require(o.keys().rank() > 0 && o.keys().element() != Element.BOOL, () -> "sorts " + o.keys());
      }
      case Operation.Scan s -> scan(s);
    }
    results(definition);
    place = outer;
  }

  private void results(Definition definition) {
    List<Operation.ResultType> types = definition.operation().results();
    definition.operation().entries().stream().filter(v -> carried).map(Value::id).forEach(numbers::remove);
    require(types.size() == definition.results().size(), () -> types.size() + " results, but as many names as "
        + definition.results().size());
    for (int i = 0; i < Math.min(types.size(), definition.results().size()); i++) {
      Value value = definition.results().get(i);
      Element element = types.get(i).element();
      boolean widened = value.element() == Element.REAL && element == Element.INT;
      require(widened || value.element() == element,
          () -> value + " is " + value.element() + ", but its definition is " + element);
      sameSizes(value, value.axes(), types.get(i).axes());
      define(value);
    }
  }

  private void sameSizes(Value value, List<Axis> axes, List<Axis> others) {
    require(axes.stream().map(Axis::size).toList().equals(others.stream().map(Axis::size).toList()),
        () -> value + " has the axes " + axes + ", but its definition has " + others);
  }

  private void comprehension(Operation.Comprehension c) {
    bind(c.bound());
    Element element = scalar(c.body(), false);
    boolean predicate = c.reduction() == Operation.Reduction.ANY || c.reduction() == Operation.Reduction.ALL;
    require(!c.over().isEmpty() || c.reduction() == Operation.Reduction.SUM, () -> "reduces over nothing");
    require(!predicate || element == Element.BOOL, () -> c.reduction() + " of " + element);
    require(predicate || c.over().isEmpty() || element != Element.BOOL, () -> c.reduction() + " of BOOL");
    c.bound().forEach(inScope::remove);
  }

  private void scatter(Operation.Scatter s) {
    bind(s.out());
    inScope.removeAll(s.out());
    bind(s.over());
    require(s.at().size() == s.out().size(), () -> "scatters at " + s.at().size() + " positions into " + s.out().size()
        + " axes");
    for (int i = 0; i < Math.min(s.at().size(), s.out().size()); i++) {
      position(s.at().get(i), s.out().get(i).size(), false);
    }
    require(scalar(s.body(), false) != Element.BOOL, () -> "scatters BOOLs");
    require(!Set.of(Operation.Reduction.ANY, Operation.Reduction.ALL).contains(s.reduction()),
        () -> "scatters " + s.reduction());
    s.over().forEach(inScope::remove);
  }

  private void scan(Operation.Scan s) {
    bind(List.of(s.step()));
    Set<Value> outside = new HashSet<>(defined);
    for (Operation.Carry carry : s.carries()) {
      isDefined(carry.initial());
      define(carry.entry());
      fits(carry, carry.initial());
    }
    s.body().forEach(this::definition);
    for (Operation.Carry carry : s.carries()) {
      isDefined(carry.next());
      fits(carry, carry.next());
    }
    s.yields().forEach(this::isDefined);
    inScope.remove(s.step());
    defined.retainAll(outside);
  }

  private void fits(Operation.Carry carry, Value value) {
    require(carry.entry().element() == value.element(), () -> carry.entry() + " carries " + value.element());
    sameSizes(carry.entry(), carry.entry().axes(), value.axes());
  }

  private Element scalar(Scalar scalar, boolean guarded) {
    switch (scalar) {
      case Scalar.Constant c -> {}
      case Scalar.SizeOf s -> {}
      case Scalar.Read r -> read(r.tensor(), r.at(), guarded);
      case Scalar.At a -> indices(a.position(), guarded);
      case Scalar.Draw d -> indices(d.position(), guarded);
      case Scalar.Apply a -> apply(a, guarded);
      case Scalar.Select s -> {
        require(scalar(s.condition(), guarded) == Element.BOOL, () -> "selects by what isn't BOOL");
        boolean then = scalar(s.then(), true) == Element.BOOL;
        require(then == (scalar(s.otherwise(), true) == Element.BOOL), () -> "selects between a BOOL and a number");
      }
    }
    return scalar.element();
  }

  private void apply(Scalar.Apply apply, boolean guarded) {
    ScalarFunction function = apply.function();
    boolean logical = function == ScalarFunction.AND || function == ScalarFunction.OR || function == ScalarFunction.NOT;
    boolean equality = function == ScalarFunction.EQ || function == ScalarFunction.NE;
    require(apply.arguments().size() == function.arity(),
        () -> function + " of " + apply.arguments().size() + " arguments");
    for (Scalar argument : apply.arguments()) {
      boolean bool = scalar(argument, guarded) == Element.BOOL;
      require(equality || bool == logical, () -> function + " of " + argument.element());
    }
  }

  private void read(Value tensor, List<Subscript> at, boolean guarded) {
    isDefined(tensor);
    require(at.size() == tensor.rank(), () -> tensor + " has " + tensor.rank() + " axes, but is read at " + at.size());
    for (int i = 0; i < Math.min(at.size(), tensor.rank()); i++) {
      position(at.get(i), tensor.axes().get(i).size(), guarded);
    }
  }

  private void position(Subscript position, Size size, boolean guarded) {
    indices(position, guarded);
    boolean outside = !guarded && Bounds.of(position)
        .filter(b -> Size.of(-1).isAtLeast(b.least()) || b.greatest().isAtLeast(size)).isPresent();
    require(!outside, () -> "the position " + GraphPrinter.print(position) + " leaves an axis of size " + size);
  }

  private void indices(Subscript subscript, boolean guarded) {
    for (Subscript.Term term : subscript.terms()) {
      switch (term.atom()) {
        case Index i -> require(inScope.contains(i), () -> i + " is not bound here");
        case Subscript.Quotient q -> indices(q.of(), guarded);
        case Subscript.Remainder r -> indices(r.of(), guarded);
        case Subscript.Lookup l -> {
          require(l.table().element() == Element.INT, () -> "looks up positions in " + l.table().element());
          read(l.table(), l.at(), guarded);
        }
      }
    }
  }
}
