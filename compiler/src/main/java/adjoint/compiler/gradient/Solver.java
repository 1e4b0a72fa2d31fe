package adjoint.compiler.gradient;

import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.NormalForm;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Solves the equations `a(variables) = place` of a read, one for each axis, for as many variables as it can. What is
 * solved leaves conditions behind where its range or its divisibility can't be shown.
 */
final class Solver {

  /** What an open dim counts as where ranges are compared. */
  private static final long TYPICAL = 64;

  private final GraphBuilder graph;
  private final Set<Index> variables;
  private final List<Equation> equations = new ArrayList<>();
  private final Map<Index, Subscript> solution = new HashMap<>();
  private final List<Equation> equalities = new ArrayList<>();
  private final List<Range> ranges = new ArrayList<>();

  /** `position` has to be one of an axis of this size. */
  private record Range(Subscript position, Size size) {}

  /** One way to solve an equation for a variable. */
  private record Choice(Equation equation, Index variable, Size coefficient) {

    private boolean isUnit() {
      return coefficient.is(1) || coefficient.is(-1);
    }
  }

  Solver(GraphBuilder graph, List<Index> variables, List<Equation> equations) {
    this.graph = graph;
    this.variables = new LinkedHashSet<>(variables);
    this.equations.addAll(equations);
  }

  /** Whether every equation could be solved or turned into a condition. */
  boolean solve() {
    boolean progress = true;
    while (progress && !equations.isEmpty()) {
      progress = settle() || joinSplits() || solveMerge() || eliminate() || openSplit();
    }
    return equations.isEmpty();
  }

  /** The variables that are left to sum over, fresh ones included. */
  List<Index> remaining() {
    return List.copyOf(variables);
  }

  Map<Index, Subscript> solution() {
    return solution;
  }

  /** What the solution has to satisfy, as far as it can't be shown. */
  List<Scalar> conditions() {
    List<Scalar> conditions = new ArrayList<>();
    for (Range range : ranges) {
      conditions.addAll(Position.inRange(range.position().substitute(solution), range.size(), Map.of()));
    }
    for (Equation equality : equalities) {
      Subscript left = equality.left().substitute(solution);
      Subscript right = equality.right().substitute(solution);
      if (!left.equals(right)) {
        conditions.add(Position.compare(ScalarFunction.EQ, right, left));
      }
    }
    return conditions;
  }

  /** Equations without unknowns are conditions. */
  private boolean settle() {
    List<Equation> known = equations.stream().filter(e -> e.unknowns(variables).isEmpty()).toList();
    equalities.addAll(known);
    equations.removeAll(known);
    return !known.isEmpty();
  }

  private void assign(Index variable, Subscript value) {
    Map<Index, Subscript> place = Map.of(variable, value);
    variables.remove(variable);
    solution.replaceAll((index, old) -> old.substitute(place));
    solution.put(variable, value);
    equations.replaceAll(e -> e.substitute(place));
    ranges.replaceAll(r -> new Range(r.position().substitute(place), r.size()));
    equalities.replaceAll(e -> e.substitute(place));
    ranges.add(new Range(value, variable.size()));
  }

  /** `x // n = p` and `x % n = q` are `x = p·n + q`. */
  private boolean joinSplits() {
    for (Equation low : equations) {
      for (Equation high : equations) {
        Optional<Subscript> whole = low.single().orElse(null) instanceof Subscript.Remainder remainder
            && high.single().orElse(null) instanceof Subscript.Quotient quotient
                ? NormalForm.whole(quotient, remainder)
                : Optional.empty();
        if (whole.isPresent()) {
          join(high, low, whole.get());
          return true;
        }
      }
    }
    return false;
  }

  private void join(Equation high, Equation low, Subscript whole) {
    Size by = ((Subscript.Remainder) low.single().orElseThrow()).by();
    ranges.add(new Range(low.value(), by));
    equations.remove(low);
    equations.remove(high);
    equations.add(new Equation(whole, high.value().times(by).plus(low.value())));
  }

  /** `h·W + w = p` with `w < W` is `h = p // W` and `w = p % W`: all variables of an equation at once. */
  private boolean solveMerge() {
    for (Equation equation : equations) {
      Optional<List<Subscript.Term>> digits = digits(equation);
      if (digits.isPresent()) {
        equations.remove(equation);
        assignDigits(digits.get(), equation.value());
        return true;
      }
    }
    return false;
  }

  /** The terms from the smallest place value up, if each has room for all values of those below. */
  private Optional<List<Subscript.Term>> digits(Equation equation) {
    List<Subscript.Term> left = new ArrayList<>(equation.left().terms());
    boolean plain = left.size() > 1 && left.stream().allMatch(t -> t.atom() instanceof Index i && variables.contains(i)
        && t.coefficient().isAtLeast(Size.ONE));
    List<Subscript.Term> sorted = new ArrayList<>();
    Size room = Size.ZERO;
    while (plain && !left.isEmpty()) {
      Optional<Subscript.Term> least = left.stream()
          .filter(t -> left.stream().allMatch(o -> o.coefficient().isAtLeast(t.coefficient()))).findFirst();
      plain = least.isPresent() && least.get().coefficient().isAtLeast(room);
      if (plain) {
        Subscript.Term term = least.get();
        room = term.coefficient().times(((Index) term.atom()).size());
        left.remove(term);
        sorted.add(term);
      }
    }
    return plain ? Optional.of(sorted) : Optional.empty();
  }

  private void assignDigits(List<Subscript.Term> digits, Subscript value) {
    List<Subscript> upTo = new ArrayList<>(List.of(value)); // each digit with those below it
    for (Subscript.Term above : digits.subList(1, digits.size()).reversed()) {
      upTo.addFirst(upTo.getFirst().modulo(above.coefficient()));
    }
    requireMultiple(upTo.getFirst(), digits.getFirst().coefficient());
    for (int i = 0; i < digits.size(); i++) {
      assign((Index) digits.get(i).atom(), upTo.get(i).floorDiv(digits.get(i).coefficient()));
    }
  }

  private void requireMultiple(Subscript value, Size factor) {
    Subscript rest = value.modulo(factor);
    if (!rest.equals(Subscript.ZERO)) {
      equalities.add(new Equation(rest, Subscript.ZERO));
    }
  }

  /** Solves one equation for the variable with the longest range; among equals, for one with a coefficient of ±1. */
  private boolean eliminate() {
    Optional<Choice> best = equations.stream().flatMap(e -> choices(e).stream()).max(Comparator
        .<Choice>comparingLong(c -> c.variable().size().evaluate(name -> TYPICAL)).thenComparing(Choice::isUnit));
    best.ifPresent(this::eliminate);
    return best.isPresent();
  }

  private List<Choice> choices(Equation equation) {
    Set<Index> inside = new HashSet<>();
    equation.left().terms().stream().filter(t -> !(t.atom() instanceof Index))
        .forEach(t -> inside.addAll(Subscript.of(t.atom()).indices()));
    List<Choice> choices = new ArrayList<>();
    for (Subscript.Term term : equation.left().terms()) {
      boolean signed = term.coefficient().isAtLeast(Size.ONE) || Size.of(-1).isAtLeast(term.coefficient());
      if (signed && term.atom() instanceof Index i && variables.contains(i) && !inside.contains(i)) {
        choices.add(new Choice(equation, i, term.coefficient()));
      }
    }
    return choices;
  }

  private void eliminate(Choice choice) {
    Equation equation = choice.equation();
    Size coefficient = choice.coefficient();
    Subscript others = equation.left().minus(Subscript.of(choice.variable()).times(coefficient));
    boolean positive = coefficient.isAtLeast(Size.ONE);
    Subscript numerator = positive ? equation.right().minus(others) : others.minus(equation.right());
    Size factor = positive ? coefficient : coefficient.times(-1);
    equations.remove(equation);
    requireMultiple(numerator, factor);
    assign(choice.variable(), numerator.floorDiv(factor));
  }

  /** `x // n = p` is `x = p·n + r` with a new variable `r < n`; `x % n = p` is `x = q·n + p`. */
  private boolean openSplit() {
    for (Equation equation : equations) {
      Optional<Equation> opened = equation.single().flatMap(atom -> switch (atom) {
        case Index i -> Optional.<Equation>empty();
        case Subscript.Lookup l -> Optional.<Equation>empty();
        case Subscript.Quotient q -> Optional.of(opened(q, equation.value()));
        case Subscript.Remainder r -> opened(r, equation.value());
      });
      if (opened.isPresent()) {
        equations.remove(equation);
        equations.add(opened.get());
        return true;
      }
    }
    return false;
  }

  private Equation opened(Subscript.Quotient quotient, Subscript value) {
    Index rest = graph.index("rest", quotient.by());
    variables.add(rest);
    return new Equation(quotient.of(), value.times(quotient.by()).plus(Subscript.of(rest)));
  }

  private Optional<Equation> opened(Subscript.Remainder remainder, Subscript value) {
    Optional<Bounds> bounds = Bounds.of(remainder.of()).filter(b -> b.least().isAtLeast(Size.ZERO));
    return bounds.map(b -> {
      Index turn = graph.index("turn", b.greatest().floorDiv(remainder.by()).plus(1));
      variables.add(turn);
      ranges.add(new Range(value, remainder.by()));
      return new Equation(remainder.of(), Subscript.of(turn).times(remainder.by()).plus(value));
    });
  }
}
