package adjoint.compiler.graph;

import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What index variables, open dims and tables of positions are at one moment.
 *
 * @param tables the elements of one-dimensional INT tensors
 */
public record Setting(Map<String, Long> dims, Map<Index, Long> indices, Map<Value, long[]> tables) {

  /** All settings of some indices; none where one has no position. Tables hold random positions below their limits. */
  public static List<Setting> all(Map<String, Long> dims, List<Index> indices, Map<Value, Size> limits, Random random) {
    Map<Value, long[]> tables = new HashMap<>();
    limits.forEach((table, limit) -> tables.put(table, random.longs(table.count().evaluate(dims::get), 0,
        limit.evaluate(dims::get)).toArray()));
    List<Setting> settings = new ArrayList<>(List.of(new Setting(dims, Map.of(), tables)));
    for (Index index : indices) {
      List<Setting> more = new ArrayList<>();
      for (Setting setting : settings) {
        for (long position = 0; position < index.size().evaluate(dims::get); position++) {
          Map<Index, Long> with = new HashMap<>(setting.indices);
          with.put(index, position);
          more.add(new Setting(dims, with, tables));
        }
      }
      settings = more;
    }
    return settings;
  }

  public long value(Size size) {
    return size.evaluate(dims::get);
  }

  public long value(Subscript subscript) {
    long sum = value(subscript.offset());
    for (Subscript.Term term : subscript.terms()) {
      sum += value(term.coefficient()) * value(term.atom());
    }
    return sum;
  }

  private long value(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> indices.get(i);
      case Subscript.Quotient q -> Math.floorDiv(value(q.of()), value(q.by()));
      case Subscript.Remainder r -> Math.floorMod(value(r.of()), value(r.by()));
      case Subscript.Lookup l -> tables.get(l.table())[(int) value(l.at().getFirst())];
    };
  }

  /** Whether a conjunction of comparisons of positions with numbers holds. */
  boolean holds(Scalar condition) {
    Scalar.Apply apply = (Scalar.Apply) condition;
    long a = number(apply.arguments().get(0));
    long b = number(apply.arguments().get(1));
    return apply.function().evaluate(List.of((double) a, (double) b)) != 0;
  }

  private long number(Scalar scalar) {
    return switch (scalar) {
      case Scalar.At at -> value(at.position());
      case Scalar.SizeOf s -> value(s.size());
      case Scalar.Constant c -> (long) c.value();
      case Scalar.Read r -> throw new IllegalArgumentException("no position: " + r);
      case Scalar.Apply a -> throw new IllegalArgumentException("no position: " + a);
      case Scalar.Select s -> throw new IllegalArgumentException("no position: " + s);
      case Scalar.Draw d -> throw new IllegalArgumentException("no position: " + d);
    };
  }
}
