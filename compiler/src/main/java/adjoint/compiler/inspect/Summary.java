package adjoint.compiler.inspect;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.util.List;

/**
 * What a model is made of and what it costs, as formulas in the open dims.
 *
 * @param operations of one call: additions, multiplications and scalar functions count one each
 */
public record Summary(String model, List<Row> rows, Size parameters, Size operations) {

  /**
   * One layer instance, or what stands between two.
   *
   * @param name its path; what stands between is called by the last value that it makes
   * @param shape of that value
   * @param parameters that the instance owns, and that no row above shows
   */
  public record Row(String name, List<Axis> shape, Size parameters, Size operations) {}
}
