package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.ReadCounts;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is no more than a tensor seen otherwise (transposed, broadcast, sliced, padded, scaled by a number), a number
 * everywhere, or a test of positions, such as a mask, is read where it is used instead of being made.
 */
public final class InlineViews implements Pass {

  /** The nodes that a body may have besides the conditions on positions in it. */
  private static final int CHEAP = 6;

  private static final Set<ScalarFunction> FREE =
      Set.of(ScalarFunction.NEG, ScalarFunction.MUL, ScalarFunction.DIV, ScalarFunction.DETACH);

  @Override
  public Graph apply(Graph graph) {
    Views views = new Views(new HashMap<>(), ReadCounts.withOutputs(graph));
    List<Definition> definitions = views.inline(graph.definitions());
    return graph.with(definitions);
  }

  /** @param known for each view met so far, how it is made */
  private record Views(Map<Value, Operation.Comprehension> known, ReadCounts uses) {

    private List<Definition> inline(List<Definition> definitions) {
      List<Definition> all = new ArrayList<>();
      for (Definition definition : definitions) {
        Definition inlined = inline(definition);
        all.add(inlined);
        if (inlined.operation() instanceof Operation.Comprehension c && isView(c)) {
          known.put(inlined.result(), c);
        }
      }
      return List.copyOf(all);
    }

    private Definition inline(Definition definition) {
      Reader reader = Reader.of(definition.operation());
      return definition.with(definition.operation()
          .map(Rewrite.scalars(s -> inline(s, reader), this::inline).inside(this::inline)));
    }

    private Scalar inline(Scalar scalar, Reader reader) {
      return scalar instanceof Scalar.Read r
          ? inline(r, reader)
          : scalar.mapSubscripts(this::inline).mapChildren(c -> inline(c, reader));
    }

    private Scalar inline(Scalar.Read read, Reader reader) {
      List<Subscript> at = read.at().stream().map(this::inline).toList();
      Operation.Comprehension view = known.get(read.tensor());
      boolean stays = view == null || costs(read.tensor(), view, reader, read);
      return stays ? new Scalar.Read(read.tensor(), at) : view.bodyAt(at);
    }

    /** Whether a scaled tensor would be scaled for more elements than it has, and the scale couldn't leave a sum. */
    private boolean costs(Value value, Operation.Comprehension view, Reader reader, Scalar.Read read) {
      Product product = Product.flat(view.body());
      boolean scaled = product.numerators().size() == 1 && product.numerators().getFirst() instanceof Scalar.Read r
          && r.tensor().count().isAtLeast(value.count()) && !product.scale().equals(Product.flat(Scalar.of(-1)))
          && (product.isScaled() || !product.denominators().isEmpty());
      boolean leaves = reader.factors().contains(read) && uses.isSingle(value);
      return scaled && !leaves && !value.count().isAtLeast(reader.count());
    }

    private Subscript inline(Subscript subscript) {
      return subscript.isAffine() ? subscript : subscript.replace(Subscript::of, this::lookup);
    }

    private Subscript lookup(Subscript.Lookup lookup) {
      return Optional.ofNullable(known.get(lookup.table())).flatMap(view -> Position.of(view.bodyAt(lookup.at())))
          .orElseGet(() -> Subscript.of(lookup));
    }
  }

  /**
   * What reads.
   *
   * @param count how often its body is evaluated
   * @param factors of its body, if that is summed
   */
  private record Reader(Size count, List<Scalar> factors) {

    private static Reader of(Operation operation) {
      boolean sum = operation instanceof Operation.Comprehension c && !c.isMap()
          && c.reduction() == Operation.Reduction.SUM;
      return new Reader(operation.domain().stream().map(Index::size).reduce(Size.ONE, Size::times),
          sum ? SimplifySums.factors(operation.scalars().getFirst()) : List.of());
    }
  }

  /** Whether it is no more than a tensor seen otherwise, a number, or a test of positions. */
  static boolean isView(Operation.Comprehension c) {
    return c.over().isEmpty()
        && (isTest(c.body()) || isFree(c.body()) && size(c.body()) <= CHEAP && reads(c.body()) <= 1);
  }

  /** A division for each element costs more than the memory that a test would take. */
  private static boolean isTest(Scalar body) {
    return body.element() == Element.BOOL && body.reads().isEmpty() && isPositional(body) && !divides(body);
  }

  private static boolean divides(Scalar scalar) {
    return scalar instanceof Scalar.At at && !at.position().isAffine()
        || scalar instanceof Scalar.Apply a
            && (a.function() == ScalarFunction.MOD || a.function() == ScalarFunction.FLOOR_DIV)
        || scalar.children().stream().anyMatch(InlineViews::divides);
  }

  private static boolean isFree(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> true;
      case Scalar.SizeOf s -> true;
      case Scalar.Read r -> r.at().stream().allMatch(s -> s.tables().isEmpty());
      case Scalar.At a -> true;
      case Scalar.Draw d -> false;
      case Scalar.Select s -> isPositional(s.condition()) && isFree(s.then()) && isFree(s.otherwise());
      case Scalar.Apply a -> FREE.contains(a.function()) && a.arguments().stream().allMatch(InlineViews::isFree)
          && a.arguments().stream().skip(1).allMatch(x -> reads(x) == 0 || reads(a.arguments().getFirst()) == 0);
    };
  }

  private static boolean isPositional(Scalar condition) {
    return condition.element() == Element.BOOL && condition.reads().stream().allMatch(v -> v.element() == Element.INT)
        && DecideConditions.conjuncts(condition).stream().allMatch(
            c -> c instanceof Scalar.Apply a && a.arguments().stream().allMatch(p -> Position.of(p).isPresent()));
  }

  private static int size(Scalar scalar) {
    return scalar instanceof Scalar.Select s
        ? 1 + size(s.then()) + size(s.otherwise())
        : 1 + scalar.children().stream().mapToInt(InlineViews::size).sum();
  }

  private static long reads(Scalar scalar) {
    return scalar instanceof Scalar.Read
        ? 1
        : scalar instanceof Scalar.Select s
            ? reads(s.then()) + reads(s.otherwise())
            : scalar.children().stream().mapToLong(InlineViews::reads).sum();
  }
}
