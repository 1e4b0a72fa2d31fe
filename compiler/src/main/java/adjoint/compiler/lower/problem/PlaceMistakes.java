package adjoint.compiler.lower.problem;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.TypedAxis;
import java.util.Set;
import java.util.stream.Collectors;

/** Something that stands where something else is needed. */
public final class PlaceMistakes {

  private PlaceMistakes() {}

  public static Mistake notAValue(Span at, String what) {
    return Mistake.of(CompilerProblem.NOT_A_VALUE_OR_CALLABLE, at, "a value is needed here, and this is " + what);
  }

  /**
   * @param place what may lie outside, in words
   * @param anyNumber whether numbers of the data decide that needn't be positions of any dim
   */
  public static Mistake mayLieOutside(Span at, String place, TypedAxis axis, boolean anyNumber, String whatThen) {
    Diagnostic outside = Diagnostic.of(CompilerProblem.PLACE_OUT_OF_BOUNDS, at,
        place + " may lie outside of " + axis + " (" + axis.size() + " long)" + whatThen);
    return new Mistake(anyNumber
        ? outside.withNote("an `int` can be any number; a field, parameter or result of type `" + axis.dim().shown()
            + "` holds positions of " + axis.dim().shown() + " only, checked where data are read")
        : outside);
  }

  public static Mistake dimAsValue(Span at, TypedAxis axis) {
    Diagnostic dim = Diagnostic.of(CompilerProblem.NOT_A_VALUE_OR_CALLABLE, at, "dim " + axis + " isn't a value");
    return new Mistake(
        dim.withNote("its size as a number is size[" + axis + "], its positions are index[" + axis + "]"));
  }

  public static Mistake severalResults(Span at, Set<String> fields) {
    Diagnostic several =
        Diagnostic.of(CompilerProblem.NOT_A_VALUE_OR_CALLABLE, at, "several results stand where one value is needed");
    return new Mistake(several
        .withNote("choose one: " + fields.stream().map(f -> "." + f).collect(Collectors.joining(", "))));
  }

  public static Mistake notCallable(Span at, String what) {
    return Mistake.of(CompilerProblem.NOT_A_VALUE_OR_CALLABLE, at, "this can't be applied: it is " + what);
  }

  public static Mistake conditionNotKnown(Span at) {
    Diagnostic unknown = Diagnostic.of(CompilerProblem.DATA_DEPENDENT_IF, at,
        "an `if` chooses by what the compiler knows: training, settings, sizes");
    return new Mistake(unknown.withNote("where(c, a, b) chooses by value"));
  }
}
