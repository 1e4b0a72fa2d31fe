package adjoint.runtime.train;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.text.Words;
import java.util.List;
import java.util.Optional;

/**
 * Something of a run that is right and perhaps not meant.
 *
 * @param help one thing to try
 */
record RunWarning(RuntimeProblem kind, String message, Optional<Place> place, String help) {

  /** As it is told. What comes out of files is made fit for a terminal. */
  List<String> lines() {
    String at = place.map(where -> "  = at " + where + "\n").orElse("");
    return List.of(("warning[" + kind.code() + "]: " + Words.printable(message) + "\n" + at + "  = help: "
        + Words.printable(help)).split("\n"));
  }
}
