package adjoint.runtime.recipe;

import adjoint.runtime.Place;
import java.util.List;
import java.util.Map;

/** Initial weights of a part of the program that come from elsewhere. */
public sealed interface Start {

  /** What they are for, as it is written. */
  String part();

  /**
   * Out of a file of an earlier run.
   *
   * @param names for the path of each stored tensor of the part, what it may be called in the file: the first that is there
   * @param file or a run's folder; a relative one starts at that of the `.nn` file
   * @param partial whether tensors may be missing there, which keep their own initial values
   */
  record FromFile(String part, Map<String, List<String>> names, String file, boolean partial,
      Place place) implements Start {}

  /**
   * Those that another part of the program begins with.
   *
   * @param names for the path of each stored tensor of the part, that of the other's
   * @param other as it is written
   */
  record FromPart(String part, Map<String, String> names, String other) implements Start {}
}
