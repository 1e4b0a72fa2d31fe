package adjoint.compiler.graph;

import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.stream.Collectors;

/** Scalars, subscripts and sizes as text that {@link GraphParser} reads back. */
final class ScalarPrinter {

  /** Binding strengths, loosest first; a part weaker than its surroundings gets parentheses. */
  private static final int CHOICE = 0;

  private static final int OR = 1;
  private static final int AND = 2;
  private static final int NOT = 3;
  private static final int COMPARISON = 4;
  private static final int SUM = 5;
  private static final int PRODUCT = 6;
  private static final int SIGN = 7;
  private static final int POWER = 8;
  private static final int ATOM = 9;

  private ScalarPrinter() {}

  static String print(Scalar scalar) {
    return print(scalar, CHOICE);
  }

  private static String print(Scalar scalar, int least) {
    String text = switch (scalar) {
      case Scalar.Constant c -> number(c.value());
      case Scalar.SizeOf s -> "size(" + s.size() + ")";
      case Scalar.Read r -> r.tensor() + places(r.at());
      case Scalar.At a -> "at(" + print(a.position()) + ")";
      case Scalar.Apply a -> apply(a);
      case Scalar.Select s ->
        print(s.condition(), OR) + " ? " + print(s.then(), OR) + " : " + print(s.otherwise(), CHOICE);
      case Scalar.Draw d -> "draw(" + d.site() + ", " + print(d.position()) + ")";
    };
    return strength(scalar) < least ? "(" + text + ")" : text;
  }

  private static int strength(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Select s -> CHOICE;
      case Scalar.Apply a -> strength(a.function());
      case Scalar.Constant c -> c.value() < 0 ? SIGN : ATOM;
      case Scalar.SizeOf s -> ATOM;
      case Scalar.Read r -> ATOM;
      case Scalar.At a -> ATOM;
      case Scalar.Draw d -> ATOM;
    };
  }

  private static int strength(ScalarFunction function) {
    return switch (function) {
      case OR -> OR;
      case AND -> AND;
      case NOT -> NOT;
      case EQ, NE, LT, LE, GT, GE -> COMPARISON;
      case ADD, SUB -> SUM;
      case MUL, DIV, FLOOR_DIV, MOD -> PRODUCT;
      case NEG -> SIGN;
      case POW -> POWER;
      default -> ATOM;
    };
  }

  private static String apply(Scalar.Apply apply) {
    ScalarFunction function = apply.function();
    int strength = strength(function);
    List<Scalar> arguments = apply.arguments();
    if (function == ScalarFunction.NEG) {
      boolean number = arguments.getFirst() instanceof Scalar.Constant;
      return "-" + (number ? "(" + print(arguments.getFirst()) + ")" : print(arguments.getFirst(), SIGN));
    }
    if (function == ScalarFunction.NOT) {
      return "not " + print(arguments.getFirst(), NOT);
    }
    if (function.isInfix()) {
      boolean comparison = strength == COMPARISON;
      boolean power = function == ScalarFunction.POW;
      return print(arguments.get(0), comparison || power ? strength + 1 : strength) + " " + function.symbol() + " "
          + print(arguments.get(1), power ? strength : strength + 1);
    }
    return function.symbol() + arguments.stream().map(ScalarPrinter::print).collect(Collectors.joining(", ", "(", ")"));
  }

  /** A number as it reads back: whole numbers without a fraction. */
  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15 && !(value == 0 && 1 / value < 0);
    return Double.isNaN(value) ? "nan" : whole ? Long.toString((long) value) : Double.toString(value);
  }

  static String places(List<Subscript> at) {
    return at.stream().map(ScalarPrinter::print).collect(Collectors.joining(", ", "[", "]"));
  }

  static String print(Subscript subscript) {
    StringBuilder text = new StringBuilder();
    for (Subscript.Term term : subscript.terms()) {
      append(text, print(term.atom()), term.coefficient());
    }
    if (!subscript.offset().is(0) || subscript.isConstant()) {
      append(text, "", subscript.offset());
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String atom, Size coefficient) {
    boolean negative = coefficient.isConstant() && coefficient.constant() < 0;
    Size size = negative ? coefficient.times(-1) : coefficient;
    text.append(negative ? (text.isEmpty() ? "-" : " - ") : (text.isEmpty() ? "" : " + "));
    String factor = size.terms().size() > 1 ? "(" + size + ")" : size.toString();
    text.append(atom.isEmpty() ? factor : size.is(1) ? atom : atom + "*" + factor);
  }

  private static String print(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> i.toString();
      case Subscript.Quotient q -> "(" + factor(q.of()) + " // " + factor(q.by()) + ")";
      case Subscript.Remainder r -> "(" + factor(r.of()) + " % " + factor(r.by()) + ")";
      case Subscript.Lookup l -> l.table() + places(l.at());
    };
  }

  private static String factor(Subscript subscript) {
    boolean alone = subscript.terms().size() + (subscript.offset().is(0) ? 0 : subscript.offset().terms().size()) <= 1
        && subscript.terms().stream().allMatch(t -> t.coefficient().is(1));
    return alone ? print(subscript) : "(" + print(subscript) + ")";
  }

  private static String factor(Size size) {
    return size.isConstant() || size.toString().matches("[\\p{L}_][\\p{L}\\p{N}_']*")
        ? size.toString()
        : "(" + size + ")";
  }
}
