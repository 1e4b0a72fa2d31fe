package adjoint.repl.session;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.repl.problem.Complaint;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a request.
 *
 * @param end whether the session is over
 */
public record Response(List<ResponsePart> parts, boolean end) {

  public static final Response NOTHING = new Response(List.of(), false);
  public static final Response END = new Response(List.of(), true);

  public static Response text(String words) {
    return words.isEmpty() ? NOTHING : new Response(List.of(new ResponsePart.Text(words)), false);
  }

  public static Response note(String words) {
    return new Response(List.of(new ResponsePart.Note(words)), false);
  }

  public static Response problems(List<Diagnostic> problems) {
    return new Response(List.of(new ResponsePart.Problems(List.copyOf(problems))), false);
  }

  public static Response failure(Complaint complaint) {
    return new Response(List.of(new ResponsePart.Failure(complaint)), false);
  }

  /** This, then another. */
  public Response then(Response other) {
    var all = new ArrayList<>(parts);
    all.addAll(other.parts);
    return new Response(List.copyOf(all), end || other.end);
  }

  public boolean failed() {
    return parts.stream()
        .anyMatch(part -> part instanceof ResponsePart.Problems || part instanceof ResponsePart.Failure);
  }
}
