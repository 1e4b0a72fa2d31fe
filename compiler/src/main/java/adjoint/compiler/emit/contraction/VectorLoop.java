package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.expression.LaneForm;
import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.expression.ScalarForm;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes and stores values along one index, in whole vectors where all is contiguous. */
final class VectorLoop {

  /** A value and where it goes. */
  record Write(Variable array, Word address, Word value) {}

  private final Procedures into;
  private final ProcedureBuilder body;
  private final MethodState state;
  private final Words words;
  private final List<Write> writes;
  private final boolean repeatable;

  /** @param repeatable whether values may be computed and written twice */
  VectorLoop(Procedures into, ProcedureBuilder body, MethodState state, Words words, List<Write> writes,
      boolean repeatable) {
    this.into = into;
    this.body = body;
    this.state = state;
    this.words = words;
    this.writes = writes;
    this.repeatable = repeatable;
  }

  /** All settings from `first` on. */
  void run(Index index, Expression first, Expression count) {
    if (isVector(index)) {
      vectors(index, first, count);
    } else {
      body.loop("turn", Expression.ZERO, count, Expression.ONE,
          turn -> store(index, first.plus(turn), new ScalarForm(state)));
    }
  }

  /** The only value where there is no index. */
  void once() {
    state.scope(() -> store(new ScalarForm(state)));
  }

  private boolean isVector(Index index) {
    List<Word> values = writes.stream().map(Write::value).toList();
    return into.lanes() && LaneForm.obstacle(values, index).isEmpty()
        && writes.stream().allMatch(w -> w.address().slope(index).filter(s -> s == 1).isPresent());
  }

  private void vectors(Index index, Expression first, Expression count) {
    Expression lanes = body.let("lanes", Expression.lanes());
    Variable turn = body.let("turn", Expression.ZERO);
    if (repeatable) {
      Expression last = body.let("last", count.minus(lanes));
      body.when(last.atLeast(Expression.ZERO), () -> body.repeat(turn.less(count), () -> {
        store(index, first.plus(turn.min(last)), vector(index, Optional.empty()));
        body.set(turn, turn.plus(lanes));
      }));
    } else {
      Expression whole = body.let("whole", count.minus(lanes));
      body.repeat(whole.atLeast(turn), () -> {
        store(index, first.plus(turn), vector(index, Optional.empty()));
        body.set(turn, turn.plus(lanes));
      });
    }
    body.when(turn.less(count), () -> rest(index, first, turn, count, lanes));
  }

  /** By a mask at 16 lanes; one by one at fewer, where masks lose. */
  private void rest(Index index, Expression first, Variable turn, Expression count, Expression lanes) {
    body.choose(lanes.equal(Expression.of(16)), () -> {
      Variable mask =
          body.let("active", Expression.inRange(turn, count));
      store(index, first.plus(turn), vector(index, Optional.of(mask)));
    }, () -> body.repeat(turn.less(count), () -> {
      store(index, first.plus(turn), new ScalarForm(state));
      body.set(turn, turn.plus(Expression.ONE));
    }));
  }

  private Form vector(Index index, Optional<Variable> active) {
    return new LaneForm(state, new ScalarForm(state), index, active);
  }

  private void store(Index index, Expression at, Form form) {
    state.scope(() -> {
      state.bind(words.position(index), body.let(index.name(), at));
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
