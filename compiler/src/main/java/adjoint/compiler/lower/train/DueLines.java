package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.FoundProblems;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which lines of a block run in which updates: those with `every 5` in the 5th, the 10th and so on; and a binding wherever
 * something that uses it does.
 */
final class DueLines {

  /** With more numbers there would be too many kinds of updates to compile. */
  private static final int MOST = 4;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*'*");

  private final List<TrainItem> lines;
  private final ToDoubleFunction<Expr> constant;
  private final Map<TrainItem, Integer> numbers = new HashMap<>();

  /**
   * @param lines that compute something
   * @param constant the value of a number that the compiler knows
   */
  DueLines(List<TrainItem> lines, ToDoubleFunction<Expr> constant, FoundProblems problems) {
    this.lines = lines;
    this.constant = constant;
    for (TrainItem line : lines) {
      line.period().ifPresent(every -> problems.attempt(() -> read(line, every)));
    }
  }

  private void read(TrainItem line, Expr every) {
    Set<String> words = words(every.span());
    lines.stream().flatMap(l -> l.bound().stream()).filter(words::contains).findFirst().ifPresent(name -> {
      throw Mistake.of(CompilerProblem.NON_CONSTANT_NUMBER, every.span(),
          "`every` takes a number that is known before training, and " + name + " is computed in each update");
    });
    numbers.put(line, whole(every, constant.applyAsDouble(every)));
    if (periods().size() > MOST) {
      throw Mistake.of(CompilerProblem.INVALID_SETTING_VALUE, every.span(), "at most " + MOST
          + " different numbers stand behind `every` in one block, here "
          + periods().stream().map(Object::toString).collect(Collectors.joining(", ")));
    }
  }

  private static int whole(Expr every, double number) {
    if (number < 1 || number != Math.rint(number) || number > Integer.MAX_VALUE) {
      throw Mistake.of(CompilerProblem.INVALID_SETTING_VALUE, every.span(),
          "`every` takes a whole number of updates, at least 1");
    }
    return (int) number;
  }

  /** The number of updates from one time that a line runs to the next. */
  int every(TrainItem line) {
    return numbers.getOrDefault(line, 1);
  }

  List<TrainItem> all() {
    return lines;
  }

  private Set<Integer> periods() {
    return numbers.values().stream().filter(number -> number > 1).collect(Collectors.toCollection(TreeSet::new));
  }

  /** An update in which lines with some numbers are due and those with others rest. */
  record Some(List<Integer> due, List<Integer> resting) {}

  /** The kinds of updates that occur beside those in which all lines are due. */
  List<Some> partial() {
    List<Some> kinds = new ArrayList<>(List.of(new Some(List.of(), List.of())));
    for (int number : periods()) {
      List<Some> longer = new ArrayList<>();
      kinds.forEach(kind -> longer.addAll(List.of(new Some(kind.due(), with(kind.resting(), number)),
          new Some(with(kind.due(), number), kind.resting()))));
      kinds = longer;
    }
    return kinds.stream().filter(kind -> !kind.resting().isEmpty() && occurs(kind)).toList();
  }

  private static List<Integer> with(List<Integer> numbers, int another) {
    List<Integer> longer = new ArrayList<>(numbers);
    longer.add(another);
    return List.copyOf(longer);
  }

  /** Whether there are updates that all that is due divides and nothing of the rest. */
  private static boolean occurs(Some kind) {
    long common = kind.due().stream().mapToLong(Integer::longValue).reduce(1, DueLines::common);
    return kind.resting().stream().noneMatch(number -> common % number == 0);
  }

  /** The least common multiple. */
  private static long common(long a, long b) {
    long divisor = a;
    for (long rest = b; rest != 0;) {
      long next = divisor % rest;
      divisor = rest;
      rest = next;
    }
    return a / divisor * b;
  }

  /** The lines of such an update. A binding is left out where only lines that rest use it. */
  Set<TrainItem> lines(Some kind) {
    Set<String> due = new HashSet<>();
    Set<String> resting = new HashSet<>();
    Set<TrainItem> run = new HashSet<>();
    for (TrainItem line : lines.reversed()) {
      Set<String> names = words(line.span());
      List<String> bound = line.bound();
      boolean used = bound.stream().anyMatch(due::contains);
      boolean left = bound.isEmpty()
          ? kind.resting().contains(every(line))
          : !used && bound.stream().anyMatch(resting::contains);
      (left ? resting : due).addAll(names);
      if (!left) {
        run.add(line);
      }
    }
    return run;
  }

  /** All words of a text; that some are no names of values does no harm. */
  private static Set<String> words(Span text) {
    return NAME.matcher(text.text()).results().map(MatchResult::group).collect(Collectors.toSet());
  }
}
