package adjoint.runtime.serve;

import adjoint.runtime.model.Weights;
import adjoint.runtime.text.Json;
import java.util.Iterator;

/** Answers that are told part by part, while they are made. For any number of threads. */
public interface Telling {

  /**
   * Begins an answer.
   *
   * @throws adjoint.runtime.UserProblem where it isn't a question that can be answered
   */
  Iterator<String> tell(Json request, Weights weights);
}
