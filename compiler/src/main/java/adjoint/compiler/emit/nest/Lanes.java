package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.expression.LaneForm;
import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A reduction by 32 running accumulators along the last index, combined by a fixed tree (16, 8, 4, 2, 1 apart), whatever
 * the width of the vectors. A pass holds two vectors (or numbers) of accumulators that are 16 apart, and takes every 32nd
 * place; there are `16 / lanes` passes, in the order of reversed bits, so that each pass's result joins that of the
 * earlier ones as the tree asks for, like carries in counting. An accumulator is a {@link PartialSums partial sum} of 32.
 */
record Lanes(List<Index> inner, List<Index> over, List<Word> sizes, Folding folding, Word body, Target target,
    boolean vectors, Optional<Inside> inside) implements Reducing {

  private static final int WIDTH = 32;
  private static final int HALF = 16;
  /** The positions of a partial sum: 32 for each accumulator. */
  private static final int BLOCK = 32 * WIDTH;
  /** Bodies of so many words have no copies for short rows. */
  private static final int LARGE = 30;
  /** Bodies of more words are written twice, under masks, and not four times: a method holds no more. */
  private static final int LARGEST = 150;
  /** Levels of the tree that join passes: at most 16 of them. */
  private static final int LEVELS = 4;

  static Lanes of(List<Index> inner, List<Index> over, List<Word> sizes, Folding folding, Word body, Target target,
      Mode mode) {
    boolean vectors = mode == Mode.VECTOR && isVector(folding, body, over.getLast());
    Optional<Inside> inside = Inside.along(over.getLast(), List.of(body), folding.words())
        .filter(i -> body.argument(2) == folding.identity());
    return new Lanes(inner, over, sizes, folding, body, target, vectors, inside);
  }

  /** Whether vectors can go along an index that is reduced. */
  static boolean isVector(Folding folding, Word body, Index index) {
    return folding.sum().kind() != Kind.INT && LaneForm.obstacle(List.of(body), index).isEmpty();
  }

  @Override
  public void write(Loops nest) {
    nest.state().scope(() -> {
      nest.hoist(roots(), true);
      nest.loops(inner, roots(), () -> nest.state().scope(() -> reduce(nest)));
    });
  }

  @Override
  public List<Word> roots() {
    List<Word> roots = new ArrayList<>(Reducing.super.roots());
    inside.ifPresent(part -> roots.addAll(part.places()));
    return roots;
  }

  private void reduce(Loops nest) {
    ProcedureBuilder code = nest.code();
    Form form = form(nest, Optional.empty());
    Variable total = start(nest, form, "total");
    List<Variable> levels = new ArrayList<>();
    for (int i = 0; i < LEVELS; i++) {
      levels.add(start(nest, form, "level" + i));
    }
    Expression passes = Expression.of(HALF).over(lanes(nest));
    code.loop("pass", Expression.ZERO, passes, Expression.ONE, pass -> nest.state().scope(() -> {
      pass(nest, pass, total);
      join(nest, form, pass, total, levels, 0);
    }));
    if (vectors) {
      acrossLanes(nest, form, total);
    }
    finish(nest, total);
  }

  private Form form(Loops nest, Optional<Variable> active) {
    return vectors ? nest.vectors(over.getLast(), active) : nest.scalars();
  }

  private Expression lanes(Loops nest) {
    return vectors ? nest.lanes() : Expression.ONE;
  }

  private Variable start(Loops nest, Form form, String name) {
    return nest.code().let(name, form.of(folding.identity()));
  }

  /** The first place of a pass: its four bits reversed. */
  private static Variable first(ProcedureBuilder code, Variable pass) {
    Expression first = shifted(pass, 1, Plain.ISHL, 3);
    first = or(first, shifted(pass, 2, Plain.ISHL, 1));
    first = or(first, shifted(pass, 4, Plain.ISHR, 1));
    return code.let("first", or(first, shifted(pass, 8, Plain.ISHR, 3)));
  }

  private static Expression shifted(Variable pass, int bit, Plain shift, int by) {
    return new Expression.Apply(DataType.INT, shift, List.of(pass.and(bit), Expression.of(by)));
  }

  private static Expression or(Expression a, Expression b) {
    return new Expression.Apply(DataType.INT, Plain.IOR, List.of(a, b));
  }

  private void pass(Loops nest, Variable pass, Variable total) {
    Form form = form(nest, Optional.empty());
    Variable first = first(nest.code(), pass);
    Variable low = start(nest, form, folding.name());
    Variable high = start(nest, form, folding.name() + HALF);
    rows(nest, form, first, low, high);
    combine(nest, form, low, high, total);
  }

  private void rows(Loops nest, Form form, Variable first, Variable low, Variable high) {
    boolean isLong = PartialSums.isLong(folding, over, BLOCK);
    boolean small = words() < LARGE;
    if (isLong && over.size() == 1 && small) {
      longOrShort(nest, form, first, low, high);
    } else if (isLong) {
      inBlocks(nest, form, first, low, high);
    } else {
      whole(nest, first, low, high);
    }
  }

  private int words() {
    return MethodState.reachable(List.of(body)).size();
  }

  /** A row whose size is known when it is there; a short one needs no blocks, which give it the same bits. */
  private void longOrShort(Loops nest, Form form, Variable first, Variable low, Variable high) {
    nest.state().choose(nest.scalars().of(nest.size(over.getLast())).atMost(Expression.of(BLOCK)),
        () -> whole(nest, first, low, high), () -> inBlocks(nest, form, first, low, high));
  }

  private void whole(Loops nest, Variable first, Variable low, Variable high) {
    Index index = over.getLast();
    Supplier<Expression> size = () -> nest.scalars().of(nest.size(index));
    nest.loops(over.subList(0, over.size() - 1), List.of(body), () -> inside.ifPresentOrElse(
        part -> {
          Variable begin = nest.code().let("begin", part.first(nest, Expression.ZERO, size.get()));
          Variable stop = nest.code().let("stop", part.end(nest, begin, size.get()));
          row(nest, () -> first.plus(begin), () -> stop, low, high);
        },
        () -> row(nest, () -> first, size, low, high)));
  }

  private void inBlocks(Loops nest, Form form, Variable first, Variable low, Variable high) {
    Index index = over.getLast();
    PartialSums partial = PartialSums.of(nest, form, folding, BLOCK, WIDTH, List.of(low, high));
    nest.loops(over.subList(0, over.size() - 1), List.of(body),
        () -> partial.blocks(form, index, block -> row(nest, () -> first.plus(block.from()), block::end, low, high)));
    partial.finish(form);
  }

  /** From a first position, in steps of all accumulators, up to an end. */
  private void row(Loops nest, Supplier<Expression> first, Supplier<Expression> end, Variable low, Variable high) {
    ProcedureBuilder code = nest.code();
    Index index = over.getLast();
    nest.state().scope(() -> {
      Variable turn = code.let(index.name(), first.get());
      if (vectors && words() > LARGEST) {
        code.goOn(turn, end.get(), Expression.of(WIDTH), () -> rest(nest, turn, end, low, high));
        return;
      }
      Variable limit = code.let("limit", end.get().minus(Expression.of(HALF - 1).plus(lanes(nest))));
      Form form = form(nest, Optional.empty());
      code.goOn(turn, limit, Expression.of(WIDTH), () -> {
        nest.at(index, turn, () -> take(nest, form, low, Optional.empty()));
        Variable behind = behind(code, index, turn);
        nest.at(index, behind, () -> take(nest, form, high, Optional.empty()));
      });
      if (!isWhole(WIDTH)) {
        nest.whenBelow(turn, end, () -> rest(nest, turn, end, low, high));
      }
    });
  }

  /** Whether rows are of so many positions each, or of a multiple of them. */
  private boolean isWhole(int positions) {
    Size size = over.getLast().size();
    return inside.isEmpty() && size.isConstant() && size.constant() % positions == 0;
  }

  private static Variable behind(ProcedureBuilder code, Index index, Variable turn) {
    return code.let(index.name() + HALF, turn.plus(HALF));
  }

  /** What doesn't fill two vectors 16 apart: the first whole or in part, the second in part. */
  private void rest(Loops nest, Variable turn, Supplier<Expression> end, Variable low, Variable high) {
    Index index = over.getLast();
    if (!vectors) {
      nest.at(index, turn, () -> take(nest, nest.scalars(), low, Optional.empty()));
      return;
    }
    partly(nest, turn, end, low);
    Variable behind = behind(nest.code(), index, turn);
    nest.whenBelow(behind, end, () -> partly(nest, behind, end, high));
  }

  /** One vector, of which some lanes may be behind the end: a mask where they can be. */
  private void partly(Loops nest, Variable turn, Supplier<Expression> end, Variable sum) {
    Runnable whole = () -> take(nest, form(nest, Optional.empty()), sum, Optional.empty());
    nest.at(over.getLast(), turn, () -> {
      if (isWhole(HALF)) {
        whole.run();
      } else if (words() < LARGE) {
        nest.state().choose(turn.plus(lanes(nest)).atMost(end.get()), whole, () -> masked(nest, turn, end, sum));
      } else {
        masked(nest, turn, end, sum);
      }
    });
  }

  private void masked(Loops nest, Variable turn, Supplier<Expression> end, Variable sum) {
    Variable active = nest.active(turn, end);
    take(nest, form(nest, Optional.of(active)), sum, Optional.of(active));
  }

  /** `sum = sum with body`, in the active lanes. */
  private void take(Loops nest, Form form, Variable sum, Optional<Variable> active) {
    nest.state().scope(() -> {
      form.bind(folding.sum(), sum);
      active.ifPresent(mask -> form.bind(folding.active(), mask));
      Word next = active.isEmpty() ? folding.with(body) : folding.whereActive(body);
      form.plan(List.of(next));
      nest.code().set(sum, form.of(next));
    });
  }

  /** `to = a with b`. */
  private void combine(Loops nest, Form form, Variable a, Variable b, Variable to) {
    nest.state().scope(() -> {
      form.bind(folding.sum(), a);
      form.bind(folding.other(), b);
      Word next = folding.with(folding.other());
      form.plan(List.of(next));
      nest.code().set(to, form.of(next));
    });
  }

  /** As a carry goes through a counter: where the pass's bit is set, the level's result is taken in and handed on. */
  private void join(Loops nest, Form form, Variable pass, Variable total, List<Variable> levels, int level) {
    if (level == LEVELS) {
      return;
    }
    nest.code().choose(pass.and(1 << level).notZero(), () -> {
      combine(nest, form, levels.get(level), total, total);
      join(nest, form, pass, total, levels, level + 1);
    }, () -> nest.code().set(levels.get(level), total));
  }

  private void acrossLanes(Loops nest, Form form, Variable total) {
    if (folding.sum().kind() == Kind.BOOL) {
      return;
    }
    for (int apart : List.of(8, 4, 2, 1)) {
      nest.state().when(nest.lanes().more(Expression.of(apart)), () -> {
        Variable behind = nest.code().let("behind", new Expression.Machine(DataType.FLOAT_LANES, Operation.LANES_BEHIND,
            List.of(total, Expression.of(apart))));
        combine(nest, form, total, behind, total);
      });
    }
  }

  private void finish(Loops nest, Variable total) {
    Variable result = vectors ? firstLane(nest.code(), total) : total;
    nest.state().bind(folding.sum(), result);
    nest.store(nest.scalars(), List.of(new Target(target.placement(), target.address(),
        folding.stored(target.placement().element()))));
  }

  private Variable firstLane(ProcedureBuilder code, Variable total) {
    boolean any = folding.reduction() == Reduction.ANY;
    return code.let(folding.name(), folding.sum().kind() == Kind.BOOL
        ? new Expression.Machine(DataType.TRUTH, any ? Operation.ANY_LANE : Operation.ALL_LANES, List.of(total))
        : new Expression.Machine(DataType.FLOAT, Operation.FIRST_LANE, List.of(total)));
  }
}
