package adjoint.runtime.recipe;

import adjoint.runtime.Place;
import java.util.List;
import java.util.Map;

/**
 * Initial weights out of a file of an earlier run.
 *
 * @param part that they are for, as it is written
 * @param names for the path of each stored tensor of the part, what it may be called in the file: the first that is there
 * @param file or a run's folder; a relative one starts at that of the `.nn` file
 * @param partial whether tensors may be missing there, which keep their own initial values
 */
public record Start(String part, Map<String, List<String>> names, String file, boolean partial, Place place) {}
