package adjoint.compiler.lower.problem;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import java.util.List;
import java.util.stream.Collectors;

/** Values that can't be put together along a dim. */
public final class JoinMistakes {

  private JoinMistakes() {}

  /**
   * @param made where the value was made
   * @param own the dims of the value that the others don't have, or that it is joined along
   */
  public static Mistake notJoined(Span at, String function, TypedAxis along, Span made, Type.Tensor value,
      List<TypedAxis> own) {
    return own.isEmpty() ? lacks(at, function, along, made, value) : more(at, function, along, made, value, own);
  }

  private static Mistake lacks(Span at, String function, TypedAxis along, Span made, Type.Tensor value) {
    Diagnostic lacks = Diagnostic.of(CompilerProblem.MISSING_DIM, at,
        "`" + function + "[" + along + "]` joins values along " + along + ", and this has none");
    return new Mistake(Wording.made(lacks, made, value)
        .withHelp("where it is called otherwise, rename it: x[Old as " + along
            + " = size[Old]]; values of the same dims go one beside the other by stack[New](a, b)"));
  }

  private static Mistake more(Span at, String function, TypedAxis along, Span made, Type.Tensor value,
      List<TypedAxis> own) {
    String dims = own.stream().filter(a -> !a.dim().equals(along.dim())).map(Wording::sized)
        .collect(Collectors.joining(", "));
    Diagnostic more = Diagnostic.of(CompilerProblem.MISALIGNED_DIMS, at,
        "beside " + along + ", all values of `" + function + "` have the same dims, and this alone has " + dims);
    return new Mistake(Wording.made(more, made, value));
  }

  public static Mistake notOneEach(Span at, String function, TypedAxis axis, int values) {
    Diagnostic count = Diagnostic.of(CompilerProblem.DIM_SIZE_CONFLICT, at, "`" + function + "[" + axis + "]` takes "
        + axis.size() + " values, one for each place of " + axis + ", and gets " + values);
    return new Mistake(
        count.withNote("along a dim that the values have already, concat[" + axis + "](a, b) joins them"));
  }
}
