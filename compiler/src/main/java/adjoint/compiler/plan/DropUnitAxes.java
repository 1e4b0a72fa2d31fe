package adjoint.compiler.plan;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Operation.Scatter;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Takes axes of size 1 out of all values: their elements lie the same without, and the axis next to them becomes the
 * one that lies together. A value keeps its number.
 */
public final class DropUnitAxes implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Set<Value> stacked = new HashSet<>();
    graph.all().forEach(d -> {
      if (d.operation() instanceof Scan s) {
        stacked.addAll(d.results().subList(s.carries().size(), d.results().size()));
      }
    });
    return new Dropping(stacked, new GraphBuilder(graph.next())).graph(graph);
  }

  /** @param stacked what scans of a single step stack: the stacked axis stays, for the scan writes along it */
  private record Dropping(Set<Value> stacked, GraphBuilder fresh) {

    private Graph graph(Graph graph) {
      return new Graph(graph.name(), graph.inputs().stream().map(i -> i.with(value(i.value()))).toList(),
          all(graph.definitions()), graph.outputs()).giving(this::value);
    }

    private List<Definition> all(List<Definition> definitions) {
      return definitions.stream().map(d -> new Definition(d.results().stream().map(this::value).toList(), operation(d),
          d.origin())).toList();
    }

    private Operation operation(Definition definition) {
      Rewrite parts = new Rewrite(UnaryOperator.identity(), this::scalar, this::subscript, this::value, this::value,
          this::all);
      return switch (definition.operation().map(parts)) {
        case Comprehension c -> reduced(kept(c.out()), kept(c.over()), c);
        case ArgReduce a -> new ArgReduce(a.largest(), kept(a.out()), a.along(), a.body());
        case Scatter s ->
          new Scatter(kept(s.out()), kept(s.over()), s.reduction(), kept(definition.result(), s.at()), s.body());
        case Operation.Order o when definition.operation() instanceof Operation.Order whole
            && whole.along().size().is(1) ->
          first(definition.result());
        case Operation.Order o -> o;
        case Scan s -> s;
      };
    }

    /** The only position of each row. */
    private Operation first(Value value) {
      return Comprehension.map(kept(value, value.axes()).stream().map(fresh::index).toList(),
          new Scalar.At(Subscript.ZERO));
    }

    private static Comprehension reduced(List<Index> out, List<Index> over, Comprehension c) {
      return new Comprehension(out, over, over.isEmpty() ? Reduction.SUM : c.reduction(), c.body());
    }

    private Value value(Value value) {
      return new Value(value.id(), value.name(), value.element(), kept(value, value.axes()));
    }

    /** What stands for the axes of a value, a list item an axis, without those that go. */
    private <T> List<T> kept(Value value, List<T> items) {
      List<T> kept = new ArrayList<>();
      for (int i = 0; i < items.size(); i++) {
        Axis axis = value.axes().get(i);
        if (!axis.size().is(1) || i == 0 && stacked.contains(value)) {
          kept.add(items.get(i));
        }
      }
      return List.copyOf(kept);
    }

    private static List<Index> kept(List<Index> indices) {
      return indices.stream().filter(i -> !i.size().is(1)).toList();
    }

    private Scalar scalar(Scalar scalar) {
      Scalar inner = scalar.mapSubscripts(this::subscript).mapChildren(this::scalar);
      return inner instanceof Scalar.Read r ? new Scalar.Read(value(r.tensor()), kept(r.tensor(), r.at())) : inner;
    }

    private Subscript subscript(Subscript subscript) {
      return subscript.replace(i -> i.size().is(1) ? Subscript.ZERO : Subscript.of(i),
          l -> Subscript.of(new Subscript.Lookup(value(l.table()), kept(l.table(), l.at()))));
    }
  }
}
