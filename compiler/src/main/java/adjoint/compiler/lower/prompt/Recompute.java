package adjoint.compiler.lower.prompt;

import java.util.Map;
import java.util.Set;

/**
 * How far back an entry at the prompt computes: what it reads may be a value that is known, or be computed anew from what it
 * was computed from, so that a derivative reaches that.
 *
 * @param until the names that are taken as they are
 */
public record Recompute(boolean anew, Set<String> until) {

  /** Values as they are known. */
  public static final Recompute NO = new Recompute(false, Set.of());

  /** From the beginning. */
  public static final Recompute YES = new Recompute(true, Set.of());

  public static Recompute until(Set<String> names) {
    return new Recompute(true, Set.copyOf(names));
  }

  boolean reaches(PromptBinding binding, Map<String, PromptBinding> names) {
    return anew && binding.derived() && !until.contains(binding.name()) && binding.isCurrent(names);
  }
}
