package adjoint.compiler.diagnostic;

import adjoint.compiler.diagnostic.Diagnostic.Fix;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What messages gain from a second look: where their dims are declared, and whether their help really helps. */
public final class Revise {

  /** More guesses than these are not worth the time that trying them takes. */
  private static final int TRIALS = 6;

  private static final Pattern DIM = Pattern.compile("\\b[A-Z]\\w*");

  private Revise() {}

  /**
   * Each problem with its help, where that is advice or was tried: in the changed text nothing is wrong at this place,
   * and no more than before elsewhere.
   *
   * @param check what would be found in a changed text
   */
  public static List<Diagnostic> tried(Source source, List<Diagnostic> problems,
      Function<Source, List<Diagnostic>> check) {
    var kept = new ArrayList<Diagnostic>();
    int trials = 0;
    for (Diagnostic problem : problems) {
      boolean tried = problem.fix().isPresent();
      boolean helps = !tried || trials++ < TRIALS && helps(source, problem, problems.size(), check);
      kept.add(helps ? problem : problem.withoutHelp());
    }
    return List.copyOf(kept);
  }

  private static boolean helps(Source source, Diagnostic problem, int before,
      Function<Source, List<Diagnostic>> check) {
    Fix fix = problem.fix().get();
    if (fix.at().source() != source) {
      return false;
    }
    int end = fix.at().start() + fix.replacement().length();
    String text =
        source.text().substring(0, fix.at().start()) + fix.replacement() + source.text().substring(fix.at().end());
    List<Diagnostic> after = check.apply(new Source(source.name(), text));
    return after.size() <= before && after.stream().noneMatch(other -> other.kind() == problem.kind()
        && other.at().start() < end && other.at().end() > fix.at().start());
  }

  /**
   * Each problem with a note on where the dims in its words are declared, unless it shows that line already.
   *
   * @param dims the names of the file's dims, where they are declared
   */
  public static List<Diagnostic> declared(List<Span> dims, List<Diagnostic> problems) {
    return problems.stream().map(problem -> declared(dims, problem)).toList();
  }

  private static Diagnostic declared(List<Span> dims, Diagnostic problem) {
    var words = Stream
        .concat(Stream.of(problem.message(), problem.label()),
            problem.related().stream().map(Diagnostic.Related::label))
        .flatMap(text -> DIM.matcher(text).results()).map(MatchResult::group).collect(Collectors.toSet());
    Set<Integer> shown = IntStream.concat(IntStream.of(problem.at().line()), problem.related().stream()
        .mapToInt(related -> related.at().line())).boxed().collect(Collectors.toSet());
    String places = dims.stream().filter(dim -> words.contains(dim.text()) && !shown.contains(dim.line()))
        .map(dim -> "dim " + dim.text() + " (line " + dim.line() + ")").collect(Collectors.joining(", "));
    return places.isEmpty() ? problem : problem.withNote("declared: " + places);
  }
}
