package adjoint.runtime.recipe;

import adjoint.runtime.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Initial weights of a part of the program that come from elsewhere. */
public sealed interface Start {

  /** What they are for, as it is written. */
  String part();

  /**
   * Out of a file: a run's, of another program, or one array.
   *
   * @param stored the paths of the part's tensors
   * @param file or a run's folder; a relative one starts at that of the `.nn` file
   * @param at the path that the part has in the file, where that is another
   * @param map a file that says what is called what
   * @param partial whether tensors may be missing there, which keep their own initial values
   */
  record FromFile(String part, List<String> stored, String file, Optional<String> at, Optional<String> map,
      boolean partial, Place place) implements Start {
    public FromFile {
      stored = List.copyOf(stored);
    }
  }

  /**
   * Those that another part of the program begins with.
   *
   * @param names for the path of each stored tensor of the part, that of the other's
   * @param other as it is written
   */
  record FromPart(String part, Map<String, String> names, String other) implements Start {}
}
