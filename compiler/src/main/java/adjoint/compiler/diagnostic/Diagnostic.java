package adjoint.compiler.diagnostic;

import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A problem as facts, ready to be shown: where it is, what else takes part in it, what would help.
 *
 * @param kind has the code and the page that `nn explain` shows
 * @param message one line without a full stop
 * @param at the place that the carets mark
 * @param label what stands beside the carets; may be empty
 * @param related other places, each with words: `made here: [Batch, Hidden], Hidden = 256`
 * @param notes lines shown as `= …`, such as `declared: dim Pixel (line 3)`
 * @param help at most one proposal
 * @param fix what the help would change in the text; such a help is shown only after it was tried
 */
public record Diagnostic(CompilerProblem kind, String message, Span at, String label, List<Related> related,
    List<String> notes, Optional<String> help, Optional<Fix> fix) {

  public record Related(Span at, String label) {}

  /** A stretch of the text, and what should stand there. */
  public record Fix(Span at, String replacement) {}

  public static Diagnostic of(CompilerProblem kind, Span at, String message) {
    return new Diagnostic(kind, message, at, "", List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  /** `NN0204`. */
  public String code() {
    return kind.code();
  }

  public Diagnostic withLabel(String words) {
    return new Diagnostic(kind, message, at, words, related, notes, help, fix);
  }

  /** The same problem, told about another stretch. */
  public Diagnostic at(Span place) {
    return new Diagnostic(kind, message, place, label, related, notes, help, fix);
  }

  public Diagnostic withRelated(Span place, String words) {
    var all = new ArrayList<>(related);
    all.add(new Related(place, words));
    return new Diagnostic(kind, message, at, label, List.copyOf(all), notes, help, fix);
  }

  public Diagnostic withNote(String note) {
    var all = new ArrayList<>(notes);
    all.add(note);
    return new Diagnostic(kind, message, at, label, related, List.copyOf(all), help, fix);
  }

  /** Advice that holds in any case. */
  public Diagnostic withHelp(String words) {
    return new Diagnostic(kind, message, at, label, related, notes, Optional.of(words), Optional.empty());
  }

  /** A guess at what was meant, to be tried before it's shown. */
  public Diagnostic withFix(Fix change, String words) {
    return new Diagnostic(kind, message, at, label, related, notes, Optional.of(words), Optional.of(change));
  }

  public Diagnostic withoutHelp() {
    return new Diagnostic(kind, message, at, label, related, notes, Optional.empty(), Optional.empty());
  }
}
