package adjoint.compiler.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says the same thing from another place: what a scan's body computed in a step is read from stacks at that step.
 *
 * @param steps what step indices become
 * @param stack for a value of the body, the tensor that holds it for every step
 * @param constants other tensors that stand for tensors
 * @param step the step at which stacks are read
 */
public record Relocation(Function<Index, Subscript> steps, Function<Value, Optional<Value>> stack,
    Map<Value, Value> constants, Index step) {

  /** Another index stands for the step. */
  public static Relocation of(Index from, Index to, Map<Value, Value> stacks, Map<Value, Value> constants) {
    return new Relocation(i -> Subscript.of(i.equals(from) ? to : i), v -> Optional.ofNullable(stacks.get(v)),
        constants,
        to);
  }

  public Scalar apply(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> c;
      case Scalar.SizeOf s -> s;
      case Scalar.At a -> new Scalar.At(apply(a.position()));
      case Scalar.Draw d -> new Scalar.Draw(d.site(), apply(d.position()));
      case Scalar.Read r -> new Scalar.Read(tensor(r.tensor()), places(r.tensor(), r.at()));
      case Scalar.Apply a -> a.mapChildren(this::apply);
      case Scalar.Select s -> s.mapChildren(this::apply);
    };
  }

  private Value tensor(Value value) {
    return stack.apply(value).orElseGet(() -> constants.getOrDefault(value, value));
  }

  private List<Subscript> places(Value tensor, List<Subscript> at) {
    List<Subscript> places = new ArrayList<>();
    stack.apply(tensor).ifPresent(s -> places.add(Subscript.of(step)));
    at.forEach(s -> places.add(apply(s)));
    return List.copyOf(places);
  }

  public Subscript apply(Subscript subscript) {
    Subscript sum = Subscript.of(subscript.offset());
    for (Subscript.Term term : subscript.terms()) {
      sum = sum.plus(apply(term.atom()).times(term.coefficient()));
    }
    return sum;
  }

  private Subscript apply(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> steps.apply(i);
      case Subscript.Quotient q -> apply(q.of()).floorDiv(q.by());
      case Subscript.Remainder r -> apply(r.of()).modulo(r.by());
      case Subscript.Lookup l -> Subscript.of(new Subscript.Lookup(tensor(l.table()), places(l.table(), l.at())));
    };
  }
}
