package adjoint.compiler.reference;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Value;
import java.util.Map;

/**
 * The values of a graph.
 *
 * @param values every value outside of scans
 * @param magnitudes for each value, if asked for, what a rounding error of one unit in the last place of everything
 *     that went into it amounts to at most, to first order: Σ|terms|, carried through the derivatives of what follows.
 *     A result in single precision is right if it is within a few times 2⁻²⁴ of this
 */
public record Evaluation(Graph graph, Map<Value, Tensor> values, Map<Value, Tensor> magnitudes) {

  /** The elements of an output. */
  public double[] output(String name) {
    return values.get(named(name)).data();
  }

  /** The magnitudes of an output. */
  public double[] magnitude(String name) {
    return magnitudes.get(named(name)).data();
  }

  private Value named(String name) {
    return graph.outputs().stream().filter(o -> o.name().equals(name)).map(Output::value).findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no output " + name));
  }
}
