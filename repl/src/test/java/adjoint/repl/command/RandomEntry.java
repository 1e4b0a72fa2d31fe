package adjoint.repl.command;

import java.util.List;
import java.util.Random;

/** Entries that the grammar accepts, with few enough names that many of them mean something. */
final class RandomEntry {

  private static final List<String> DIMS = List.of("A", "B", "C", "Open", "Gate");
  private static final List<String> NAMES = List.of("x", "y", "z", "$1", "$2", "h");
  private static final List<String> FUNCTIONS = List.of("relu", "exp", "tanh", "sin", "sqrt", "abs", "sum", "mean",
      "max", "twice", "h", "argmax[A]", "softmax[A]", "sum[B]", "detach", "M");
  private static final List<String> OPERATORS =
      List.of("+", "-", "*", "/", "//", "%", "^", "@", "==", "<", ">=", "~=", "and", "or");

  /** So that most names mean something from the beginning. */
  static final String BEGINNING = """
      dim A = 3
      dim B = 2
      dim C = 3
      dim Gate = {i, f, g}
      dim Open
      :set Open=2
      fn twice(a: [..]) -> [..] { 2 * a }
      layer L[In -> Out](x: [.., In]) -> [.., Out] { Linear[In -> Out](x) |> tanh }
      model M(x: [A]) -> [2] { x |> Linear[2] }
      h = Linear[A -> 3]
      x = normal[A]()
      y = uniform[A, B]()
      z = h(x)
      """;

  private final Random random;

  RandomEntry(Random random) {
    this.random = random;
  }

  String entry() {
    return switch (random.nextInt(16)) {
      case 0 -> "dim " + one(DIMS) + switch (random.nextInt(4)) {
        case 0 -> "";
        case 1 -> " = {i, f, g}";
        default -> " = " + (1 + random.nextInt(4));
      };
      case 1 -> "fn twice(a: [..]) -> [..] {\n  2 * a\n}";
      case 2 -> "layer L[In -> Out](x: [.., In]) -> [.., Out] { Linear[In -> Out](x) |> " + one(FUNCTIONS) + " }";
      case 3 -> "model M(x: [" + one(DIMS) + "]) -> [2] { x |> " + layer() + " |> Linear[2] }";
      case 4 -> one(NAMES).replace("$", "q") + " = " + layer();
      case 5 -> "y[a] = x[a] * " + expression(2);
      case 6 -> "x, y = " + expression(2);
      case 7 -> "z = (a = " + expression(1) + ", b = " + expression(1) + ")";
      case 8 -> one(List.of(":type ", ":why ", ":plot ", ":plan ", ":graph ", ":doc ", ":plot hist ", ":bytecode "))
          + (random.nextBoolean() ? one(NAMES) : expression(2));
      case 9 -> ":grad " + expression(2) + (random.nextBoolean() ? " wrt " + one(NAMES) : "");
      case 10 -> one(List.of(":set Open=3", ":list", ":summary", ":set Open=2", ":doc sum", ":list", "assert x == y"));
      default -> (random.nextBoolean() ? "" : one(NAMES).replace("$", "r") + " = ") + expression(3);
    };
  }

  private String layer() {
    return one(List.of("Linear", "Linear[A -> 3]", "Linear[2]", "LSTM[3]", "LayerNorm[A]", "Dropout[p = 0.5]", "L[2]"));
  }

  private String expression(int depth) {
    return switch (depth == 0 ? random.nextInt(4) : random.nextInt(12)) {
      case 0 -> Integer.toString(random.nextInt(5));
      case 1 -> one(NAMES);
      case 2 ->
        one(List.of("normal", "zeros", "ones", "uniform")) + "[" + dims() + "]" + (random.nextBoolean() ? "()" : "");
      case 3 -> "index[" + one(DIMS) + "]";
      case 4, 5 -> expression(depth - 1) + " " + one(OPERATORS) + " " + expression(depth - 1);
      case 6 -> one(FUNCTIONS) + "(" + expression(depth - 1) + ")";
      case 7 -> expression(depth - 1) + " |> " + (random.nextBoolean() ? one(FUNCTIONS) : layer());
      case 8 -> "grad(" + expression(depth - 1) + ", " + one(NAMES) + ")";
      case 9 ->
        "where(" + expression(depth - 1) + " > 0, " + expression(depth - 1) + ", " + expression(depth - 1) + ")";
      case 10 ->
        "(" + expression(depth - 1) + ")[" + one(DIMS) + one(List.of(": 0", " as B", ": 1..", ": i", "'")) + "]";
      default -> "scan t in " + one(DIMS) + ", c = " + expression(0) + " { c <- c + 1\n yield c }";
    };
  }

  private String dims() {
    return random.nextBoolean() ? one(DIMS) : one(DIMS) + ", " + one(DIMS);
  }

  private String one(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }
}
