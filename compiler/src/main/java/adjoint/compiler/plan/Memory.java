package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Places what steps write into scratch memory. Values take turns in slots; a slot is as large as the largest of its
 * values, which must be known whatever the open dims are. A value may take over a slot at the very step that reads its
 * predecessor for the last time, where that step reads each element only for its own.
 */
final class Memory {

  /** Every buffer begins at a multiple of so many elements: a cache line of floats, an AVX-512 vector. */
  static final long ALIGNMENT = 16;

  /** When a value is in use: from the step that writes it first to the last that reads it. */
  record Life(int from, int to) {}

  private final Liveness lives;
  /** As they are at last, by their numbers. */
  private final List<Slot> slots = new ArrayList<>();
  private final Map<Space, Slots> free = new HashMap<>();
  /** The number of each value's slot. */
  private final Map<Value, Integer> places = new LinkedHashMap<>();

  private Memory(Liveness lives) {
    this.lives = lives;
  }

  /** The placements of all values that steps write and that have none yet, with the memory they need. */
  static Layout place(List<Step> steps, Set<Value> placed, Scratch scratch) {
    Liveness lives = Liveness.of(steps, scratch);
    Memory memory = new Memory(lives);
    lives.written().stream().filter(v -> !placed.contains(v)).forEach(memory::place);
    return memory.layout();
  }

  record Layout(Map<Value, Placement> placements, Size reals, Size ints) {}

  /** In a slot that nothing else uses: one of its size, else one that is large enough, else one that can grow. */
  private void place(Value value) {
    Life life = lives.of(value);
    Size count = lives.count(value);
    Space space = value.element() == Element.REAL ? new Space.Work() : new Space.WorkInts();
    Slots alike = free.computeIfAbsent(space, s -> new Slots());
    Optional<Slot> before = alike.first(count, life.from(), slot -> isFree(slot, value, life));
    before.ifPresent(alike::remove);
    Slot slot = before.map(s -> s.take(value, count, life.to()))
        .orElseGet(() -> new Slot(space, slots.size(), count, value, life.to()));
    alike.add(slot);
    if (before.isPresent()) {
      slots.set(slot.number(), slot);
    } else {
      slots.add(slot);
    }
    places.put(value, slot.number());
  }

  private boolean isFree(Slot slot, Value value, Life life) {
    return slot.until() < life.from()
        || slot.until() == life.from() && lives.mayFollow(value, slot.last(), life.from());
  }

  private Layout layout() {
    List<Size> offsets = new ArrayList<>();
    Size reals = Size.ZERO;
    Size ints = Size.ZERO;
    for (Slot slot : slots) {
      boolean real = slot.space() instanceof Space.Work;
      offsets.add(real ? reals : ints);
      Size padded = aligned(slot.size());
      reals = real ? reals.plus(padded) : reals;
      ints = real ? ints : ints.plus(padded);
    }
    Map<Value, Placement> placements = new LinkedHashMap<>();
    places.forEach((value, number) -> placements.put(value,
        new Placement(slots.get(number).space(), value.element(), offsets.get(number), strides(value.axes()))));
    return new Layout(placements, reals.plus(2 * ALIGNMENT), ints.plus(2 * ALIGNMENT));
  }

  /** A multiple of the alignment whatever the open dims are, and as short a polynomial as the size. */
  private static Size aligned(Size size) {
    return new Size(size.terms().stream().map(
        t -> new Size.Term(Math.multiplyExact(Math.ceilDiv(t.coefficient(), ALIGNMENT), ALIGNMENT), t.atoms()))
        .filter(t -> t.coefficient() != 0).toList());
  }

  /** Row-major strides. */
  static List<Size> strides(List<Axis> axes) {
    List<Size> strides = new ArrayList<>();
    Size stride = Size.ONE;
    for (Axis axis : axes.reversed()) {
      strides.addFirst(stride);
      stride = stride.times(axis.size());
    }
    return List.copyOf(strides);
  }
}
