package adjoint.repl.session;

import adjoint.compiler.type.Type;
import adjoint.runtime.text.Words;
import java.util.List;
import java.util.stream.IntStream;

/** How the numbers of one value are written: whole, with the same digits after the point, or with exponents. */
final class FormattedNumbers {

  private static final int DIGITS = 4;
  private static final double LARGE = 1e6;
  private static final double SMALL = 1e-4;
  /** Of a huge value, so many numbers decide about the form. */
  private static final int LOOKED_AT = 10_000;

  private final TensorValue value;
  private final Form form;
  private final int digits;
  private final List<String> members;
  private final int width;

  private enum Form {
    WHOLE, FIXED, EXPONENT, TRUTH, MEMBER
  }

  private FormattedNumbers(TensorValue value, Form form, int digits, List<String> members) {
    this.value = value;
    this.form = form;
    this.digits = digits;
    this.members = members;
    this.width = places(value).mapToObj(this::number).mapToInt(String::length).max().orElse(1);
  }

  static FormattedNumbers of(TensorValue value, State state) {
    List<String> members = value.type().kind() instanceof Type.Kind.IndexOf i
        ? state.declared().members(i.dim())
        : List.of();
    Form form = switch (value.type().kind()) {
      case Type.Kind.Real r -> real(value);
      case Type.Kind.Bool b -> Form.TRUTH;
      case Type.Kind.Int i -> Form.WHOLE;
      case Type.Kind.IndexOf i -> members.isEmpty() ? Form.WHOLE : Form.MEMBER;
    };
    int digits = form == Form.FIXED
        ? places(value).map(i -> digits(value.reals()[i])).max().orElse(DIGITS)
        : DIGITS;
    return new FormattedNumbers(value, form, digits, members);
  }

  private static IntStream places(TensorValue value) {
    int count = value.count();
    return count <= LOOKED_AT
        ? IntStream.range(0, count)
        : IntStream.concat(IntStream.range(0, LOOKED_AT / 2), IntStream.range(count - LOOKED_AT / 2, count));
  }

  private static Form real(TensorValue value) {
    float[] reals = value.reals();
    boolean whole = places(value).allMatch(i -> reals[i] == Math.rint(reals[i]) && Math.abs(reals[i]) < LARGE
        || !Float.isFinite(reals[i]));
    double most = places(value).mapToDouble(i -> Math.abs(reals[i])).filter(Double::isFinite).max().orElse(0);
    return whole ? Form.WHOLE : most >= LARGE || most < SMALL ? Form.EXPONENT : Form.FIXED;
  }

  /** The digits that a number needs after the point, four at most. */
  private static int digits(float number) {
    if (!Float.isFinite(number)) {
      return 0;
    }
    int needed = 0;
    String fixed = Words.fixed(number, DIGITS);
    for (int i = 1; i <= DIGITS; i++) {
      needed = fixed.charAt(fixed.length() - 1 - DIGITS + i) == '0' ? needed : i;
    }
    return Math.max(1, needed);
  }

  int width() {
    return width;
  }

  /** An element as it stands among the others. */
  String number(int at) {
    double number = value.number(at);
    if (!Double.isFinite(number)) {
      return special(number);
    }
    return switch (form) {
      case WHOLE -> Long.toString((long) number);
      case FIXED -> Words.fixed(number, digits);
      case EXPONENT -> Words.scientific(number);
      case TRUTH -> number != 0 ? "true" : "false";
      case MEMBER -> members.get((int) number);
    };
  }

  /** An element as it stands alone: all of its digits. */
  String alone(int at) {
    double number = value.number(at);
    if (!Double.isFinite(number)) {
      return special(number);
    }
    return switch (form) {
      case FIXED, EXPONENT -> Float.toString((float) number).replace("E", "e");
      case WHOLE, TRUTH, MEMBER -> number(at);
    };
  }

  private static String special(double number) {
    return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
  }
}
