package adjoint.compiler.lower;

import java.util.Map;
import java.util.Set;

/**
 * How far back an entry at the prompt computes: what it reads may be a value that is known, or be computed anew from what it
 * was computed from, so that a derivative reaches that.
 *
 * @param until the names that are taken as they are
 */
public record Whole(boolean anew, Set<String> until) {

  /** Values as they are known. */
  public static final Whole NO = new Whole(false, Set.of());

  /** From the beginning. */
  public static final Whole YES = new Whole(true, Set.of());

  public static Whole until(Set<String> names) {
    return new Whole(true, Set.copyOf(names));
  }

  boolean reaches(Bound binding, Map<String, Bound> names) {
    return anew && binding.derived() && !until.contains(binding.name()) && binding.isCurrent(names);
  }
}
