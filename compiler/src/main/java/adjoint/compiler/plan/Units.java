package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Carry;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Operation.Scatter;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes axes of size 1 out of all values: their elements lie the same without, and the axis next to them becomes the
 * one that lies together.
 */
final class Units {

  /** What scans of a single step stack: the stacked axis stays, for the scan writes along it. */
  private final Set<Value> stacked = new HashSet<>();

  private Units() {}

  /** The same graph; a value keeps its number. */
  static Graph dropped(Graph graph) {
    Units units = new Units();
    units.collect(graph.definitions());
    List<Input> inputs = graph.inputs().stream()
        .map(i -> new Input(units.value(i.value()), i.role(), i.name())).toList();
    List<Output> outputs = graph.outputs().stream()
        .map(o -> new Output(o.name(), o.stored(), units.value(o.value()))).toList();
    return new Graph(graph.name(), inputs, units.all(graph.definitions()), outputs);
  }

  private void collect(List<Definition> definitions) {
    for (Definition definition : definitions) {
      if (definition.operation() instanceof Scan s) {
        stacked.addAll(definition.results().subList(s.carries().size(), definition.results().size()));
        collect(s.body());
      }
    }
  }

  private boolean drops(Value value, int axis) {
    return value.axes().get(axis).size().is(1) && !(axis == 0 && stacked.contains(value));
  }

  private Value value(Value value) {
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < value.rank(); i++) {
      if (!drops(value, i)) {
        axes.add(value.axes().get(i));
      }
    }
    return new Value(value.id(), value.name(), value.element(), List.copyOf(axes));
  }

  private List<Value> values(List<Value> values) {
    return values.stream().map(this::value).toList();
  }

  private List<Definition> all(List<Definition> definitions) {
    return definitions.stream().map(d -> new Definition(values(d.results()), operation(d), d.origin())).toList();
  }

  private Operation operation(Definition definition) {
    return switch (definition.operation()) {
      case Comprehension c -> new Comprehension(indices(c.out()), indices(c.over()), c.reduction(), scalar(c.body()));
      case ArgReduce a -> new ArgReduce(a.largest(), indices(a.out()), a.over(), scalar(a.body()));
      case Scatter s -> new Scatter(indices(s.out()), indices(s.over()), subscripts(definition.result(), s.at()),
          scalar(s.body()));
      case Scan s -> new Scan(s.step(), s.reverse(), s.carries().stream()
          .map(c -> new Carry(value(c.entry()), value(c.initial()), value(c.next()))).toList(),
          all(s.body()), values(s.yields()));
    };
  }

  private static List<Index> indices(List<Index> indices) {
    return indices.stream().filter(i -> !i.size().is(1)).toList();
  }

  private Scalar scalar(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> c;
      case Scalar.SizeOf s -> s;
      case Scalar.Read r -> new Scalar.Read(value(r.tensor()), subscripts(r.tensor(), r.at()));
      case Scalar.At a -> new Scalar.At(subscript(a.position()));
      case Scalar.Apply a -> a.mapChildren(this::scalar);
      case Scalar.Select s -> s.mapChildren(this::scalar);
      case Scalar.Draw d -> new Scalar.Draw(d.site(), subscript(d.position()));
    };
  }

  private List<Subscript> subscripts(Value tensor, List<Subscript> at) {
    List<Subscript> kept = new ArrayList<>();
    for (int i = 0; i < at.size(); i++) {
      if (!drops(tensor, i)) {
        kept.add(subscript(at.get(i)));
      }
    }
    return List.copyOf(kept);
  }

  private Subscript subscript(Subscript subscript) {
    Subscript sum = Subscript.of(subscript.offset());
    for (Subscript.Term term : subscript.terms()) {
      sum = sum.plus(atom(term.atom()).times(term.coefficient()));
    }
    return sum;
  }

  private Subscript atom(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> i.size().is(1) ? Subscript.ZERO : Subscript.of(i);
      case Subscript.Quotient q -> subscript(q.of()).floorDiv(q.by());
      case Subscript.Remainder r -> subscript(r.of()).modulo(r.by());
      case Subscript.Lookup l ->
        Subscript.of(new Subscript.Lookup(value(l.table()), subscripts(l.table(), l.at())));
    };
  }
}
