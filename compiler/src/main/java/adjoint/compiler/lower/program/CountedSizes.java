package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.elaborate.ArrayCalls;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.SourceCall;
import adjoint.compiler.lower.elaborate.WrittenValues;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.runtime.data.ArrayFormats;
import adjoint.runtime.data.MediaFiles;
import adjoint.runtime.recipe.Counted;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.tensor.Size;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Sizes of dims that files say: `count("ratings.csv", "user")` counts the different values of columns, `count("a.csv")` the
 * rows, `count("a.npy", axis = 1)` is the size of an array's axis, else of its first, `count("flowers/", "folder")` counts the
 * folders in which files lie.
 */
final class CountedSizes {

  private static final String WORD = "count";
  private static final String AXIS = "axis";

  private final ProgramScope program;
  private final WrittenValues values;
  private final Environment env;

  CountedSizes(ProgramScope program, Evaluator evaluator, Environment env) {
    this.program = program;
    this.values = new WrittenValues(evaluator, env);
    this.env = env;
  }

  /** The call, where a dim's size is counted. */
  Optional<Expr.Apply> call(Declaration.Dim d) {
    return env.find(WORD).isEmpty() ? counted(d) : Optional.empty();
  }

  /** Whether a dim's size is counted, where nothing else is called `count`. */
  static boolean isCounted(Declaration.Dim d) {
    return counted(d).isPresent();
  }

  private static Optional<Expr.Apply> counted(Declaration.Dim d) {
    return d.value() instanceof Declaration.DimValue.Fixed(Expr.Apply a) && a.callee() instanceof Expr.Name n
        && n.name().equals(WORD) ? Optional.of(a) : Optional.empty();
  }

  /**
   * What the file says, unless it is known.
   *
   * @param given of `--set`
   */
  Size size(Declaration.Dim d, Expr.Apply call, Optional<Size> given) {
    List<String> texts = call.arguments().stream().filter(argument -> argument.name().isEmpty())
        .map(argument -> values.text(argument.value())).toList();
    String path = texts.stream().findFirst().orElse("");
    boolean folder = path.endsWith("/");
    ArrayFormats.Of format = ArrayFormats.ofFile(folder ? "names.csv" : path)
        .orElseThrow(() -> Mistake.of(CompilerProblem.SIZE_OF_FILE,
            call.span(), "`count` takes a file that ends in " + Words.either(ArrayFormats.names().stream()
                .map(name -> "." + name).toList()) + ": count(\"ratings.csv\", \"user\")"));
    long size = given.map(Size::constant).or(() -> program.facts.kept(d.name()))
        .orElseGet(() -> asked(d, call, () -> folder ? named(call, texts) : counted(format, call, texts)));
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw Mistake.of(CompilerProblem.SIZE_OF_FILE, call.span(), path + " holds " + Words.count(size, "position"));
    }
    program.counted.put(d.name(), new Counted(d.name(), size, path));
    return Size.of(size);
  }

  /** How many folders, or parts of names, the files of a folder have. */
  private long named(Expr.Apply call, List<String> texts) {
    List<Expr.Argument> path = call.arguments().stream().filter(argument -> argument.name().isPresent()
        || values.text(argument.value()).equals(texts.getFirst())).toList();
    Source files = SourceCall.parsed(WORD, new Expr.Apply(call.callee(), path, call.span()), values, MediaFiles::of);
    return program.facts.count(files, texts.subList(1, texts.size()));
  }

  private long counted(ArrayFormats.Of format, Expr.Apply call, List<String> texts) {
    List<Expr.Argument> others = new ArrayList<>(call.arguments());
    if (!format.table()) {
      int axis = (int) others.stream().filter(CountedSizes::isAxis).map(argument -> values.number(argument.value()))
          .reduce(0.0, (a, b) -> b).doubleValue();
      others.removeIf(CountedSizes::isAxis);
      return program.facts.size(source(format, call, others), Math.max(0, axis));
    }
    Optional<Expr.Argument> path = others.stream().filter(argument -> argument.name().isEmpty()).findFirst();
    others.removeIf(argument -> argument.name().isEmpty() && !path.equals(Optional.of(argument)));
    return program.facts.count(source(format, call, others), texts.subList(1, texts.size()));
  }

  private static boolean isAxis(Expr.Argument argument) {
    return argument.name().equals(Optional.of(AXIS));
  }

  private Source source(ArrayFormats.Of format, Expr.Apply call, List<Expr.Argument> arguments) {
    return SourceCall.parsed(WORD, new Expr.Apply(call.callee(), arguments, call.span()), values, format.parse())
        .source();
  }

  /** A size can also be given, where there is no such file. */
  private static long asked(Declaration.Dim d, Expr.Apply call, Supplier<Long> question) {
    try {
      return ArrayCalls.asked(CompilerProblem.SIZE_OF_FILE, call.span(), question);
    } catch (Mistake e) {
      Diagnostic problem = e.diagnostic();
      String also = "give the size: --set " + d.name() + "=…";
      throw new Mistake(problem.withHelp(problem.help().map(help -> help + "; or " + also).orElse(also)));
    }
  }
}
