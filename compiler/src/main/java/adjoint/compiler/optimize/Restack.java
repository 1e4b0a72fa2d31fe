package adjoint.compiler.optimize;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Says a step's scalars for all steps: another index stands for the step, and values that have become stacks are read
 * at
 * it.
 */
record Restack(Index from, Index to, Map<Value, Value> stacks, Map<Value, Value> constants) {

  Scalar apply(Scalar scalar) {
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
    return stacks.getOrDefault(value, constants.getOrDefault(value, value));
  }

  private List<Subscript> places(Value tensor, List<Subscript> at) {
    List<Subscript> places = new ArrayList<>(stacks.containsKey(tensor) ? List.of(Subscript.of(to)) : List.of());
    at.forEach(s -> places.add(apply(s)));
    return List.copyOf(places);
  }

  Subscript apply(Subscript subscript) {
    Subscript sum = Subscript.of(subscript.offset());
    for (Subscript.Term term : subscript.terms()) {
      sum = sum.plus(apply(term.atom()).times(term.coefficient()));
    }
    return sum;
  }

  private Subscript apply(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> Subscript.of(i.equals(from) ? to : i);
      case Subscript.Quotient q -> apply(q.of()).floorDiv(q.by());
      case Subscript.Remainder r -> apply(r.of()).modulo(r.by());
      case Subscript.Lookup l -> Subscript.of(new Subscript.Lookup(tensor(l.table()), places(l.table(), l.at())));
    };
  }
}
