package adjoint.runtime.data;

import java.util.Optional;

/** Numbers that gather in memory, and in a file as soon as they are more than fit there. */
final class SpilledNumbers implements GrowingNumbers {

  private final boolean doubles;
  private final long most;
  private Optional<GrowingNumbers> memory;
  private Optional<NumberFile.Writing> file = Optional.empty();
  private long count;

  /**
   * @param doubles whether 64 bits of a number are kept, or 32
   * @param most the numbers that stay in memory
   */
  SpilledNumbers(boolean doubles, long most) {
    this.doubles = doubles;
    this.most = most;
    this.memory = Optional.of(doubles ? new Doubles() : new Floats());
  }

  /** So many numbers of a field that eight such fields fit into Java's memory. */
  static SpilledNumbers ofMemory(boolean doubles) {
    return new SpilledNumbers(doubles, Runtime.getRuntime().maxMemory() / 8 / (doubles ? Double.BYTES : Float.BYTES));
  }

  @Override
  public void append(double[] row) {
    count += row.length;
    if (count > most && memory.isPresent()) {
      spill();
    }
    if (memory.isPresent()) {
      memory.get().append(row);
      return;
    }
    for (double number : row) {
      file.orElseThrow().add(number);
    }
  }

  private void spill() {
    NumberFile.Writing begun = new NumberFile.Writing(doubles);
    if (doubles) {
      for (double number : ((Doubles) memory.orElseThrow()).values()) {
        begun.add(number);
      }
    } else {
      for (float number : ((Floats) memory.orElseThrow()).values()) {
        begun.add(number);
      }
    }
    memory = Optional.empty();
    file = Optional.of(begun);
  }

  /** All of them, as values of a field. */
  Raw raw(int width) {
    if (memory.isPresent()) {
      return doubles
          ? new Raw.Unfitted(((Doubles) memory.get()).values(), width)
          : new Raw.Ready(new ColumnValues.Reals(((Floats) memory.get()).values(), width));
    }
    NumberFile numbers = file.orElseThrow().end();
    return doubles ? new Raw.UnfittedFile(numbers, width) : new Raw.Ready(new ColumnValues.Filed(numbers, width));
  }
}
