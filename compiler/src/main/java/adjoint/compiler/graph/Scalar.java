package adjoint.compiler.graph;

import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The expression inside a comprehension: one number for each setting of the index variables. INT values count as reals
 * when a function takes them (exact below 2^24); a BOOL becomes a real by {@link Select}, never by itself.
 */
public sealed interface Scalar {

  /** A number; in f32 programs rounded when it is used. */
  record Constant(double value) implements Scalar {}

  /** The size of a dim as a number. */
  record SizeOf(Size size) implements Scalar {}

  /** An element of a tensor. The subscripts must be in range wherever it is evaluated. */
  record Read(Value tensor, List<Subscript> at) implements Scalar {}

  /** A position as a number (INT). */
  record At(Subscript position) implements Scalar {}

  record Apply(ScalarFunction function, List<Scalar> arguments) implements Scalar {}

  /** Evaluates only the branch that the condition chooses, so a branch may read out of range where it isn't chosen. */
  record Select(Scalar condition, Scalar then, Scalar otherwise) implements Scalar {}

  /**
   * A uniform draw from [0, 1): a pure function of the program's seed and step, the site and the position. Its 24 bits
   * are the same in every machine form; see {@link adjoint.runtime.program.Draws}.
   *
   * @param site a number of the place in the program, made from its path
   */
  record Draw(int site, Subscript position) implements Scalar {}

  Scalar ZERO = new Constant(0);
  Scalar ONE = new Constant(1);

  static Scalar of(double value) {
    return new Constant(value);
  }

  static Scalar apply(ScalarFunction function, Scalar... arguments) {
    return new Apply(function, List.of(arguments));
  }

  /** What kind of number this is. */
  default Element element() {
    return switch (this) {
      case Constant c -> Element.REAL;
      case SizeOf s -> Element.REAL;
      case Read r -> r.tensor().element();
      case At a -> Element.INT;
      case Apply a -> a.function().isPredicate() ? Element.BOOL : Element.REAL;
      case Select s -> s.then().element() == s.otherwise().element() ? s.then().element() : Element.REAL;
      case Draw d -> Element.REAL;
    };
  }

  /** Its direct parts. */
  default List<Scalar> children() {
    return switch (this) {
      case Constant c -> List.of();
      case SizeOf s -> List.of();
      case Read r -> List.of();
      case At a -> List.of();
      case Apply a -> a.arguments();
      case Select s -> List.of(s.condition(), s.then(), s.otherwise());
      case Draw d -> List.of();
    };
  }

  /** The subscripts that stand in it directly, not in its parts. */
  default List<Subscript> subscripts() {
    return switch (this) {
      case Constant c -> List.of();
      case SizeOf s -> List.of();
      case Read r -> r.at();
      case At a -> List.of(a.position());
      case Apply a -> List.of();
      case Select s -> List.of();
      case Draw d -> List.of(d.position());
    };
  }

  /** Every tensor that it reads, lookups included, in the order of the text. */
  default Set<Value> reads() {
    Set<Value> all = new LinkedHashSet<>();
    addReads(this, all);
    return all;
  }

  private static void addReads(Scalar scalar, Set<Value> all) {
    for (Subscript subscript : scalar.subscripts()) {
      all.addAll(subscript.tables());
    }
    if (scalar instanceof Read r) {
      all.add(r.tensor());
    }
    for (Scalar child : scalar.children()) {
      addReads(child, all);
    }
  }

  /** Every index variable in it. */
  default Set<Index> indices() {
    Set<Index> all = new LinkedHashSet<>();
    addIndices(this, all);
    return all;
  }

  private static void addIndices(Scalar scalar, Set<Index> all) {
    for (Subscript subscript : scalar.subscripts()) {
      all.addAll(subscript.indices());
    }
    for (Scalar child : scalar.children()) {
      addIndices(child, all);
    }
  }

  /** With its direct parts replaced. */
  default Scalar mapChildren(Function<Scalar, Scalar> f) {
    return switch (this) {
      case Constant c -> c;
      case SizeOf s -> s;
      case Read r -> r;
      case At a -> a;
      case Apply a -> new Apply(a.function(), a.arguments().stream().map(f).toList());
      case Select s -> new Select(f.apply(s.condition()), f.apply(s.then()), f.apply(s.otherwise()));
      case Draw d -> d;
    };
  }

  /** With the subscripts that stand in it directly replaced. */
  default Scalar mapSubscripts(UnaryOperator<Subscript> f) {
    return switch (this) {
      case Constant c -> c;
      case SizeOf s -> s;
      case Read r -> new Read(r.tensor(), r.at().stream().map(f).toList());
      case At a -> new At(f.apply(a.position()));
      case Apply a -> a;
      case Select s -> s;
      case Draw d -> new Draw(d.site(), f.apply(d.position()));
    };
  }

  /** It and all its parts, each before its own parts. */
  default Stream<Scalar> nodes() {
    return Stream.concat(Stream.of(this), children().stream().flatMap(Scalar::nodes));
  }

  /** With every index variable and every tensor replaced. */
  default Scalar map(Function<Index, Subscript> index, Function<Value, Value> value) {
    return this instanceof Read r
        ? new Read(value.apply(r.tensor()), r.at().stream().map(s -> s.map(index, value)).toList())
        : mapSubscripts(s -> s.map(index, value)).mapChildren(c -> c.map(index, value));
  }

  default Scalar substitute(Map<Index, Subscript> places) {
    return map(i -> places.getOrDefault(i, Subscript.of(i)), Function.identity());
  }
}
