package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A graph decided: which kernels run in which order, and where every value lies.
 *
 * @param placements of every value that is in memory
 * @param workReals the floats of scratch memory
 * @param workInts the ints of scratch memory
 * @param decisions why things are as they are
 */
public record Plan(String name, Signature signature, Map<Value, Placement> placements, List<Step> steps, Size workReals,
    Size workInts, List<Decision> decisions) {

  /** Why things are as they are, a line each, for `nn dump --plan` and `:why`. */
  public List<String> notes() {
    return Decision.notes(decisions);
  }

  /** Its kernels, those in loops once, in the order in which they are met. */
  public List<Step> kernels() {
    return kernels(steps).toList();
  }

  private static Stream<Step> kernels(List<Step> steps) {
    return steps.stream().flatMap(step -> step instanceof Step.Loop l ? kernels(l.children()) : Stream.of(step));
  }
}
