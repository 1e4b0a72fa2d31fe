package adjoint.compiler.onnx.translate;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * An expression of the language.
 *
 * @param level how tightly its outermost operation binds
 */
record Code(String text, int level) {

  static final int PIPE = 0;
  static final int OR = 1;
  static final int AND = 2;
  static final int NOT = 3;
  static final int COMPARE = 4;
  static final int SUM = 5;
  static final int PRODUCT = 6;
  static final int NEGATION = 7;
  static final int POWER = 8;
  static final int POSTFIX = 9;
  static final int ATOM = 10;

  static Code atom(String text) {
    return new Code(text, ATOM);
  }

  /** The shortest number that is read as this one. */
  static Code number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? atom("inf") : new Code("-inf", NEGATION);
    }
    if (Double.isNaN(value)) {
      return new Code("(inf - inf)", ATOM);
    }
    String text = value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Float.toString((float) value).replace("E", "e").replace(".0e", "e");
    return value < 0 ? new Code(text, NEGATION) : atom(text);
  }

  static Code call(String function, Object... arguments) {
    return new Code(function + "(" + Arrays.stream(arguments)
        .map(each -> each instanceof Code code ? code.text : each.toString()).collect(Collectors.joining(", ")) + ")",
        POSTFIX);
  }

  /** The text, in parentheses where it binds less tightly. */
  String at(int least) {
    return level >= least ? text : "(" + text + ")";
  }

  /** An operation whose left operand binds as it does. */
  Code with(String operator, Code right, int of) {
    return new Code(at(of) + " " + operator + " " + right.at(of + 1), of);
  }

  Code plus(Code right) {
    return with("+", right, SUM);
  }

  Code minus(Code right) {
    return with("-", right, SUM);
  }

  Code times(Code right) {
    return with("*", right, PRODUCT);
  }

  Code over(Code right) {
    return with("/", right, PRODUCT);
  }

  Code power(Code right) {
    return new Code(at(POSTFIX) + "^" + right.at(POSTFIX), POWER);
  }

  /** Goes on as a chain where it is one, else into parentheses. */
  Code into(String function) {
    return level == PIPE || function.endsWith("]") && !function.matches("[a-z_]+\\[[^=]*]")
        ? new Code(text + " |> " + function, PIPE)
        : call(function, this);
  }

  Code bracket(String content) {
    return new Code(at(POSTFIX) + "[" + content + "]", POSTFIX);
  }

  static String list(Collection<DimName> dims) {
    return dims.stream().map(DimName::toString).collect(Collectors.joining(", "));
  }
}
