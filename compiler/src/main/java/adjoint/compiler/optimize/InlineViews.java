package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Position;
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
 * What is no more than a tensor seen otherwise (transposed, broadcast, sliced, padded, scaled by a number), or a number
 * everywhere, is read where it is used instead of being made.
 */
public final class InlineViews implements Pass {

  /** The nodes that a body may have besides the conditions on positions in it. */
  private static final int CHEAP = 6;

  private static final Set<ScalarFunction> FREE =
      Set.of(ScalarFunction.NEG, ScalarFunction.MUL, ScalarFunction.DIV, ScalarFunction.DETACH);

  @Override
  public Graph apply(Graph graph) {
    Views views = new Views(new HashMap<>(), Uses.of(graph));
    List<Definition> definitions = views.inline(graph.definitions());
    return Rewriter.with(graph, definitions);
  }

  /** @param known for each view met so far, how it is made */
  private record Views(Map<Value, Operation.Comprehension> known, Uses uses) {

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
      Operation operation = switch (definition.operation()) {
        case Operation.Comprehension c ->
          new Operation.Comprehension(c.out(), c.over(), c.reduction(), inline(c.body(), Reader.of(c)));
        case Operation.ArgReduce a ->
          new Operation.ArgReduce(a.largest(), a.out(), a.over(), inline(a.body(), Reader.of(a.out(), a.over())));
        case Operation.Scatter s -> new Operation.Scatter(s.out(), s.over(),
            s.at().stream().map(this::inline).toList(), inline(s.body(), Reader.of(s.over())));
        case Operation.Scan s ->
          new Operation.Scan(s.step(), s.reverse(), s.carries(), inline(s.body()), s.yields());
      };
      return Rewriter.with(definition, operation);
    }

    private Scalar inline(Scalar scalar, Reader reader) {
      return switch (scalar) {
        case Scalar.Constant c -> c;
        case Scalar.SizeOf s -> s;
        case Scalar.Read r -> inline(r, reader);
        case Scalar.At a -> new Scalar.At(inline(a.position()));
        case Scalar.Draw d -> new Scalar.Draw(d.site(), inline(d.position()));
        case Scalar.Apply a -> a.mapChildren(c -> inline(c, reader));
        case Scalar.Select s -> s.mapChildren(c -> inline(c, reader));
      };
    }

    private Scalar inline(Scalar.Read read, Reader reader) {
      List<Subscript> at = read.at().stream().map(this::inline).toList();
      Operation.Comprehension view = known.get(read.tensor());
      boolean stays = view == null || costs(read.tensor(), view, reader, read);
      return stays ? new Scalar.Read(read.tensor(), at) : view.body().substitute(places(view.out(), at));
    }

    /** Whether a scaled tensor would be scaled for more elements than it has, and the scale couldn't leave a sum. */
    private boolean costs(Value value, Operation.Comprehension view, Reader reader, Scalar.Read read) {
      Product product = Product.of(view.body());
      boolean scaled = product.numerators().size() == 1 && product.numerators().getFirst() instanceof Scalar.Read r
          && r.tensor().count().isAtLeast(value.count()) && !product.scale().equals(Product.of(Scalar.of(-1)))
          && (product.isScaled() || !product.denominators().isEmpty());
      boolean leaves = reader.factors().contains(read) && uses.isSingle(value);
      return scaled && !leaves && !value.count().isAtLeast(reader.count());
    }

    private static Map<Index, Subscript> places(List<Index> out, List<Subscript> at) {
      Map<Index, Subscript> places = new HashMap<>();
      for (int i = 0; i < out.size(); i++) {
        places.put(out.get(i), at.get(i));
      }
      return places;
    }

    private Subscript inline(Subscript subscript) {
      if (subscript.terms().stream().allMatch(t -> t.atom() instanceof Index)) {
        return subscript;
      }
      Subscript sum = Subscript.of(subscript.offset());
      for (Subscript.Term term : subscript.terms()) {
        sum = sum.plus(inline(term.atom()).times(term.coefficient()));
      }
      return sum;
    }

    private Subscript inline(Subscript.Atom atom) {
      return switch (atom) {
        case Index i -> Subscript.of(i);
        case Subscript.Quotient q -> inline(q.of()).floorDiv(q.by());
        case Subscript.Remainder r -> inline(r.of()).modulo(r.by());
        case Subscript.Lookup l -> lookup(l);
      };
    }

    private Subscript lookup(Subscript.Lookup lookup) {
      List<Subscript> at = lookup.at().stream().map(this::inline).toList();
      Optional<Subscript> position = Optional.ofNullable(known.get(lookup.table()))
          .flatMap(view -> Position.of(view.body().substitute(places(view.out(), at))));
      return position.orElseGet(() -> Subscript.of(new Subscript.Lookup(lookup.table(), at)));
    }
  }

  /**
   * What reads.
   *
   * @param count how often its body is evaluated
   * @param factors of its body, if that is summed
   */
  private record Reader(Size count, List<Scalar> factors) {

    private static Reader of(Operation.Comprehension c) {
      boolean sum = !c.over().isEmpty() && c.reduction() == Operation.Reduction.SUM;
      return new Reader(count(c.out()).times(count(c.over())), sum ? SimplifySums.factors(c.body()) : List.of());
    }

    private static Reader of(List<Index> out, Index over) {
      return new Reader(count(out).times(over.size()), List.of());
    }

    private static Reader of(List<Index> over) {
      return new Reader(count(over), List.of());
    }

    private static Size count(List<Index> indices) {
      return indices.stream().map(Index::size).reduce(Size.ONE, Size::times);
    }
  }

  /** Whether it is no more than a tensor seen otherwise, or a number. */
  static boolean isView(Operation.Comprehension c) {
    return c.over().isEmpty() && isFree(c.body()) && size(c.body()) <= CHEAP && reads(c.body()) <= 1;
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
