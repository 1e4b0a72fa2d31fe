package adjoint.runtime;

import adjoint.runtime.text.Words;
import java.util.Optional;

/**
 * Something that whoever runs the program can put right: a file, a value in it, a disk. Shown as
 * `error[NN0401]: message`, then the place, then the hint; never as a stack trace.
 */
public final class UserProblem extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient RuntimeProblem kind;
  private final transient Optional<Place> place;
  private final transient Optional<String> hint;

  /** Whatever stands in a message may come out of a file: here all of it is made fit for a terminal. */
  private UserProblem(RuntimeProblem kind, String message, Optional<Place> place, Optional<String> hint) {
    super(Words.printable(message));
    this.kind = kind;
    this.place = place;
    this.hint = hint;
  }

  public static UserProblem of(RuntimeProblem kind, String message) {
    return new UserProblem(kind, message, Optional.empty(), Optional.empty());
  }

  public UserProblem at(Place where) {
    return new UserProblem(kind, getMessage(), Optional.of(where), hint);
  }

  public UserProblem at(Optional<Place> where) {
    return new UserProblem(kind, getMessage(), where, hint);
  }

  public UserProblem hint(String whatToDo) {
    return new UserProblem(kind, getMessage(), place, Optional.of(Words.printable(whatToDo)));
  }

  public RuntimeProblem kind() {
    return kind;
  }

  public String code() {
    return kind.code();
  }

  public Optional<Place> place() {
    return place;
  }

  public Optional<String> hint() {
    return hint;
  }
}
