package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.expression.VectorForm;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * A reduction by 32 running accumulators along the last index, combined by a fixed tree (16, 8, 4, 2, 1 apart), whatever
 * the width of the vectors. A pass holds two vectors (or numbers) of accumulators that are 16 apart, and takes every 32nd
 * place; there are `16 / lanes` passes, in the order of reversed bits, so that each pass's result joins that of the
 * earlier ones as the tree asks for, like carries in counting. An accumulator is a {@link PartialSums partial sum} of 32.
 */
record Lanes(List<Index> inner, List<Index> over, List<Word> sizes, Folding folding, Word body, Target target,
    boolean vectors) implements Reducing {

  private static final int WIDTH = 32;
  private static final int HALF = 16;
  /** The positions of a partial sum: 32 for each accumulator. */
  private static final int BLOCK = 32 * WIDTH;
  /** Bodies of so many words have no copies for short rows. */
  private static final int LARGE = 30;
  /** Levels of the tree that join passes: at most 16 of them. */
  private static final int LEVELS = 4;
  private static final String FLOAT = "jdk/incubator/vector/FloatVector";
  private static final String MASK = "jdk/incubator/vector/VectorMask";

  static Lanes of(List<Index> inner, List<Index> over, List<Word> sizes, Folding folding, Word body, Target target,
      Mode mode) {
    boolean vectors = mode == Mode.VECTOR && isVector(folding, body, over.getLast());
    return new Lanes(inner, over, sizes, folding, body, target, vectors);
  }

  /** Whether vectors can go along an index that is reduced. */
  static boolean isVector(Folding folding, Word body, Index index) {
    return folding.sum().kind() != Kind.INT && VectorForm.obstacle(List.of(body), index).isEmpty();
  }

  @Override
  public void write(Loops nest) {
    nest.kernel().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(inner, roots(), () -> nest.kernel().scope(() -> reduce(nest)));
    });
  }

  private void reduce(Loops nest) {
    MethodCode code = nest.code();
    Form form = form(nest, Optional.empty());
    Local total = start(nest, form, "total");
    List<Local> levels = new ArrayList<>();
    for (int i = 0; i < LEVELS; i++) {
      levels.add(start(nest, form, "level" + i));
    }
    Runnable passes = () -> {
      code.push(HALF);
      lanes(nest);
      code.op(Opcodes.IDIV);
    };
    code.loop("pass", () -> code.push(0), passes, 1, pass -> nest.kernel().scope(() -> {
      pass(nest, pass, total);
      join(nest, form, pass, total, levels, 0);
    }));
    if (vectors) {
      acrossLanes(nest, form, total);
    }
    finish(nest, total);
  }

  private Form form(Loops nest, Optional<Local> active) {
    return vectors ? nest.vectors(over.getLast(), active) : nest.scalars();
  }

  private void lanes(Loops nest) {
    if (vectors) {
      nest.code().load(nest.lanes());
    } else {
      nest.code().push(1);
    }
  }

  private Local start(Loops nest, Form form, String name) {
    form.emit(folding.identity());
    return nest.code().keep(name, form.type(folding.sum().kind()));
  }

  /** The first place of a pass: its four bits reversed. */
  private static Local first(MethodCode code, Local pass) {
    int[] bits = {1, 2, 4, 8};
    int[] shifts = {3, 1, -1, -3};
    for (int i = 0; i < bits.length; i++) {
      code.load(pass);
      code.push(bits[i]);
      code.op(Opcodes.IAND);
      code.push(Math.abs(shifts[i]));
      code.op(shifts[i] > 0 ? Opcodes.ISHL : Opcodes.ISHR);
      if (i > 0) {
        code.op(Opcodes.IOR);
      }
    }
    return code.keep("first", Local.Type.INT);
  }

  private void pass(Loops nest, Local pass, Local total) {
    Form form = form(nest, Optional.empty());
    Local first = first(nest.code(), pass);
    Local low = start(nest, form, folding.name());
    Local high = start(nest, form, folding.name() + HALF);
    rows(nest, form, first, low, high);
    combine(nest, form, low, high, total);
  }

  private void rows(Loops nest, Form form, Local first, Local low, Local high) {
    boolean isLong = PartialSums.isLong(folding, over, BLOCK);
    boolean small = Kernel.reachable(List.of(body)).size() < LARGE;
    if (isLong && over.size() == 1 && small) {
      longOrShort(nest, form, first, low, high);
    } else if (isLong) {
      inBlocks(nest, form, first, low, high);
    } else {
      whole(nest, first, low, high);
    }
  }

  /** A row whose size is known when it is there; a short one needs no blocks, which give it the same bits. */
  private void longOrShort(Loops nest, Form form, Local first, Local low, Local high) {
    MethodCode code = nest.code();
    Label isLong = code.label();
    Label end = code.label();
    nest.scalars().emit(nest.size(over.getLast()));
    code.push(BLOCK);
    code.jump(Opcodes.IF_ICMPGT, isLong);
    nest.kernel().scope(() -> whole(nest, first, low, high));
    code.jump(Opcodes.GOTO, end);
    code.mark(isLong);
    nest.kernel().scope(() -> inBlocks(nest, form, first, low, high));
    code.mark(end);
  }

  private void whole(Loops nest, Local first, Local low, Local high) {
    Index index = over.getLast();
    nest.loops(over.subList(0, over.size() - 1), List.of(body), () -> row(nest, () -> nest.code().load(first),
        () -> nest.scalars().emit(nest.size(index)), low, high));
  }

  private void inBlocks(Loops nest, Form form, Local first, Local low, Local high) {
    Index index = over.getLast();
    PartialSums partial = PartialSums.of(nest, form, folding, BLOCK, WIDTH, List.of(low, high));
    nest.loops(over.subList(0, over.size() - 1), List.of(body),
        () -> partial.blocks(form, index, block -> row(nest, () -> {
          nest.code().load(first);
          nest.code().load(block.from());
          nest.code().op(Opcodes.IADD);
        }, () -> nest.code().load(block.end()), low, high)));
    partial.finish(form);
  }

  /** From a first position, in steps of all accumulators, up to an end; both push an int. */
  private void row(Loops nest, Runnable first, Runnable end, Local low, Local high) {
    MethodCode code = nest.code();
    Index index = over.getLast();
    nest.kernel().scope(() -> {
      end.run();
      code.push(HALF - 1);
      lanes(nest);
      code.ops(Opcodes.IADD, Opcodes.ISUB);
      Local limit = code.keep("limit", Local.Type.INT);
      first.run();
      Local turn = code.keep(index.name(), Local.Type.INT);
      Form form = form(nest, Optional.empty());
      code.loop(turn, () -> code.load(limit), () -> code.increment(turn, WIDTH), () -> {
        nest.at(index, turn, () -> take(nest, form, low, Optional.empty()));
        Local behind = behind(code, index, turn);
        nest.at(index, behind, () -> take(nest, form, high, Optional.empty()));
      });
      nest.whenBelow(turn, end, () -> rest(nest, turn, end, low, high));
    });
  }

  private static Local behind(MethodCode code, Index index, Local turn) {
    code.load(turn);
    code.push(HALF);
    code.op(Opcodes.IADD);
    return code.keep(index.name() + HALF, Local.Type.INT);
  }

  /** What doesn't fill two vectors 16 apart: the first whole or in part, the second in part. */
  private void rest(Loops nest, Local turn, Runnable end, Local low, Local high) {
    Index index = over.getLast();
    if (!vectors) {
      nest.at(index, turn, () -> take(nest, nest.scalars(), low, Optional.empty()));
      return;
    }
    masked(nest, turn, end, low);
    Local behind = behind(nest.code(), index, turn);
    nest.whenBelow(behind, end, () -> masked(nest, behind, end, high));
  }

  private void masked(Loops nest, Local turn, Runnable end, Local sum) {
    nest.at(over.getLast(), turn, () -> {
      Local active = nest.active(turn, end);
      take(nest, form(nest, Optional.of(active)), sum, Optional.of(active));
    });
  }

  /** `sum = sum with body`, in the active lanes. */
  private void take(Loops nest, Form form, Local sum, Optional<Local> active) {
    MethodCode code = nest.code();
    nest.kernel().scope(() -> {
      form.bind(folding.sum(), sum);
      active.ifPresent(mask -> form.bind(folding.active(), mask));
      Word next = active.isEmpty() ? folding.with(body) : folding.whereActive(body);
      form.plan(List.of(next));
      form.emit(next);
      code.store(sum);
    });
  }

  /** `to = a with b`. */
  private void combine(Loops nest, Form form, Local a, Local b, Local to) {
    nest.kernel().scope(() -> {
      form.bind(folding.sum(), a);
      form.bind(folding.other(), b);
      Word next = folding.with(folding.other());
      form.plan(List.of(next));
      form.emit(next);
      nest.code().store(to);
    });
  }

  /** As a carry goes through a counter: where the pass's bit is set, the level's result is taken in and handed on. */
  private void join(Loops nest, Form form, Local pass, Local total, List<Local> levels, int level) {
    if (level == LEVELS) {
      return;
    }
    MethodCode code = nest.code();
    Label keep = code.label();
    Label end = code.label();
    code.load(pass);
    code.push(1 << level);
    code.op(Opcodes.IAND);
    code.jump(Opcodes.IFEQ, keep);
    combine(nest, form, levels.get(level), total, total);
    join(nest, form, pass, total, levels, level + 1);
    code.jump(Opcodes.GOTO, end);
    code.mark(keep);
    code.load(total);
    code.store(levels.get(level));
    code.mark(end);
  }

  private void acrossLanes(Loops nest, Form form, Local total) {
    if (folding.sum().kind() == Kind.BOOL) {
      return;
    }
    MethodCode code = nest.code();
    for (int apart : List.of(8, 4, 2, 1)) {
      Label fewer = code.label();
      code.load(nest.lanes());
      code.push(apart);
      code.jump(Opcodes.IF_ICMPLE, fewer);
      nest.kernel().scope(() -> {
        code.load(total);
        code.getStatic(nest.owner().name(), KernelClass.APART + apart, KernelClass.SHUFFLE_DESCRIPTOR);
        code.invokeVirtual(FLOAT, "rearrange", "(" + KernelClass.SHUFFLE_DESCRIPTOR + ")L" + FLOAT + ";");
        Local behind = code.keep("behind", Local.Type.FLOAT_VECTOR);
        combine(nest, form, total, behind, total);
      });
      code.mark(fewer);
    }
  }

  private void finish(Loops nest, Local total) {
    MethodCode code = nest.code();
    Local result = vectors ? firstLane(code, total) : total;
    nest.kernel().bind(folding.sum(), result);
    nest.store(nest.scalars(), List.of(new Target(target.placement(), target.address(),
        folding.stored(target.placement().element()))));
  }

  private Local firstLane(MethodCode code, Local total) {
    code.load(total);
    if (folding.sum().kind() == Kind.BOOL) {
      boolean any = folding.reduction() == Reduction.ANY;
      code.invokeVirtual(MASK, any ? "anyTrue" : "allTrue", "()Z");
      return code.keep(folding.name(), Local.Type.INT);
    }
    code.push(0);
    code.invokeVirtual(FLOAT, "lane", "(I)F");
    return code.keep(folding.name(), Local.Type.FLOAT);
  }
}
