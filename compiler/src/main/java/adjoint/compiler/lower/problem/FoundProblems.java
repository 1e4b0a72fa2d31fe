package adjoint.compiler.lower.problem;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Collects the problems of a file; one at the same place with the same words is kept once, and what is wrong with a data file
 * once, wherever its sizes are asked for.
 */
public final class FoundProblems {

  private final Set<Diagnostic> found = new LinkedHashSet<>();

  public void add(Diagnostic problem) {
    boolean ofFile = problem.kind() == CompilerProblem.SIZE_OF_FILE;
    if (!ofFile || found.stream().noneMatch(said -> said.kind() == problem.kind()
        && said.message().equals(problem.message()))) {
      found.add(problem);
    }
  }

  /** Changes the problems that were found after the first so many. */
  public void replaceFrom(int first, UnaryOperator<Diagnostic> change) {
    List<Diagnostic> late = found.stream().skip(first).toList();
    late.forEach(found::remove);
    late.stream().map(change).forEach(found::add);
  }

  public boolean isEmpty() {
    return found.isEmpty();
  }

  public int size() {
    return found.size();
  }

  /** All problems, in the order of the text. */
  public List<Diagnostic> list() {
    List<Diagnostic> all = new ArrayList<>(found);
    all.sort(Comparator.comparing((Diagnostic d) -> d.at().source().name())
        .thenComparing(d -> d.at().start()));
    return all;
  }

  /** Runs a statement; a problem in it is kept, and false returned. */
  public boolean attempt(Runnable statement) {
    return result(() -> {
      statement.run();
      return true;
    }).isPresent();
  }

  /** What a part of the program comes to; a problem in it is kept, and nothing returned. */
  public <T> Optional<T> result(Supplier<T> part) {
    try {
      return Optional.of(part.get());
    } catch (Mistake mistake) {
      add(mistake.diagnostic());
      return Optional.empty();
    } catch (AlreadyReported reported) {
      return Optional.empty();
    }
  }
}
