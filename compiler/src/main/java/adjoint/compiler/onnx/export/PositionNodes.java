package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Index expressions as tensors of whole numbers: tables where all sizes are known, else computed. */
final class PositionNodes {

  /** A table with more numbers than this is computed by who runs the model. */
  private static final long LARGEST_TABLE = 1 << 20;

  private final LoweringScope scope;
  private final Reads reads;

  PositionNodes(LoweringScope scope, Reads reads) {
    this.scope = scope;
    this.reads = reads;
  }

  /** Its value for each setting of the indices that it varies with. */
  Operand of(Subscript position, List<Index> order) {
    List<Index> indices = indices(position, order);
    Optional<long[]> table = table(position, indices);
    if (table.isPresent()) {
      List<Long> dims = indices.stream().map(i -> i.size().constant()).toList();
      return new Operand(scope.writer().wholes(dims, table.get()), ElementType.INT64, indices);
    }
    Broadcasting nodes = new Broadcasting(scope, order);
    Optional<Operand> sum = position.terms().stream().map(t -> term(t, order)).reduce(
        (a, b) -> nodes.apply("Add", ElementType.INT64, a, b));
    Operand offset = nodes.whole(scope.sizes().scalar(position.offset()));
    return sum.map(s -> position.offset().is(0) ? s : nodes.apply("Add", ElementType.INT64, s, offset)).orElse(offset);
  }

  private static List<Index> indices(Subscript position, List<Index> order) {
    return order.stream().filter(position.indices()::contains).toList();
  }

  /** Its values, where everything is known. */
  Optional<long[]> table(Subscript position, List<Index> indices) {
    boolean known = position.tables().isEmpty() && position.indices().stream().allMatch(indices::contains)
        && isKnown(position) && indices.stream().allMatch(i -> i.size().isConstant());
    long count = known ? indices.stream().mapToLong(i -> i.size().constant()).reduce(1, Math::multiplyExact) : 0;
    if (!known || count > LARGEST_TABLE) {
      return Optional.empty();
    }
    long[] table = new long[(int) count];
    Map<Index, Long> setting = new HashMap<>();
    for (int i = 0; i < table.length; i++) {
      long rest = i;
      for (Index index : indices.reversed()) {
        setting.put(index, rest % index.size().constant());
        rest /= index.size().constant();
      }
      table[i] = value(position, setting);
    }
    return Optional.of(table);
  }

  static boolean isKnown(Subscript position) {
    return position.offset().isConstant() && position.terms().stream().allMatch(t -> t.coefficient().isConstant()
        && switch (t.atom()) {
          case Index i -> true;
          case Subscript.Quotient q -> q.by().isConstant() && isKnown(q.of());
          case Subscript.Remainder r -> r.by().isConstant() && isKnown(r.of());
          case Subscript.Lookup l -> false;
        });
  }

  private static long value(Subscript position, Map<Index, Long> setting) {
    long sum = position.offset().constant();
    for (Subscript.Term term : position.terms()) {
      long atom = switch (term.atom()) {
        case Index i -> setting.get(i);
        case Subscript.Quotient q -> Math.floorDiv(value(q.of(), setting), q.by().constant());
        case Subscript.Remainder r -> Math.floorMod(value(r.of(), setting), r.by().constant());
        case Subscript.Lookup l -> throw new IllegalStateException("a position that isn't known");
      };
      sum += term.coefficient().constant() * atom;
    }
    return sum;
  }

  private Operand term(Subscript.Term term, List<Index> order) {
    Operand atom = atom(term.atom(), order);
    Broadcasting nodes = new Broadcasting(scope, order);
    return term.coefficient().is(1)
        ? atom
        : nodes.apply("Mul", ElementType.INT64, atom, nodes.whole(scope.sizes().scalar(term.coefficient())));
  }

  private Operand atom(Subscript.Atom atom, List<Index> order) {
    return switch (atom) {
      case Index i -> scope.step(i).map(step -> new Operand(step, ElementType.INT64, List.of()))
          .orElseGet(() -> range(i));
      case Subscript.Quotient q -> quotient(q, order);
      case Subscript.Remainder r -> modulo(of(r.of(), order), r.by(), order);
      case Subscript.Lookup l -> reads.read(l.table(), l.at(), order, true);
    };
  }

  private Operand range(Index index) {
    String all = scope.writer().add("Range", scope.writer().whole(0), scope.sizes().scalar(index.size()),
        scope.writer().whole(1));
    return new Operand(all, ElementType.INT64, List.of(index));
  }

  /** Rounded down, where the operator rounds towards zero. */
  private Operand quotient(Subscript.Quotient quotient, List<Index> order) {
    Broadcasting nodes = new Broadcasting(scope, order);
    Operand of = of(quotient.of(), order);
    Operand by = nodes.whole(scope.sizes().scalar(quotient.by()));
    boolean positive = Bounds.of(quotient.of()).filter(b -> b.least().isAtLeast(Size.ZERO)).isPresent();
    Operand exact = positive ? of : nodes.apply("Sub", ElementType.INT64, of, modulo(of, quotient.by(), order));
    return nodes.apply("Div", ElementType.INT64, exact, by);
  }

  private Operand modulo(Operand of, Size by, List<Index> order) {
    Broadcasting nodes = new Broadcasting(scope, order);
    return nodes.apply("Mod", ElementType.INT64, of, nodes.whole(scope.sizes().scalar(by)));
  }

  /** No less than 0 and less than the size. */
  Operand clamped(Operand position, Size size, List<Index> order) {
    Broadcasting nodes = new Broadcasting(scope, order);
    Operand notNegative = nodes.apply("Max", ElementType.INT64, position, nodes.whole(scope.writer().whole(0)));
    return nodes.apply("Min", ElementType.INT64, notNegative, nodes.whole(scope.sizes().scalar(size.plus(-1))));
  }
}
