package adjoint.runtime.recipe;

import adjoint.runtime.Place;
import java.util.List;
import java.util.Optional;

/**
 * Initial weights of a part of the program out of a file: a run's, of another program, or one array.
 *
 * @param part as it is written
 * @param stored the paths of the part's tensors
 * @param file or a run's folder; a relative one starts at that of the `.nn` file
 * @param at the path that the part has in the file, where that is another
 * @param map a file that says what is called what
 * @param partial whether tensors may be missing there, which keep their own initial values
 */
public record Start(String part, List<String> stored, String file, Optional<String> at, Optional<String> map,
    boolean partial, Place place) {

  public Start {
    stored = List.copyOf(stored);
  }
}
