package adjoint.compiler.reference;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.program.Draws;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Turns scalars and subscripts into functions of the index variables. */
final class Cells {

  /** A number for each setting of the index variables, which stand at their own numbers. */
  @FunctionalInterface
  interface Cell {
    double at(long[] indices);
  }

  @FunctionalInterface
  interface Place {
    long at(long[] indices);
  }

  private final Arguments arguments;
  private final Function<Value, Tensor> values;
  private final Function<Value, Tensor> magnitudes;

  Cells(Arguments arguments, Function<Value, Tensor> values, Function<Value, Tensor> magnitudes) {
    this.arguments = arguments;
    this.values = values;
    this.magnitudes = magnitudes;
  }

  private long size(Size size) {
    return size.evaluate(arguments::dim);
  }

  Cell value(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> i -> c.value();
      case Scalar.SizeOf s -> {
        double size = size(s.size());
        yield i -> size;
      }
      case Scalar.Read r -> element(r.tensor(), values.apply(r.tensor()), r.at());
      case Scalar.At a -> {
        Place place = place(a.position());
        yield i -> place.at(i);
      }
      case Scalar.Apply a -> apply(a);
      case Scalar.Select s -> select(value(s.condition()), value(s.then()), value(s.otherwise()));
      case Scalar.Draw d -> draw(d);
    };
  }

  private Cell apply(Scalar.Apply apply) {
    List<Cell> parts = apply.arguments().stream().map(this::value).toList();
    ScalarFunction function = apply.function();
    Cell first = parts.getFirst();
    return parts.size() == 1
        ? i -> function.evaluate(List.of(first.at(i)))
        : i -> function.evaluate(List.of(first.at(i), parts.get(1).at(i)));
  }

  private static Cell select(Cell condition, Cell then, Cell otherwise) {
    return i -> condition.at(i) != 0 ? then.at(i) : otherwise.at(i);
  }

  private Cell draw(Scalar.Draw draw) {
    int key = Draws.key(arguments.seed(), arguments.step(), draw.site());
    int second = Draws.secondKey(key);
    Place place = place(draw.position());
    return i -> Draws.uniform(key, second, (int) place.at(i));
  }

  private Cell element(Value value, Tensor tensor, List<Subscript> at) {
    Place offset = offset(value, tensor, at);
    double[] data = tensor.data();
    return i -> data[(int) offset.at(i)];
  }

  /** Where an element stands in its tensor's data; complains where a subscript is out of range. */
  Place offset(Value value, Tensor tensor, List<Subscript> at) {
    List<Place> places = at.stream().map(this::place).toList();
    int[] shape = tensor.shape();
    return i -> {
      long offset = 0;
      for (int axis = 0; axis < shape.length; axis++) {
        long position = places.get(axis).at(i);
        if (position < 0 || position >= shape[axis]) {
          throw new IndexOutOfBoundsException(value + " " + value.name() + " at " + position + " of axis "
              + value.axes().get(axis));
        }
        offset = offset * shape[axis] + position;
      }
      return offset;
    };
  }

  Place place(Subscript subscript) {
    long offset = size(subscript.offset());
    List<Place> terms = new ArrayList<>();
    for (Subscript.Term term : subscript.terms()) {
      long coefficient = size(term.coefficient());
      Place atom = atom(term.atom());
      terms.add(i -> coefficient * atom.at(i));
    }
    return i -> {
      long sum = offset;
      for (Place term : terms) {
        sum += term.at(i);
      }
      return sum;
    };
  }

  private Place atom(Subscript.Atom atom) {
    return switch (atom) {
      case Index index -> i -> i[index.id()];
      case Subscript.Quotient q -> {
        Place of = place(q.of());
        long by = size(q.by());
        yield i -> Math.floorDiv(of.at(i), by);
      }
      case Subscript.Remainder r -> {
        Place of = place(r.of());
        long by = size(r.by());
        yield i -> Math.floorMod(of.at(i), by);
      }
      case Subscript.Lookup l -> {
        Cell element = element(l.table(), values.apply(l.table()), l.at());
        yield i -> (long) element.at(i);
      }
    };
  }

  /** The magnitude of a scalar: its own and what those of its parts become under its derivatives. */
  Cell magnitude(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> i -> finite(Math.abs(c.value()));
      case Scalar.SizeOf s -> value(s);
      case Scalar.Read r -> element(r.tensor(), magnitudes.apply(r.tensor()), r.at());
      case Scalar.At a -> i -> 0;
      case Scalar.Apply a -> magnitude(a);
      case Scalar.Select s -> select(value(s.condition()), magnitude(s.then()), magnitude(s.otherwise()));
      case Scalar.Draw d -> value(d);
    };
  }

  private Cell magnitude(Scalar.Apply apply) {
    Cell own = apply(apply);
    List<Cell> parts = apply.arguments().stream().map(this::magnitude).toList();
    List<Cell> slopes = apply.function() == ScalarFunction.DETACH
        ? List.of(value(Scalar.ONE))
        : apply.function().partials(apply.arguments(), apply).stream().map(this::value).toList();
    return i -> {
      double sum = finite(Math.abs(own.at(i)));
      for (int part = 0; part < parts.size(); part++) {
        double error = parts.get(part).at(i);
        sum += error == 0 ? 0 : Math.abs(slopes.get(part).at(i)) * error;
      }
      return sum;
    };
  }

  /** Infinity is exact. */
  private static double finite(double magnitude) {
    return Double.isInfinite(magnitude) ? 0 : magnitude;
  }
}
