package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.expression.ScalarForm;
import adjoint.compiler.emit.expression.VectorForm;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes and stores values along one index, in whole vectors where all is contiguous. */
final class VectorLoop {

  /** A value and where it goes. */
  record Write(Local array, Word address, Word value) {}

  private final KernelClass into;
  private final Body body;
  private final Kernel kernel;
  private final Words words;
  private final List<Write> writes;
  private final boolean repeatable;

  /** @param repeatable whether values may be computed and written twice */
  VectorLoop(KernelClass into, Body body, Kernel kernel, Words words, List<Write> writes, boolean repeatable) {
    this.into = into;
    this.body = body;
    this.kernel = kernel;
    this.words = words;
    this.writes = writes;
    this.repeatable = repeatable;
  }

  /** All settings from `first` on. */
  void run(Index index, Int first, Int count) {
    if (isVector(index)) {
      vectors(index, first, count);
    } else {
      body.loop("turn", Int.ZERO, count, Int.ONE, turn -> store(index, first.plus(turn), new ScalarForm(kernel)));
    }
  }

  /** The only value where there is no index. */
  void once() {
    kernel.scope(() -> store(new ScalarForm(kernel)));
  }

  private boolean isVector(Index index) {
    List<Word> values = writes.stream().map(Write::value).toList();
    return into.mode() == Mode.VECTOR && VectorForm.obstacle(values, index).isEmpty()
        && writes.stream().allMatch(w -> w.address().slope(index).filter(s -> s == 1).isPresent());
  }

  private void vectors(Index index, Int first, Int count) {
    Int lanes = Species.lanes(body, into.name());
    Int.Variable turn = body.let("turn", Int.ZERO);
    if (repeatable) {
      Int last = body.let("last", count.minus(lanes));
      body.when(last, Body.Test.AT_LEAST, Int.ZERO, () -> body.repeat(turn, Body.Test.LESS, count, () -> {
        store(index, first.plus(turn.min(last)), vector(index, Optional.empty()));
        body.set(turn, turn.plus(lanes));
      }));
    } else {
      Int whole = body.let("whole", count.minus(lanes));
      body.repeat(whole, Body.Test.AT_LEAST, turn, () -> {
        store(index, first.plus(turn), vector(index, Optional.empty()));
        body.set(turn, turn.plus(lanes));
      });
    }
    body.when(turn, Body.Test.LESS, count, () -> rest(index, first, turn, count, lanes));
  }

  /** By a mask at 16 lanes; one by one at fewer, where masks lose. */
  private void rest(Index index, Int first, Int.Variable turn, Int count, Int lanes) {
    body.choose(lanes, Body.Test.EQUAL, Int.of(16), () -> {
      body.code.getStatic(into.name(), KernelClass.FLOATS, KernelClass.SPECIES_DESCRIPTOR);
      body.push(turn);
      body.push(count);
      body.code.invokeInterface("jdk/incubator/vector/VectorSpecies", "indexInRange",
          "(II)" + Local.Type.MASK.descriptor());
      Local mask = body.code.keep("active", Local.Type.MASK);
      store(index, first.plus(turn), vector(index, Optional.of(mask)));
    }, () -> body.repeat(turn, Body.Test.LESS, count, () -> {
      store(index, first.plus(turn), new ScalarForm(kernel));
      body.set(turn, turn.plus(Int.ONE));
    }));
  }

  private Form vector(Index index, Optional<Local> active) {
    return new VectorForm(into, kernel, new ScalarForm(kernel), index, active);
  }

  private void store(Index index, Int at, Form form) {
    kernel.scope(() -> {
      kernel.bind(words.position(index), body.let(index.name(), at).local());
      store(form);
    });
  }

  /** All values before the first write: a result may lie where an operand of the same place lay. */
  private void store(Form form) {
    List<Word> roots = new ArrayList<>();
    writes.forEach(w -> roots.addAll(List.of(w.address(), w.value())));
    form.plan(roots);
    if (writes.size() > 1) {
      writes.forEach(w -> form.hoist(w.value()));
    }
    writes.forEach(w -> form.store(w.array(), w.address(), w.value()));
  }
}
