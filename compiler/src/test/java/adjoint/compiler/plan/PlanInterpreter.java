package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.program.Draws;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Runs plans in double precision where their values are placed: so a plan is judged without any emitter. Memory that
 * nothing has written yet is NaN.
 */
final class PlanInterpreter {

  private final Plan plan;
  private final Map<String, Long> dims;
  private final Map<Space, double[]> memory = new HashMap<>();
  private final Map<Index, Long> indices = new HashMap<>();
  private final Map<Value, Double> registers = new HashMap<>();

  PlanInterpreter(Plan plan, Map<String, Long> dims, double[] store) {
    this.plan = plan;
    this.dims = dims;
    memory.put(new Space.Store(), store);
    memory.put(new Space.Work(), filled(size(plan.workReals())));
    memory.put(new Space.WorkInts(), filled(size(plan.workInts())));
  }

  private static double[] filled(long length) {
    double[] data = new double[(int) length];
    Arrays.fill(data, Double.NaN);
    return data;
  }

  /** The content of a port; written before a run for inputs. */
  void port(int number, double[] data) {
    memory.put(new Space.Port(number), data);
  }

  void settings(double[] data) {
    memory.put(new Space.Settings(), data);
  }

  double[] port(int number) {
    return memory.get(new Space.Port(number));
  }

  void run() {
    plan.steps().forEach(this::run);
  }

  private long size(Size size) {
    return size.evaluate(dims::get);
  }

  private void run(Step step) {
    switch (step) {
      case Step.Contraction c -> contract(c);
      case Step.Nest n -> each(n.outer(), () -> n.statements().forEach(this::run));
      case Step.Loop l -> {
        long count = size(l.index().size());
        for (long i = 0; i < count; i++) {
          indices.put(l.index(), l.reverse() ? count - 1 - i : i);
          l.children().forEach(this::run);
        }
      }
      case Step.Scatter s -> scatter(s);
      case Step.Sort s -> sort(s);
      case Step.Copy c -> copy(c);
    }
  }

  private void contract(Step.Contraction c) {
    each(c.batch(), () -> each(c.rows(), () -> each(c.columns(), () -> {
      double[] sum = {isWithin(c, c.rows(), c.columns()) ? 0 : Double.NaN};
      each(c.depth(), () -> {
        if (isWithin(c, c.rows(), c.depth()) && isWithin(c, c.depth(), c.columns())) {
          sum[0] += value(c.left()) * value(c.right());
        }
      });
      registers.clear();
      registers.put(c.accumulator(), sum[0]);
      storeAll(c.epilogue());
    })));
  }

  /** Whether the bands between some indices and others hold: elsewhere a sum is nothing that anyone may look at. */
  private boolean isWithin(Step.Contraction c, List<Index> some, List<Index> others) {
    return c.within().stream()
        .filter(b -> some.stream().anyMatch(b::mentions) && others.stream().anyMatch(b::mentions))
        .allMatch(b -> indices.get(b.minus()) <= indices.get(b.plus()) + size(b.offset()));
  }

  private void storeAll(List<Store> stores) {
    for (Store store : stores) {
      registers.put(store.value(), value(store.body()));
    }
    for (Store store : stores) {
      if (store.kept()) {
        write(store, registers.get(store.value()));
      }
    }
    registers.clear();
  }

  private void run(Step.Statement statement) {
    switch (statement) {
      case Step.Statement.Map m -> each(m.inner(), () -> storeAll(m.stores()));
      case Step.Statement.Reduce r -> each(r.inner(), () -> {
        double[] acc = {neutral(r.reduction())};
        each(r.over(), () -> acc[0] = reduce(r.reduction(), acc[0], value(r.body())));
        write(r.target(), acc[0]);
      });
      case Step.Statement.ArgReduce a -> each(a.inner(), () -> {
        double[] best = {Double.NaN, -1};
        each(List.of(a.over()), () -> {
          double candidate = value(a.body());
          if (best[1] < 0 || (a.largest() ? candidate > best[0] : candidate < best[0])) {
            best[0] = candidate;
            best[1] = indices.get(a.over());
          }
        });
        write(a.target(), best[1]);
      });
    }
  }

  private static double neutral(Reduction reduction) {
    return switch (reduction) {
      case SUM, ANY -> 0;
      case MAX -> Double.NEGATIVE_INFINITY;
      case MIN -> Double.POSITIVE_INFINITY;
      case ALL -> 1;
    };
  }

  private static double reduce(Reduction reduction, double a, double b) {
    return switch (reduction) {
      case SUM -> a + b;
      case MAX, ANY -> Math.max(a, b);
      case MIN, ALL -> Math.min(a, b);
    };
  }

  private void scatter(Step.Scatter s) {
    Placement place = plan.placements().get(s.target());
    double[] data = memory.get(place.space());
    int from = (int) size(place.offset());
    Arrays.fill(data, from, from + (int) size(s.target().count()), neutral(s.reduction()));
    each(s.over(), () -> {
      int at = offset(s.target(), s.at());
      data[at] = reduce(s.reduction(), data[at], value(s.body()));
    });
  }

  private void sort(Step.Sort s) {
    Placement keys = plan.placements().get(s.keys());
    Placement to = plan.placements().get(s.target());
    int count = (int) size(s.keys().axes().getLast().size());
    for (int row = 0; row < size(s.keys().count()); row += count) {
      int from = (int) size(keys.offset()) + row;
      double[] data = memory.get(keys.space());
      Comparator<Integer> order = Comparator.comparing(i -> data[from + i] + 0.0);
      List<Integer> sorted =
          IntStream.range(0, count).boxed().sorted(s.descending() ? order.reversed() : order).toList();
      for (int i = 0; i < count; i++) {
        memory.get(to.space())[(int) size(to.offset()) + row + i] = sorted.get(i);
      }
    }
  }

  private void copy(Step.Copy c) {
    Placement from = plan.placements().get(c.from());
    Placement to = plan.placements().get(c.to());
    System.arraycopy(memory.get(from.space()), (int) size(from.offset()), memory.get(to.space()),
        (int) size(to.offset()), (int) size(c.from().count()));
  }

  private void write(Store store, double value) {
    memory.get(plan.placements().get(store.value()).space())[offset(store.value(), store.at())] = value;
  }

  private int offset(Value value, List<Subscript> at) {
    Placement place = plan.placements().get(value);
    if (place == null) {
      throw new IllegalStateException(value + " " + value.name() + " has no place");
    }
    long offset = size(place.offset());
    for (int i = 0; i < at.size(); i++) {
      long position = position(at.get(i));
      if (position < 0 || position >= size(value.axes().get(i).size())) {
        throw new IndexOutOfBoundsException(value + " " + value.name() + " at " + position);
      }
      offset += position * size(place.strides().get(i));
    }
    return (int) offset;
  }

  private void each(List<Index> over, Runnable action) {
    if (over.isEmpty()) {
      action.run();
      return;
    }
    long count = size(over.getFirst().size());
    for (long i = 0; i < count; i++) {
      indices.put(over.getFirst(), i);
      each(over.subList(1, over.size()), action);
    }
  }

  private double value(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> c.value();
      case Scalar.SizeOf s -> size(s.size());
      case Scalar.Read r -> read(r);
      case Scalar.At a -> position(a.position());
      case Scalar.Apply a -> a.function().evaluate(a.arguments().stream().map(this::value).toList());
      case Scalar.Select s -> value(s.condition()) != 0 ? value(s.then()) : value(s.otherwise());
      case Scalar.Draw d -> {
        int key = Draws.key(1, 1, d.site());
        yield Draws.uniform(key, Draws.secondKey(key), (int) position(d.position()));
      }
    };
  }

  private double read(Scalar.Read read) {
    if (registers.containsKey(read.tensor())) {
      return registers.get(read.tensor());
    }
    Placement place = plan.placements().get(read.tensor());
    if (place == null) {
      throw new IllegalStateException(read.tensor() + " " + read.tensor().name() + " has no place");
    }
    double[] data = memory.get(place.space());
    double value = data[offset(read.tensor(), read.at())];
    return place.element() == Element.REAL ? value : Math.rint(value);
  }

  private long position(Subscript subscript) {
    long sum = size(subscript.offset());
    for (Subscript.Term term : subscript.terms()) {
      sum += size(term.coefficient()) * switch (term.atom()) {
        case Index i -> indices.get(i);
        case Subscript.Quotient q -> Math.floorDiv(position(q.of()), size(q.by()));
        case Subscript.Remainder r -> Math.floorMod(position(r.of()), size(r.by()));
        case Subscript.Lookup l -> (long) read(new Scalar.Read(l.table(), l.at()));
      };
    }
    return sum;
  }
}
