package adjoint.compiler.math;

import adjoint.compiler.graph.Arithmetic;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphPrinter;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.idiom.Idioms;
import adjoint.compiler.idiom.MatrixProduct;
import adjoint.compiler.idiom.PaddedRead;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One definition as a line of mathematics. */
final class MathText {

  /** What an expression is as text, and how strongly it binds; {@link #ATOM} needs no parentheses anywhere. */
  record Text(String text, int strength) {

    private String within(int least) {
      return strength < least ? "(" + text + ")" : text;
    }
  }

  private static final int CHOICE = 0;
  private static final int COMPARISON = 2;
  private static final int SUM = 3;
  private static final int PRODUCT = 4;
  private static final int SIGN = 5;
  private static final int POWER = 6;
  static final int ATOM = 7;

  /** A value that is used once stands where it is used, if the line stays readable. */
  private static final int LONGEST = 110;

  private final MathPrinter printer;
  private final Idioms idioms;
  private final MathPlaces places;
  private boolean named = true;

  MathText(MathPrinter printer) {
    this.printer = printer;
    this.idioms = new Idioms(printer::definition, v -> printer.uses(v) == 1 && !printer.isNamed(v));
    this.places = new MathPlaces(printer);
  }

  String line(Definition definition, String name) {
    named = isNamed(definition.operation());
    if (definition.operation() instanceof Operation.Scatter s) {
      return scatter(s, name);
    }
    Text right = operation(definition.operation());
    if (named || definition.operation() instanceof Operation.Order) {
      return name + MathPrinter.type(definition.result()) + " = " + right.text();
    }
    String letters = definition.operation().out().stream().map(places::letter).collect(Collectors.joining(", "));
    return name + "[" + letters + "] = " + right.text();
  }

  /** Whether the axes' names say everything: each index once, each axis read at the index of its own name. */
  static boolean isNamed(Operation operation) {
    Set<String> names = new HashSet<>();
    return operation instanceof Operation.Nestable nest && nest.bound().stream().allMatch(i -> names.add(i.name()))
        && isNamed(nest.body());
  }

  private static boolean isNamed(Scalar scalar) {
    boolean here = switch (scalar) {
      case Scalar.Read r -> isNamed(r.tensor(), r.at());
      case Scalar.At a -> isNamed(a.position());
      case Scalar.Draw d -> true;
      case Scalar.Constant c -> true;
      case Scalar.SizeOf s -> true;
      case Scalar.Apply a -> true;
      case Scalar.Select s -> true;
    };
    return here && scalar.children().stream().allMatch(MathText::isNamed);
  }

  private static boolean isNamed(Value tensor, List<Subscript> at) {
    for (int axis = 0; axis < at.size(); axis++) {
      String name = tensor.axes().get(axis).name();
      Optional<Index> index = at.get(axis).asIndex();
      boolean lookedUp = at.get(axis).terms().size() == 1 && isNamed(at.get(axis));
      if (!index.map(i -> i.name().equals(name)).orElse(lookedUp || at.get(axis).isConstant())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNamed(Subscript subscript) {
    boolean lookup = subscript.asAtom().orElse(null) instanceof Subscript.Lookup l && isNamed(l.table(), l.at());
    return subscript.isConstant() || subscript.asIndex().isPresent() || lookup;
  }

  private String scatter(Operation.Scatter s, String name) {
    named = false;
    String left = name + "[" + s.at().stream().map(places::text).collect(Collectors.joining(", ")) + "]";
    return s.reduction() == Operation.Reduction.SUM
        ? left + " += " + text(s.body()).text()
        : left + " = " + s.reduction().name().toLowerCase(Locale.ROOT) + "(it, " + text(s.body()).text() + ")";
  }

  private Text operation(Operation operation) {
    return switch (operation) {
      case Operation.Comprehension c -> c.over().isEmpty() ? text(c.body()) : reduced(c);
      case Operation.ArgReduce a -> new Text((a.largest() ? "argmax[" : "argmin[") + dims(a.over()) + "]("
          + text(a.body()).text() + ")", ATOM);
      case Operation.Scatter s -> new Text("", ATOM);
      case Operation.Order o -> new Text("argsort[" + o.along().name() + (o.descending() ? ", descending = true" : "")
          + "](" + printer.mention(o.keys()) + ")", ATOM);
      case Operation.Scan s -> new Text("", ATOM);
    };
  }

  private String dims(List<Index> over) {
    return named ? MathPrinter.dims(over) : over.stream().map(places::letter).collect(Collectors.joining(", "));
  }

  private Text reduced(Operation.Comprehension c) {
    Optional<Text> product = named ? MatrixProduct.of(c).map(p -> product(p, c.over())) : Optional.empty();
    return product.orElseGet(() -> new Text(c.reduction().name().toLowerCase(Locale.ROOT) + "[" + dims(c.over()) + "]("
        + text(c.body()).text() + ")", ATOM));
  }

  /** A contraction of two tensors: `x @ weight` where the second is a parameter that starts with what is summed. */
  private Text product(MatrixProduct product, List<Index> over) {
    Text left = text(product.left());
    Text right = text(product.right());
    return product.leading() && product.right().tensor().name().contains("weight")
        ? new Text(left.within(PRODUCT) + " @ " + right.within(PRODUCT + 1), PRODUCT)
        : new Text("dot[" + dims(over) + "](" + left.text() + ", " + right.text() + ")", ATOM);
  }

  private Text text(Scalar scalar) {
    Optional<Idioms.Idiom> idiom = named ? idioms.of(scalar) : Optional.empty();
    if (idiom.isPresent()) {
      return function(idiom.get());
    }
    return switch (scalar) {
      case Scalar.Constant c -> new Text(GraphPrinter.number(c.value()), c.value() < 0 ? SIGN : ATOM);
      case Scalar.SizeOf s -> {
        String size = s.size().toString();
        yield new Text(size, size.contains(" ") ? SUM : size.contains("*") ? PRODUCT : ATOM);
      }
      case Scalar.Read r -> read(r);
      case Scalar.At a -> position(a.position());
      case Scalar.Draw d -> new Text("uniform()", ATOM);
      case Scalar.Select s -> select(s);
      case Scalar.Apply a -> apply(a);
    };
  }

  private Text function(Idioms.Idiom idiom) {
    String name = switch (idiom.name()) {
      case SOFTMAX -> "softmax";
      case LOG_SOFTMAX -> "log_softmax";
      case ONE_HOT -> "onehot";
      case MEAN -> "mean";
    };
    String place = idiom.place().map(p -> "[" + position(p).text() + "]").orElse("");
    return new Text((idiom.negative() ? "-" : "") + name + "[" + idiom.along().name() + "]("
        + text(idiom.argument()).text() + ")" + place, idiom.negative() ? SIGN : ATOM);
  }

  private Text select(Scalar.Select s) {
    if (Arithmetic.is(s.then(), 1) && Arithmetic.is(s.otherwise(), 0)) {
      return new Text("(" + text(s.condition()).text() + ")", ATOM);
    }
    Optional<PaddedRead> padded = named ? Optional.empty() : PaddedRead.of(s);
    if (padded.isPresent()) {
      String read = text(padded.get().read()).text();
      return new Text(
          read.substring(0, read.length() - 1) + " else " + GraphPrinter.number(padded.get().otherwise()) + "]", ATOM);
    }
    return new Text("where(" + text(s.condition()).text() + ", " + text(s.then()).text() + ", "
        + text(s.otherwise()).text() + ")", ATOM);
  }

  private Text apply(Scalar.Apply a) {
    Scalar first = a.arguments().getFirst();
    Scalar last = a.arguments().getLast();
    String symbol = a.function().symbol();
    return switch (a.function()) {
      case NEG -> new Text("-" + text(first).within(PRODUCT), SIGN);
      case NOT -> new Text("not " + text(first).within(COMPARISON), CHOICE);
      case ADD -> sum(text(first), text(last));
      case SUB -> infix(first, symbol, last, SUM, SUM, SUM + 1);
      case MUL -> first.equals(last)
          ? new Text(text(first).within(ATOM) + "^2", POWER)
          : infix(first, symbol, last, PRODUCT, PRODUCT, isProduct(last) ? PRODUCT : PRODUCT + 1);
      case DIV, FLOOR_DIV, MOD -> infix(first, symbol, last, PRODUCT, PRODUCT, PRODUCT + 1);
      case POW -> new Text(text(first).within(ATOM) + "^" + text(last).within(POWER), POWER);
      case EQ, NE, LT, LE, GT, GE -> infix(first, symbol, last, COMPARISON, SUM, SUM);
      case AND, OR -> infix(first, symbol, last, CHOICE, CHOICE, COMPARISON);
      default -> new Text(symbol + a.arguments().stream().map(x -> text(x).text())
          .collect(Collectors.joining(", ", "(", ")")), ATOM);
    };
  }

  private static Text sum(Text left, Text right) {
    boolean negative = right.strength() == SIGN && right.text().startsWith("-");
    return new Text(left.within(SUM) + (negative ? " - " + right.text().substring(1) : " + " + right.within(SUM + 1)),
        SUM);
  }

  private static boolean isProduct(Scalar scalar) {
    return scalar instanceof Scalar.Apply a && a.function() == ScalarFunction.MUL;
  }

  private Text infix(Scalar left, String symbol, Scalar right, int strength, int least, int leastRight) {
    return new Text(text(left).within(least) + " " + symbol + " " + text(right).within(leastRight), strength);
  }

  private Text read(Scalar.Read read) {
    Value value = read.tensor();
    boolean plain = read.at().stream().allMatch(s -> s.asIndex().isPresent());
    if (named && plain && !printer.isNamed(value) && printer.uses(value) == 1) {
      Optional<Text> inlined = inlined(value);
      if (inlined.isPresent()) {
        return inlined.get();
      }
    }
    Optional<Scalar> made = named ? Optional.empty() : made(read);
    if (made.isPresent()) {
      return text(made.get());
    }
    String name = printer.mention(value);
    if (!named) {
      return new Text(read.at().isEmpty()
          ? name
          : name + read.at().stream().map(places::text).collect(Collectors.joining(", ", "[", "]")), ATOM);
    }
    List<String> places = new ArrayList<>();
    for (int axis = 0; axis < read.at().size(); axis++) {
      Subscript at = read.at().get(axis);
      if (at.asIndex().isEmpty()) {
        places.add(at.isConstant() ? value.axes().get(axis).name() + ": " + at.offset() : position(at).text());
      }
    }
    return new Text(places.isEmpty() ? name : name + "[" + String.join(", ", places) + "]", ATOM);
  }

  /** What an elementwise value without a name is made of, if it is used only here. */
  private Optional<Scalar> made(Scalar.Read read) {
    Value value = read.tensor();
    return printer.isNamed(value) || printer.uses(value) != 1
        ? Optional.empty()
        : printer.definition(value).map(Definition::operation)
            .flatMap(o -> o instanceof Operation.Comprehension c && c.isMap()
                ? Optional.of(c.bodyAt(read.at()))
                : Optional.empty());
  }

  private Optional<Text> inlined(Value value) {
    return printer.definition(value).map(Definition::operation).filter(MathText::isNamed)
        .map(o -> new MathText(printer).operation(o))
        .filter(t -> t.text().length() <= LONGEST);
  }

  private Text position(Subscript position) {
    if (!named) {
      String text = places.text(position);
      return new Text(text, text.contains(" ") ? SUM : ATOM);
    }
    Optional<Index> index = position.asIndex();
    if (index.isPresent()) {
      return new Text("index[" + index.get().name() + "]", ATOM);
    }
    if (position.isConstant()) {
      return new Text(position.offset().toString(), position.offset().terms().size() > 1 ? SUM : ATOM);
    }
    Subscript.Lookup lookup = (Subscript.Lookup) position.terms().getFirst().atom();
    return read(new Scalar.Read(lookup.table(), lookup.at()));
  }
}
