package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Procedure;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the turns of a nest's outermost loop on several threads, where they are work enough. */
final class Parallel {

  /** How many words a nest computes, an element each, for which sharing them out pays: some 6 µs at 8 lanes. */
  private static final long ENOUGH = 250_000;

  private Parallel() {}

  /** The index whose turns may be shared out; none where there can't be work enough. */
  static Optional<Index> index(Loops nest, List<Index> outer, List<Piece> pieces) {
    Optional<Index> first = outer.isEmpty() && pieces.size() == 1
        ? pieces.getFirst().outermost()
        : outer.stream().findFirst();
    boolean small = pieces.stream().mapToLong(p -> known(nest, outer, p)).sum() < ENOUGH;
    return small ? Optional.empty() : first;
  }

  private static List<Word> factors(Loops nest, List<Index> outer, Piece piece) {
    List<Word> factors = new ArrayList<>();
    outer.forEach(i -> factors.add(nest.size(i)));
    factors.addAll(piece.sizes());
    return factors;
  }

  private static int words(Piece piece) {
    return MethodState.reachable(piece.roots()).size();
  }

  /** The work, as far as sizes are known; open ones may be large. */
  private static long known(Loops nest, List<Index> outer, Piece piece) {
    long work = words(piece);
    for (Word factor : factors(nest, outer, piece)) {
      work = factor.constant().isPresent() ? work * factor.constant().get() : ENOUGH;
      if (work >= ENOUGH) {
        return ENOUGH;
      }
    }
    return work;
  }

  /**
   * The whole body of the nest's procedure.
   *
   * @param turns the procedure that runs some turns: its last two parameters are the first and the end
   */
  static void entry(Loops nest, Index index, List<Index> outer, List<Piece> pieces, List<Variable> loops,
      Procedure.Header turns) {
    Variable frame = nest.state().frame();
    List<Expression> arguments = new ArrayList<>(List.of(frame));
    arguments.addAll(loops);
    Expression threads = new Expression.OfFrame(frame, new Expression.Part.Threads());
    Expression enough = new Expression.Machine(DataType.TRUTH, Operation.LONG_AT_LEAST,
        List.of(work(nest, outer, pieces), Expression.of((int) ENOUGH).wide()));
    nest.code().choose(new Expression.Apply(DataType.TRUTH, Plain.AND, List.of(threads.more(Expression.ONE), enough)),
        () -> nest.code().add(new Instruction.Share(frame, size(nest, index), turns, arguments)), () -> {
          arguments.addAll(List.of(Expression.ZERO.wide(), size(nest, index)));
          nest.code().call(turns, arguments);
        });
  }

  private static Expression size(Loops nest, Index index) {
    return nest.scalars().of(nest.size(index)).wide();
  }

  /** The number of words that are computed. */
  private static Expression work(Loops nest, List<Index> outer, List<Piece> pieces) {
    Expression all = Expression.ZERO.wide();
    for (Piece piece : pieces) {
      Expression work = Expression.of(words(piece)).wide();
      for (Word factor : factors(nest, outer, piece)) {
        work =
            new Expression.Machine(DataType.LONG, Operation.LONG_PRODUCT,
                List.of(work, nest.scalars().of(factor).wide()));
      }
      all = new Expression.Machine(DataType.LONG, Operation.LONG_SUM, List.of(all, work));
    }
    return all;
  }
}
