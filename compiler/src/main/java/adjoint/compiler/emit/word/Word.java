package adjoint.compiler.emit.word;

import adjoint.compiler.graph.Index;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A value that a kernel computes, as a node of a graph in which each value stands once; made by {@link Words}. Equal by
 * its number.
 *
 * @param indices that it changes with
 * @param isSafe whether it may be evaluated where no guard asks for it
 */
public record Word(int id, Operator operator, List<Word> arguments, Set<Index> indices, boolean isSafe) {

  static Word of(int id, Operator operator, List<Word> arguments) {
    Set<Index> indices = new HashSet<>();
    arguments.forEach(a -> indices.addAll(a.indices));
    if (operator instanceof Operator.Position p) {
      indices.add(p.index());
    }
    boolean safe = !(operator instanceof Operator.Load load && !load.safe());
    return new Word(id, operator, arguments, Set.copyOf(indices), safe && arguments.stream().allMatch(Word::isSafe));
  }

  public Kind kind() {
    return operator.kind();
  }

  public Word argument(int i) {
    return arguments.get(i);
  }

  public boolean is(Operator.Plain plain) {
    return operator == plain;
  }

  public boolean isChoice() {
    return operator instanceof Operator.Plain p && p.isChoice();
  }

  /** The constant that it is. */
  public Optional<Integer> constant() {
    return operator instanceof Operator.Number n ? Optional.of(n.bits()) : Optional.empty();
  }

  /** Whether it changes with an index. */
  public boolean varies(Index index) {
    return indices.contains(index);
  }

  /**
   * Whether it may be evaluated wherever its indices have values: its unsafe reads all stand in branches of its own
   * choices, under their guards.
   */
  public boolean isTotal() {
    return isTotal(new HashSet<>());
  }

  private boolean isTotal(Set<Word> seen) {
    if (!seen.add(this)) {
      return true;
    }
    boolean unsafe = operator instanceof Operator.Load load && !load.safe();
    List<Word> always = isChoice() ? arguments.subList(0, 1) : arguments;
    return !unsafe && always.stream().allMatch(a -> a.isTotal(seen));
  }

  /**
   * By how much it grows when the index grows by one; empty where that isn't one constant.
   *
   * @throws IllegalStateException of what isn't an INT
   */
  public Optional<Integer> slope(Index index) {
    if (kind() != Kind.INT) {
      throw new IllegalStateException("no integer: " + this);
    }
    if (operator instanceof Operator.Position p && p.index().equals(index)) {
      return Optional.of(1);
    }
    if (!varies(index)) {
      return Optional.of(0);
    }
    if (is(Operator.Plain.IADD) || is(Operator.Plain.ISUB)) {
      int sign = is(Operator.Plain.IADD) ? 1 : -1;
      return argument(0).slope(index).flatMap(a -> argument(1).slope(index).map(b -> a + sign * b));
    }
    if (is(Operator.Plain.IMUL)) {
      return scaled(argument(0), argument(1), index).or(() -> scaled(argument(1), argument(0), index));
    }
    return Optional.empty();
  }

  private static Optional<Integer> scaled(Word factor, Word of, Index index) {
    return factor.constant().flatMap(f -> of.slope(index).map(s -> s * f));
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return id;
  }

  @Override
  public String toString() {
    return operator + (arguments.isEmpty() ? "" : arguments.toString());
  }
}
