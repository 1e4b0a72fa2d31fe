package adjoint.compiler.lower.problem;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.TypedAxis;
import java.util.Set;
import java.util.stream.Collectors;

/** Something that stands where something else is needed. */
public final class PlaceMistakes {

  private PlaceMistakes() {}

  public static Problem notAValue(Span at, String what) {
    return Problem.of("NN0209", at, "a value is needed here, and this is " + what);
  }

  public static Problem dimAsValue(Span at, TypedAxis axis) {
    return new Problem(
        Diagnostic.of("NN0209", at, "dim " + axis + " isn't a value").withNote("its size as a number is size["
            + axis + "], its positions are index[" + axis + "]"));
  }

  public static Problem severalResults(Span at, Set<String> fields) {
    return new Problem(
        Diagnostic.of("NN0209", at, "several results stand where one value is needed").withNote("choose one: "
            + fields.stream().map(f -> "." + f).collect(Collectors.joining(", "))));
  }

  public static Problem notCallable(Span at, String what) {
    return Problem.of("NN0209", at, "this can't be applied: it is " + what);
  }

  public static Problem conditionNotKnown(Span at) {
    return new Problem(
        Diagnostic.of("NN0217", at, "an `if` chooses by what the compiler knows: training, settings, sizes")
            .withNote("where(c, a, b) chooses by value"));
  }
}
