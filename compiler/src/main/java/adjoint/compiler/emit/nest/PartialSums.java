package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

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
record PartialSums(Loops nest, Folding folding, int length, int step, Local terms, Local flushes,
    List<Local> sums, List<Local> wholes, List<Local> lost) {

  /** Positions of an index from a local on, up to an end. */
  record Block(Local from, Local end) {}

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
  static PartialSums of(Loops nest, Form form, Folding folding, int length, int step, List<Local> sums) {
    MethodCode code = nest.code();
    List<Local> wholes = new ArrayList<>();
    List<Local> lost = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      form.emit(folding.identity());
      wholes.add(code.keep("whole" + i, form.type(folding.sum().kind())));
      form.emit(folding.identity());
      lost.add(code.keep("lost" + i, form.type(folding.sum().kind())));
    }
    code.push(0);
    Local terms = code.keep("terms", Local.Type.INT);
    code.push(0);
    Local flushes = code.keep("flushes", Local.Type.INT);
    return new PartialSums(nest, folding, length, step, terms, flushes, sums, wholes, lost);
  }

  /** The positions of an index block by block, the last one in part. */
  void blocks(Form form, Index index, Consumer<Block> body) {
    MethodCode code = nest.code();
    Runnable size = () -> nest.scalars().emit(nest.size(index));
    code.loop(index.name() + "_block", () -> code.push(0), size, length, from -> nest.kernel().scope(() -> {
      code.load(from);
      code.push(length);
      code.op(Opcodes.IADD);
      size.run();
      code.invokeStatic("java/lang/Math", "min", "(II)I");
      Local end = code.keep("end", Local.Type.INT);
      body.accept(new Block(from, end));
      count(from, end);
      flushFull(form);
    }));
  }

  /** `terms += (end - from + step - 1) / step * step`. */
  private void count(Local from, Local end) {
    MethodCode code = nest.code();
    code.load(terms);
    code.load(end);
    code.load(from);
    code.op(Opcodes.ISUB);
    code.push(step - 1);
    code.op(Opcodes.IADD);
    code.push(-step);
    code.ops(Opcodes.IAND, Opcodes.IADD);
    code.store(terms);
  }

  private void flushFull(Form form) {
    MethodCode code = nest.code();
    Label more = code.label();
    code.load(terms);
    code.push(length);
    code.jump(Opcodes.IF_ICMPLT, more);
    for (int i = 0; i < sums.size(); i++) {
      flush(form, i);
    }
    code.push(0);
    code.store(terms);
    code.increment(flushes, 1);
    code.mark(more);
  }

  /** With `t = whole + sum`, rounding took `(whole - (t - (t - whole))) + (sum - (t - whole))` (Knuth 1969). */
  private void flush(Form form, int number) {
    Words w = folding.words();
    Word total = w.add(folding.sum(), folding.other());
    Word added = w.sub(total, folding.sum());
    Word error = w.add(w.sub(folding.sum(), w.sub(total, added)), w.sub(folding.other(), added));
    Word missing = w.of(new Operator.Register(3, "lost", Kind.FLOAT));
    MethodCode code = nest.code();
    nest.kernel().scope(() -> {
      form.bind(folding.sum(), wholes.get(number));
      form.bind(folding.other(), sums.get(number));
      form.bind(missing, lost.get(number));
      Word all = w.add(missing, error);
      form.plan(List.of(all, total));
      form.hoist(total);
      form.emit(all);
      code.store(lost.get(number));
      form.emit(total);
      code.store(wholes.get(number));
    });
    form.emit(folding.identity());
    code.store(sums.get(number));
  }

  /** The accumulators become the sums of everything, which they are as long as none was added to another. */
  void finish(Form form) {
    MethodCode code = nest.code();
    Label end = code.label();
    code.load(flushes);
    code.jump(Opcodes.IFEQ, end);
    for (int i = 0; i < sums.size(); i++) {
      flush(form, i);
      add(form, wholes.get(i), lost.get(i), sums.get(i));
    }
    code.mark(end);
  }

  private void add(Form form, Local a, Local b, Local to) {
    nest.kernel().scope(() -> {
      form.bind(folding.sum(), a);
      form.bind(folding.other(), b);
      Word sum = folding.with(folding.other());
      form.plan(List.of(sum));
      form.emit(sum);
      nest.code().store(to);
    });
  }
}
