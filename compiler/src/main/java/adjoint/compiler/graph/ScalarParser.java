package adjoint.compiler.graph;

import static adjoint.compiler.graph.ScalarFunction.ADD;
import static adjoint.compiler.graph.ScalarFunction.AND;
import static adjoint.compiler.graph.ScalarFunction.DIV;
import static adjoint.compiler.graph.ScalarFunction.EQ;
import static adjoint.compiler.graph.ScalarFunction.FLOOR_DIV;
import static adjoint.compiler.graph.ScalarFunction.GE;
import static adjoint.compiler.graph.ScalarFunction.GT;
import static adjoint.compiler.graph.ScalarFunction.LE;
import static adjoint.compiler.graph.ScalarFunction.LT;
import static adjoint.compiler.graph.ScalarFunction.MOD;
import static adjoint.compiler.graph.ScalarFunction.MUL;
import static adjoint.compiler.graph.ScalarFunction.NE;
import static adjoint.compiler.graph.ScalarFunction.NEG;
import static adjoint.compiler.graph.ScalarFunction.NOT;
import static adjoint.compiler.graph.ScalarFunction.OR;
import static adjoint.compiler.graph.ScalarFunction.POW;
import static adjoint.compiler.graph.ScalarFunction.SUB;

import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Reads scalars, subscripts and sizes, loosest binding first. */
final class ScalarParser {

  /** Longer symbols before those that they begin with. */
  private static final List<ScalarFunction> COMPARISONS = List.of(EQ, NE, LE, GE, LT, GT);

  private final TextCursor cursor;
  private final IntFunction<Value> values;
  private final IntFunction<Index> indices;

  ScalarParser(TextCursor cursor, IntFunction<Value> values, IntFunction<Index> indices) {
    this.cursor = cursor;
    this.values = values;
    this.indices = indices;
  }

  Scalar scalar() {
    Scalar condition = disjunction();
    if (!cursor.accept("?")) {
      return condition;
    }
    Scalar then = disjunction();
    cursor.expect(":");
    return new Scalar.Select(condition, then, scalar());
  }

  private Scalar disjunction() {
    Scalar left = conjunction();
    while (cursor.accept("or")) {
      left = Scalar.apply(OR, left, conjunction());
    }
    return left;
  }

  private Scalar conjunction() {
    Scalar left = negation();
    while (cursor.accept("and")) {
      left = Scalar.apply(AND, left, negation());
    }
    return left;
  }

  private Scalar negation() {
    return cursor.accept("not") ? Scalar.apply(NOT, negation()) : comparison();
  }

  private Scalar comparison() {
    Scalar left = sum();
    for (ScalarFunction function : COMPARISONS) {
      if (cursor.accept(function.symbol())) {
        return Scalar.apply(function, left, sum());
      }
    }
    return left;
  }

  private Scalar sum() {
    Scalar left = product();
    while (true) {
      if (cursor.accept("+")) {
        left = Scalar.apply(ADD, left, product());
      } else if (cursor.accept("-")) {
        left = Scalar.apply(SUB, left, product());
      } else {
        return left;
      }
    }
  }

  private Scalar product() {
    Scalar left = signed();
    while (true) {
      if (cursor.accept("*")) {
        left = Scalar.apply(MUL, left, signed());
      } else if (cursor.accept("//")) {
        left = Scalar.apply(FLOOR_DIV, left, signed());
      } else if (cursor.accept("/")) {
        left = Scalar.apply(DIV, left, signed());
      } else if (cursor.accept("%")) {
        left = Scalar.apply(MOD, left, signed());
      } else {
        return left;
      }
    }
  }

  private Scalar signed() {
    if (!cursor.accept("-")) {
      return power();
    }
    if (cursor.accept("inf")) {
      return Scalar.of(Double.NEGATIVE_INFINITY);
    }
    return cursor.number().<Scalar>map(n -> Scalar.of(-Double.parseDouble(n)))
        .orElseGet(() -> Scalar.apply(NEG, signed()));
  }

  private Scalar power() {
    Scalar base = atom();
    return cursor.accept("^") ? Scalar.apply(POW, base, signed()) : base;
  }

  private Scalar atom() {
    if (cursor.accept("(")) {
      Scalar inner = scalar();
      cursor.expect(")");
      return inner;
    }
    if (cursor.accept("%")) {
      Value tensor = values.apply((int) cursor.integer());
      return new Scalar.Read(tensor, places());
    }
    return cursor.number().<Scalar>map(n -> Scalar.of(Double.parseDouble(n))).orElseGet(this::named);
  }

  private Scalar named() {
    String name = cursor.name().orElseThrow(() -> cursor.wrong("an expression"));
    if (name.equals("inf") || name.equals("nan")) {
      return Scalar.of(name.equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN);
    }
    cursor.expect("(");
    Scalar result = switch (name) {
      case "size" -> new Scalar.SizeOf(size());
      case "at" -> new Scalar.At(subscript());
      case "draw" -> draw();
      default -> call(name);
    };
    cursor.expect(")");
    return result;
  }

  private Scalar draw() {
    boolean negative = cursor.accept("-");
    int site = (int) (negative ? -cursor.integer() : cursor.integer());
    cursor.expect(",");
    return new Scalar.Draw(site, subscript());
  }

  private Scalar call(String name) {
    ScalarFunction function = ScalarFunction.named(name).orElseThrow(() -> cursor.wrong("a function, not " + name));
    List<Scalar> arguments = new ArrayList<>(List.of(scalar()));
    while (cursor.accept(",")) {
      arguments.add(scalar());
    }
    return new Scalar.Apply(function, List.copyOf(arguments));
  }

  List<Subscript> places() {
    List<Subscript> at = new ArrayList<>();
    cursor.expect("[");
    while (!cursor.accept("]")) {
      at.add(subscript());
      cursor.accept(",");
    }
    return List.copyOf(at);
  }

  /** A size is a subscript without indices. */
  Size size() {
    Subscript size = productOfPlaces();
    if (!size.isConstant()) {
      throw cursor.wrong("a size");
    }
    Subscript whole = sumOfPlaces(size);
    return whole.offset();
  }

  Subscript subscript() {
    return sumOfPlaces(cursor.accept("-") ? productOfPlaces().times(Size.of(-1)) : productOfPlaces());
  }

  private Subscript sumOfPlaces(Subscript first) {
    Subscript sum = first;
    while (true) {
      if (cursor.accept("+")) {
        sum = sum.plus(productOfPlaces());
      } else if (cursor.accept("-")) {
        sum = sum.minus(productOfPlaces());
      } else {
        return sum;
      }
    }
  }

  private Subscript productOfPlaces() {
    Subscript product = place();
    while (true) {
      if (cursor.accept("*")) {
        Subscript factor = place();
        product = factor.isConstant() ? product.times(factor.offset()) : factor.times(product.offset());
      } else if (cursor.accept("//")) {
        product = quotient(product, place().offset());
      } else if (cursor.accept("%")) {
        product = product.modulo(place().offset());
      } else {
        return product;
      }
    }
  }

  private static Subscript quotient(Subscript of, Size by) {
    return of.isConstant() ? Subscript.of(of.offset().floorDiv(by)) : of.floorDiv(by);
  }

  private Subscript place() {
    if (cursor.accept("(")) {
      Subscript inner = subscript();
      cursor.expect(")");
      return inner;
    }
    if (cursor.accept("%")) {
      Value table = values.apply((int) cursor.integer());
      return Subscript.of(new Subscript.Lookup(table, places()));
    }
    var number = cursor.number();
    if (number.isPresent()) {
      return Subscript.of(Long.parseLong(number.get()));
    }
    String name = cursor.name().orElseThrow(() -> cursor.wrong("a position"));
    return name.matches("i\\d+")
        ? Subscript.of(indices.apply(Integer.parseInt(name.substring(1))))
        : Subscript.of(Size.open(name));
  }
}
