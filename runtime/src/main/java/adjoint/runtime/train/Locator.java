package adjoint.runtime.train;

import adjoint.runtime.Place;
import adjoint.runtime.program.Frame;
import java.util.Optional;

/** Finds where a step's first number that isn't finite comes from, by computing it again. */
@FunctionalInterface
public interface Locator {

  /**
   * @param words such as `log of 0 in cross_entropy`
   * @param place in the `.nn` file
   */
  record Finding(String words, Optional<Place> place) {}

  /**
   * @param frame of the step, with the store as it was before the step; its other arrays may be written over
   * @param update the step's number in the run, from 1
   */
  Optional<Finding> firstNotFinite(Frame frame, int update);
}
