package adjoint.repl.session;

import adjoint.compiler.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to a request.
 *
 * @param end whether the session is over
 */
public record Response(List<ResponsePart> pieces, boolean end) {

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

  public static Response failure(String code, String message, String... lines) {
    return new Response(List.of(new ResponsePart.Failure(code, message, List.of(lines))), false);
  }

  /** This, then another. */
  public Response then(Response other) {
    var all = new ArrayList<>(pieces);
    all.addAll(other.pieces);
    return new Response(List.copyOf(all), end || other.end);
  }

  public boolean failed() {
    return pieces.stream()
        .anyMatch(piece -> piece instanceof ResponsePart.Problems || piece instanceof ResponsePart.Failure);
  }
}
