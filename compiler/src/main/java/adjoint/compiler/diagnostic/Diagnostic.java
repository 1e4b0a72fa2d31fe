package adjoint.compiler.diagnostic;

import adjoint.compiler.source.Span;
import java.util.List;
import java.util.Optional;

/**
 * A problem as facts, ready to be shown: where it is, what else takes part in it, what would help.
 *
 * @param code `NN0204`; its page is shown by `nn explain`
 * @param message one line without a full stop
 * @param at the place that the carets mark
 * @param label what stands beside the carets; may be empty
 * @param related other places, each with words: `made here: [Batch, Hidden], Hidden = 256`
 * @param notes lines shown as `= …`, such as `declared: dim Pixel (line 3)`
 * @param help at most one proposal, only where applying it was tried and compiles
 */
public record Diagnostic(String code, String message, Span at, String label, List<Related> related, List<String> notes,
    Optional<String> help) {

  public record Related(Span at, String label) {}

  public static Diagnostic of(String code, Span at, String message) {
    return new Diagnostic(code, message, at, "", List.of(), List.of(), Optional.empty());
  }

  public static Diagnostic of(Code code, Span at, String message) {
    return of(code.name(), at, message);
  }

  public Diagnostic withLabel(String words) {
    return new Diagnostic(code, message, at, words, related, notes, help);
  }

  public Diagnostic withRelated(Span place, String words) {
    var all = new java.util.ArrayList<>(related);
    all.add(new Related(place, words));
    return new Diagnostic(code, message, at, label, List.copyOf(all), notes, help);
  }

  public Diagnostic withNote(String note) {
    var all = new java.util.ArrayList<>(notes);
    all.add(note);
    return new Diagnostic(code, message, at, label, related, List.copyOf(all), help);
  }

  public Diagnostic withHelp(String words) {
    return new Diagnostic(code, message, at, label, related, notes, Optional.of(words));
  }
}
