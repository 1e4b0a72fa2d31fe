package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Long sums in two steps: after so many positions the accumulators are added to others and begin anew, so that a number is
 * rounded with some dozens of others rather than with all; what rounding takes from the others is kept beside them. Where
 * that is depends on sizes only.
 *
 * @param terms how many positions the accumulators hold
 * @param flushes how often they have been added to others
 * @param sums the accumulators
 * @param wholes those that they are added to
 * @param lost what the wholes lack
 */
record PartialSums(Loops nest, Folding folding, int length, int step, Variable terms, Variable flushes,
    List<Variable> sums, List<Variable> wholes, List<Variable> lost) {

  /** Positions of an index from a local on, up to an end. */
  record Block(Variable from, Variable end) {}

  /**
   * Whether there can be more positions than one partial sum holds.
   *
   * @param length how many those are
   */
  static boolean isLong(Folding folding, List<Index> over, int length) {
    long count = 1;
    for (Index index : over) {
      count *= index.size().isConstant() ? Math.min(index.size().constant(), length + 1L) : length + 1L;
      count = Math.min(count, length + 1L);
    }
    return folding.reduction() == Reduction.SUM && folding.sum().kind() == Kind.FLOAT && count > length;
  }

  /**
   * Begins at 0.
   *
   * @param step the positions of a row count as a multiple of it
   */
  static PartialSums of(Loops nest, Form form, Folding folding, int length, int step, List<Variable> sums) {
    ProcedureBuilder code = nest.code();
    List<Variable> wholes = new ArrayList<>();
    List<Variable> lost = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      wholes.add(code.let("whole" + i, form.of(folding.identity())));
      lost.add(code.let("lost" + i, form.of(folding.identity())));
    }
    Variable terms = code.let("terms", Expression.ZERO);
    Variable flushes = code.let("flushes", Expression.ZERO);
    return new PartialSums(nest, folding, length, step, terms, flushes, sums, wholes, lost);
  }

  /** The positions of an index block by block, the last one in part. */
  void blocks(Form form, Index index, Consumer<Block> body) {
    ProcedureBuilder code = nest.code();
    Supplier<Expression> size = () -> nest.scalars().of(nest.size(index));
    code.loop(index.name() + "_block", Expression.ZERO, size.get(), Expression.of(length),
        from -> nest.state().scope(() -> {
          Variable end = code.let("end", from.plus(length).min(size.get()));
          body.accept(new Block(from, end));
          code.set(terms, terms.plus(end.minus(from).plus(step - 1).and(-step)));
          flushFull(form);
        }));
  }

  private void flushFull(Form form) {
    ProcedureBuilder code = nest.code();
    code.when(terms.atLeast(Expression.of(length)), () -> {
      for (int i = 0; i < sums.size(); i++) {
        flush(form, i);
      }
      code.set(terms, Expression.ZERO);
      code.increase(flushes, 1);
    });
  }

  /** With `t = whole + sum`, rounding took `(whole - (t - (t - whole))) + (sum - (t - whole))` (Knuth 1969). */
  private void flush(Form form, int number) {
    Words w = folding.words();
    Word total = w.add(folding.sum(), folding.other());
    Word added = w.sub(total, folding.sum());
    Word error = w.add(w.sub(folding.sum(), w.sub(total, added)), w.sub(folding.other(), added));
    Word missing = w.of(new Operator.Register(3, "lost", Kind.FLOAT));
    ProcedureBuilder code = nest.code();
    nest.state().scope(() -> {
      form.bind(folding.sum(), wholes.get(number));
      form.bind(folding.other(), sums.get(number));
      form.bind(missing, lost.get(number));
      Word all = w.add(missing, error);
      form.plan(List.of(all, total));
      form.hoist(total);
      code.set(lost.get(number), form.of(all));
      code.set(wholes.get(number), form.of(total));
    });
    code.set(sums.get(number), form.of(folding.identity()));
  }

  /** The accumulators become the sums of everything, which they are as long as none was added to another. */
  void finish(Form form) {
    nest.code().when(flushes.notZero(), () -> {
      for (int i = 0; i < sums.size(); i++) {
        flush(form, i);
        add(form, wholes.get(i), lost.get(i), sums.get(i));
      }
    });
  }

  private void add(Form form, Variable a, Variable b, Variable to) {
    nest.state().scope(() -> {
      form.bind(folding.sum(), a);
      form.bind(folding.other(), b);
      Word sum = folding.with(folding.other());
      form.plan(List.of(sum));
      nest.code().set(to, form.of(sum));
    });
  }
}
