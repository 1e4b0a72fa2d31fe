package adjoint.repl.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What was entered in a session, and the states to go back to. */
final class Entries {

  /** So many states are kept. */
  private static final int STEPS = 100;

  /** What was entered, and the state before it. */
  record Step(String entry, State before) {}

  private final Deque<Step> steps = new ArrayDeque<>();
  private final List<String> texts = new ArrayList<>();

  /** The same entries, for a session that goes on from where another stands. */
  Entries copy() {
    Entries copy = new Entries();
    copy.steps.addAll(steps);
    copy.texts.addAll(texts);
    return copy;
  }

  /** @param changed whether the state has changed since */
  void add(String entry, State before, boolean changed) {
    texts.add(entry);
    if (changed) {
      steps.push(new Step(entry, before));
      if (steps.size() > STEPS) {
        steps.removeLast();
      }
    }
  }

  /** In order. */
  List<String> texts() {
    return List.copyOf(texts);
  }

  /** The last entry that changed something, which is forgotten then. */
  Optional<Step> pop() {
    return Optional.ofNullable(steps.poll());
  }
}
