package adjoint.runtime.program;

import adjoint.runtime.tensor.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a program's stored tensors lie in {@link Frame#store}: parameters first and without gaps between them, then
 * layer states and arrays of files, then the optimizer's moments, at last what only initial values are made of.
 *
 * @param length the floats of the whole store
 */
public record Layout(List<Slot> slots, int length) {

  public enum Kind {
    PARAMETER, STATE,
    /** An array of a file, which nothing changes; kept with the weights. */
    CONSTANT, MOMENT,
    /** An array of a file that initial values are made of; kept nowhere. */
    SOURCE;

    /** Whether it is an array of a file. */
    public boolean isOfFile() {
      return this == CONSTANT || this == SOURCE;
    }

    /** Whether a layer or model declares it. */
    public boolean isDeclared() {
      return this == PARAMETER || this == STATE;
    }
  }

  /**
   * A stored tensor; its axes have no open dims.
   *
   * @param path as in weight files, such as `attention.query`; a moment's is `m(attention.query)`
   * @param offset of its first element, row-major without gaps
   */
  public record Slot(String path, Kind kind, List<Axis> axes, int offset) {

    public int count() {
      long count = 1;
      for (Axis axis : axes) {
        count = Math.multiplyExact(count, axis.size().constant());
      }
      return Math.toIntExact(count);
    }
  }

  /** A tensor before it has its place. */
  public record Unplaced(String path, Kind kind, List<Axis> axes) {}

  /**
   * Places tensors in the order of the kinds and, within a kind, of the list.
   *
   * @throws ArithmeticException where they don't fit into one array
   */
  public static Layout of(List<Unplaced> tensors) {
    List<Slot> slots = new ArrayList<>();
    int offset = 0;
    for (Kind kind : Kind.values()) {
      for (Unplaced tensor : tensors) {
        if (tensor.kind() == kind) {
          Slot slot = new Slot(tensor.path(), kind, tensor.axes(), offset);
          slots.add(slot);
          offset = Math.addExact(offset, slot.count());
        }
      }
    }
    return new Layout(List.copyOf(slots), offset);
  }

  public Optional<Slot> slot(String path) {
    return slots.stream().filter(s -> s.path().equals(path)).findFirst();
  }

  /** The number of trained numbers. */
  public long parameters() {
    return slots.stream().filter(s -> s.kind() == Kind.PARAMETER).mapToLong(Slot::count).sum();
  }
}
