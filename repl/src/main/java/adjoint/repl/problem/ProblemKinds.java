package adjoint.repl.problem;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.runtime.CliProblem;
import adjoint.runtime.ProblemKind;
import adjoint.runtime.RuntimeProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that a message of Adjoint can be about, in the order of codes within each part. */
public final class ProblemKinds {

  private static final List<ProblemKind> ALL = Stream
      .<ProblemKind[]>of(CompilerProblem.values(), RuntimeProblem.values(), CliProblem.values())
      .flatMap(Stream::of).toList();

  private ProblemKinds() {}

  public static List<ProblemKind> all() {
    return ALL;
  }

  /** The one with a code, such as `NN0204`. */
  public static Optional<ProblemKind> of(String code) {
    return ALL.stream().filter(kind -> kind.code().equals(code)).findFirst();
  }

  /** What is told about it: its page, which lies beside the class that lists it. */
  public static String page(ProblemKind kind) {
    try (var page = kind.getClass().getResourceAsStream("explain/" + kind.code() + ".md")) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
