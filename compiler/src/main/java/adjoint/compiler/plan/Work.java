package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * What one call of a kernel has to do at least.
 *
 * @param operations of arithmetic: a multiply-add is two, an addition one, functions as in {@link Costs}
 * @param bytes of memory that are read or written, each once however often a kernel comes back to it
 */
public record Work(double operations, double bytes) {

  private static final int BYTES = 4;

  public Work plus(Work other) {
    return new Work(operations + other.operations, bytes + other.bytes);
  }

  public Work times(double calls) {
    return new Work(operations * calls, bytes * calls);
  }

  /** @param dims the sizes of open dims */
  public static Work of(Step kernel, ToLongFunction<String> dims) {
    Counting counting = new Counting(dims, new HashMap<>());
    double operations = counting.operations(kernel);
    Steps.stores(kernel).filter(store -> !store.kept()).map(Store::value).forEach(counting.touched()::remove);
    return new Work(operations, counting.touched().values().stream().mapToDouble(n -> n).sum() * BYTES);
  }

  /** @param touched how many elements of each value are read or written */
  private record Counting(ToLongFunction<String> dims, Map<Value, Double> touched) {

    double operations(Step kernel) {
      return switch (kernel) {
        case Step.Contraction c -> contraction(c);
        case Step.Nest n -> n.statements().stream().mapToDouble(s -> statement(n.outer(), s)).sum();
        case Step.Loop l -> l.children().stream().mapToDouble(this::operations).sum() * turns(List.of(l.index()));
        case Step.Scatter s -> {
          touch(s.target(), s.target().count().evaluate(dims));
          s.at().forEach(at -> at.tables().forEach(table -> touch(table, turns(s.over()))));
          yield turns(s.over()) * (1 + reading(s.body(), s.over()));
        }
        case Step.Sort s -> {
          double keys = s.keys().count().evaluate(dims);
          touch(s.keys(), keys);
          touch(s.target(), s.target().count().evaluate(dims));
          yield keys * Math.log(Math.max(2, s.keys().axes().getLast().size().evaluate(dims))) / Math.log(2);
        }
        case Step.Copy c -> {
          touch(c.from(), c.from().count().evaluate(dims));
          touch(c.to(), c.to().count().evaluate(dims));
          yield 0;
        }
      };
    }

    private double contraction(Step.Contraction c) {
      List<Index> left = joined(c.batch(), c.rows(), c.depth());
      List<Index> right = joined(c.batch(), c.depth(), c.columns());
      List<Index> out = joined(c.batch(), c.rows(), c.columns());
      double packing = turns(left) * reading(c.left(), left) + turns(right) * reading(c.right(), right);
      double after = c.epilogue().stream().mapToDouble(s -> store(s, out)).sum();
      touched.remove(c.accumulator());
      return 2 * turns(joined(out, c.depth())) * share(c.within()) + packing + turns(out) * after;
    }

    /** How much of all products lies within bands: what two edges along a diagonal cut off lies apart. */
    private double share(List<Band> within) {
      Map<Set<Index>, Double> shares = new HashMap<>();
      within.forEach(b -> shares.merge(Set.of(b.plus(), b.minus()), b.share(dims), (x, y) -> Math.max(0, x + y - 1)));
      return shares.values().stream().reduce(1.0, (x, y) -> x * y);
    }

    private double statement(List<Index> outer, Step.Statement statement) {
      return switch (statement) {
        case Step.Statement.Map m -> {
          List<Index> all = joined(outer, m.inner());
          yield turns(all) * m.stores().stream().mapToDouble(s -> store(s, all)).sum();
        }
        case Step.Statement.Reduce r -> reduction(joined(outer, r.inner()), r.over(), r.body(), r.target());
        case Step.Statement.ArgReduce a ->
          reduction(joined(outer, a.inner()), List.of(a.over()), a.body(), a.target());
      };
    }

    private double reduction(List<Index> out, List<Index> over, Scalar body, Store target) {
      List<Index> all = joined(out, over);
      store(target, out);
      return turns(all) * (1 + reading(body, all));
    }

    /** The cost of one element. */
    private double store(Store store, List<Index> indices) {
      double cost = reading(store.body(), indices);
      if (store.kept()) {
        touch(store.value(), elements(store.value(), store.at(), indices));
      }
      return cost;
    }

    /** The cost of one evaluation. */
    private double reading(Scalar body, List<Index> indices) {
      Steps.eachRead(body, read -> touch(read.tensor(), elements(read.tensor(), read.at(), indices)),
          table -> touch(table, turns(indices)));
      return Costs.of(body);
    }

    private void touch(Value value, double elements) {
      touched.merge(value, Math.min(elements, value.count().evaluate(dims)), Math::max);
    }

    /** Those at all settings of the indices that the places depend on. */
    private double elements(Value value, List<Subscript> at, List<Index> indices) {
      if (at.stream().anyMatch(each -> !each.tables().isEmpty())) {
        return turns(indices);
      }
      Set<Index> used = new HashSet<>();
      at.forEach(each -> used.addAll(each.indices()));
      used.retainAll(indices);
      return used.isEmpty() && !at.isEmpty() ? 1 : Math.min(turns(used), value.count().evaluate(dims));
    }

    private double turns(Collection<Index> indices) {
      double turns = 1;
      for (Index index : indices) {
        turns *= index.size().evaluate(dims);
      }
      return turns;
    }

    @SafeVarargs
    private static List<Index> joined(List<Index>... parts) {
      return Stream.of(parts).flatMap(List::stream).toList();
    }
  }
}
