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
    Scalar moved = scalar.mapSubscripts(this::apply).mapChildren(this::apply);
    return moved instanceof Scalar.Read r ? new Scalar.Read(tensor(r.tensor()), places(r.tensor(), r.at())) : moved;
  }

  public Subscript apply(Subscript subscript) {
    return subscript.replace(steps,
        l -> Subscript.of(new Subscript.Lookup(tensor(l.table()), places(l.table(), l.at()))));
  }

  private Value tensor(Value value) {
    return stack.apply(value).orElseGet(() -> constants.getOrDefault(value, value));
  }

  private List<Subscript> places(Value tensor, List<Subscript> at) {
    List<Subscript> places = new ArrayList<>();
    stack.apply(tensor).ifPresent(s -> places.add(Subscript.of(step)));
    places.addAll(at);
    return List.copyOf(places);
  }
}
