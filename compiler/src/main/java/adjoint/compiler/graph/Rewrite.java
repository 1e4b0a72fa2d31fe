package adjoint.compiler.graph;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What becomes of the parts of an operation, for {@link Operation#map}. What a rewrite doesn't name stays as it is.
 *
 * @param index the indices that it binds
 * @param scalar its expressions
 * @param place where it puts what it evaluates
 * @param read the values that it hands on as a whole
 * @param define the values that it binds for the definitions inside
 * @param inner the definitions inside
 */
public record Rewrite(UnaryOperator<Index> index, UnaryOperator<Scalar> scalar, UnaryOperator<Subscript> place,
    UnaryOperator<Value> read, UnaryOperator<Value> define, UnaryOperator<List<Definition>> inner) {

  private static final Rewrite NOTHING = new Rewrite(UnaryOperator.identity(), UnaryOperator.identity(),
      UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity(), UnaryOperator.identity());

  /** Other expressions of the operation itself. */
  public static Rewrite scalars(UnaryOperator<Scalar> scalar) {
    return scalars(scalar, UnaryOperator.identity());
  }

  /** Other expressions and places of the operation itself. */
  public static Rewrite scalars(UnaryOperator<Scalar> scalar, UnaryOperator<Subscript> place) {
    return new Rewrite(NOTHING.index, scalar, place, NOTHING.read, NOTHING.define, NOTHING.inner);
  }

  /** Other definitions inside. */
  public static Rewrite inner(UnaryOperator<List<Definition>> inner) {
    return new Rewrite(NOTHING.index, NOTHING.scalar, NOTHING.place, NOTHING.read, NOTHING.define, inner);
  }

  /** Other indices, wherever they are bound or used. */
  public static Rewrite indices(UnaryOperator<Index> index) {
    return new Rewrite(index, s -> s.map(i -> Subscript.of(index.apply(i)), UnaryOperator.identity()),
        s -> s.map(i -> Subscript.of(index.apply(i)), UnaryOperator.identity()), NOTHING.read, NOTHING.define,
        NOTHING.inner).throughout();
  }

  /** Other values in the place of those that are read. */
  public static Rewrite reads(UnaryOperator<Value> value) {
    return new Rewrite(NOTHING.index, s -> reading(s, value), s -> s.map(Subscript::of, value), value, NOTHING.define,
        NOTHING.inner).throughout();
  }

  /** Other values in the place of those that are read or bound. */
  public static Rewrite values(UnaryOperator<Value> value) {
    Rewrite reads = reads(value);
    return new Rewrite(reads.index, s -> s.map(Subscript::of, value), reads.place, value, value,
        definitions -> definitions.stream().map(d -> d.mapValues(value)).toList());
  }

  /** With other definitions inside besides. */
  public Rewrite inside(UnaryOperator<List<Definition>> inner) {
    return new Rewrite(index, scalar, place, read, define, inner);
  }

  /** The same for the definitions inside, and those inside of them, instead of what was said of these. */
  public Rewrite throughout() {
    return new Rewrite(index, scalar, place, read, define,
        definitions -> definitions.stream().map(d -> d.map(throughout())).toList());
  }

  /** A list of indices that an operation binds, each rewritten. */
  List<Index> bound(List<Index> bound) {
    return bound.stream().map(index).toList();
  }

  private static Scalar reading(Scalar scalar, UnaryOperator<Value> value) {
    boolean same = scalar.reads().stream().allMatch(v -> value.apply(v).equals(v));
    return same ? scalar : scalar.map(Subscript::of, value);
  }
}
