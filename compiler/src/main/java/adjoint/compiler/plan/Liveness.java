package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When each value is in use, steps counted through all loops; what crosses the turns of a loop lives through all of
 * it.
 */
final class Liveness {

  /** A loop's first and last position. */
  private record Stretch(int from, int to) {
    boolean contains(int position) {
      return from <= position && position <= to;
    }
  }

  private final List<Step> leaves = new ArrayList<>();
  private final List<Stretch> loops = new ArrayList<>();
  private final Map<Value, List<Integer>> writes = new LinkedHashMap<>();
  private final Map<Value, List<Integer>> reads = new LinkedHashMap<>();

  private final Map<Value, Size> scratches = new LinkedHashMap<>();
  private final Scratch scratch;

  private Liveness(Scratch scratch) {
    this.scratch = scratch;
  }

  static Liveness of(List<Step> steps, Scratch scratch) {
    Liveness lives = new Liveness(scratch);
    steps.forEach(lives::number);
    return lives;
  }

  private void number(Step step) {
    if (step instanceof Step.Loop loop) {
      int from = leaves.size();
      loop.children().forEach(this::number);
      loops.add(new Stretch(from, leaves.size() - 1));
      return;
    }
    int position = leaves.size();
    leaves.add(step);
    if (step instanceof Step.Contraction c) {
      scratches.put(c.accumulator(), scratch.size(c));
      writes.put(c.accumulator(), new ArrayList<>(List.of(position)));
    }
    Steps.written(step).forEach(v -> writes.computeIfAbsent(v, x -> new ArrayList<>()).add(position));
    Steps.read(step).forEach(v -> reads.computeIfAbsent(v, x -> new ArrayList<>()).add(position));
  }

  /** What is written, by the first write. */
  Set<Value> written() {
    return writes.keySet();
  }

  /** How many elements it needs. */
  Size count(Value value) {
    return scratches.getOrDefault(value, value.count());
  }

  Memory.Life of(Value value) {
    List<Integer> uses = new ArrayList<>(writes.get(value));
    int first = uses.getFirst();
    uses.addAll(reads.getOrDefault(value, List.of()));
    int from = uses.stream().mapToInt(i -> i).min().orElseThrow();
    int to = uses.stream().mapToInt(i -> i).max().orElseThrow();
    boolean carried = from < first;
    for (Stretch loop : loops) {
      boolean inside = loop.contains(from) && loop.contains(to);
      boolean touches = uses.stream().anyMatch(loop::contains);
      if (touches && (!inside || carried)) {
        from = Math.min(from, loop.from());
        to = Math.max(to, loop.to());
      }
    }
    return new Memory.Life(from, to);
  }

  /** Whether the step at this position may write a value over an older one, which nothing reads or writes any more. */
  boolean mayFollow(Value value, Value old, int position) {
    return !writes.get(old).contains(position) && !isNeededAgain(old, position) && !scratches.containsKey(value)
        && !scratches.containsKey(old) && value.element() == old.element()
        && value.sizes().equals(old.sizes())
        && writes.get(value).equals(List.of(position)) && InPlace.isLegal(leaves.get(position), value, old);
  }

  /** Whether a loop around the position reads in its next turn what a value has now. */
  private boolean isNeededAgain(Value value, int position) {
    List<Integer> read = reads.getOrDefault(value, List.of());
    int written = writes.get(value).getFirst();
    return loops.stream().filter(l -> l.contains(position)).anyMatch(loop -> {
      boolean before = !loop.contains(written) || read.stream().anyMatch(r -> loop.contains(r) && r < written);
      return before && read.stream().anyMatch(loop::contains);
    });
  }
}
