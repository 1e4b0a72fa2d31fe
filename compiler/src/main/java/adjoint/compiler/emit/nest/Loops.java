package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.expression.LaneForm;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.expression.MethodState;
import adjoint.compiler.emit.expression.ScalarForm;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.Procedures;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The procedure of a nest while it is written: which loops are open, and what of its words has been taken out of inner ones.
 */
final class Loops {

  private static final int MOST_LANES = 16;

  private final Procedures owner;
  private final Lowering lowering;
  private final MethodState state;
  private final ScalarForm scalars;
  private final Set<Index> open = new HashSet<>();
  private Optional<Variable> lanes = Optional.empty();
  private Optional<Turns> turns = Optional.empty();

  /** The turns of one index that this method runs. */
  private record Turns(Index index, Variable from, Variable to) {}

  Loops(Procedures owner, Lowering lowering, MethodState state) {
    this.owner = owner;
    this.lowering = lowering;
    this.state = state;
    this.scalars = new ScalarForm(state);
  }

  ProcedureBuilder code() {
    return state.code();
  }

  MethodState state() {
    return state;
  }

  Words words() {
    return lowering.words();
  }

  ScalarForm scalars() {
    return scalars;
  }

  /** One number a lane along an index. */
  LaneForm vectors(Index lane, Optional<Variable> active) {
    return new LaneForm(state, scalars, lane, active);
  }

  /** The number of lanes. */
  Variable lanes() {
    return lanes.orElseThrow(() -> new IllegalStateException("no lanes in scalar code"));
  }

  /** The entry of the method: parameters that are indices of loops around it have been declared. */
  void enter(List<Piece> pieces) {
    if (owner.lanes()) {
      lanes = Optional.of(code().let("lanes", Expression.lanes()));
    }
    pieces.forEach(p -> state.arrays(p.roots()));
    pieces.forEach(p -> p.placements().forEach(state::array));
    hoist(roots(pieces), false);
  }

  static List<Word> roots(List<Piece> pieces) {
    return pieces.stream().flatMap(p -> p.roots().stream()).toList();
  }

  /** An index has a value: that of a local. */
  void bind(Index index, Variable turn) {
    state.bind(words().position(index), turn);
    open.add(index);
  }

  /** The number of turns of a loop over an index, as a word. */
  Word size(Index index) {
    return lowering.size(index.size());
  }

  /** Loops over this index run only these turns. */
  void restrict(Index index, Variable from, Variable to) {
    turns = Optional.of(new Turns(index, from, to));
  }

  /** The first turn of an index. */
  Expression first(Index index) {
    return turns.filter(t -> t.index().equals(index)).<Expression>map(Turns::from).orElse(Expression.ZERO);
  }

  /** The end of the turns of an index. */
  Expression end(Index index) {
    return turns.filter(t -> t.index().equals(index)).<Expression>map(Turns::to)
        .orElseGet(() -> scalars.of(size(index)));
  }

  /** Whether a loop over an index is a number of whole vectors, however wide they are. */
  boolean isWhole(Index index) {
    return turns.filter(t -> t.index().equals(index)).isEmpty() && index.size().isConstant()
        && index.size().constant() % MOST_LANES == 0;
  }

  /** A loop over an index; what only then has a value, but is the same in inner loops, is computed at its start. */
  void loop(Index index, List<Word> roots, boolean loads, Runnable body) {
    loop(index, first(index), () -> end(index), roots, loads, body);
  }

  /** The same over some positions. */
  void loop(Index index, Expression from, Supplier<Expression> to, List<Word> roots, boolean loads, Runnable body) {
    state.loop(words().position(index), from, to, () -> {
      open.add(index);
      hoist(roots, loads);
      body.run();
      open.remove(index);
    });
  }

  /** Loops over several indices, outermost first. */
  void loops(List<Index> indices, List<Word> roots, Runnable body) {
    if (indices.isEmpty()) {
      body.run();
      return;
    }
    List<Index> rest = indices.subList(1, indices.size());
    loop(indices.getFirst(), roots, true, () -> loops(rest, roots, body));
  }

  /** Code in which an index has the value of a local. */
  void at(Index index, Variable turn, Runnable body) {
    state.scope(() -> {
      state.bind(words().position(index), turn);
      open.add(index);
      body.run();
      open.remove(index);
    });
  }

  /** A word where an index has the value of a variable. */
  Expression at(Index index, Variable turn, Word word) {
    return state.apart(() -> {
      state.bind(words().position(index), turn);
      return scalars.of(word);
    });
  }

  /** `if (turn < limit) body`. */
  void whenBelow(Variable turn, Supplier<Expression> limit, Runnable body) {
    state.when(turn.less(limit.get()), body);
  }

  /** The mask of the lanes at `turn` and behind it that are below a limit. */
  Variable active(Variable turn, Supplier<Expression> limit) {
    return code().let("active", Expression.inRange(turn, limit.get()));
  }

  /**
   * Computes what has a value now and is used where more indices have one.
   *
   * @param loads whether elements may be loaded now: not before statements that may write them
   */
  void hoist(List<Word> roots, boolean loads) {
    Set<Word> barred = new HashSet<>();
    Set<Word> ready = new LinkedHashSet<>();
    Set<Word> wanted = new HashSet<>(roots);
    Set<Word> unguarded = MethodState.unguarded(roots);
    for (Word word : MethodState.reachable(roots)) {
      if (isBarred(word, loads) || word.arguments().stream().anyMatch(barred::contains)) {
        barred.add(word);
      }
      boolean alone = word.isSafe() || (unguarded.contains(word) && word.isTotal());
      if (!barred.contains(word) && alone) {
        ready.add(word);
      } else {
        wanted.addAll(word.arguments());
      }
    }
    scalars.plan(roots);
    ready.stream().filter(wanted::contains).forEach(scalars::hoist);
  }

  /** Whether it, and so all that it stands in, has no value yet. */
  private boolean isBarred(Word word, boolean loads) {
    return switch (word.operator()) {
      case Operator.Register _ -> !state.isBound(word);
      case Operator.Load _ -> !loads;
      case Operator.Position p -> !open.contains(p.index());
      case Operator.Number _,Operator.Dim _,Operator.DrawKey _,Plain _ -> false;
    };
  }

  /** Computes bodies and writes them, after all of them are computed. */
  void store(Form form, List<Target> targets) {
    List<Word> roots = new ArrayList<>();
    targets.forEach(t -> roots.addAll(List.of(t.address(), t.value())));
    form.plan(roots);
    if (targets.size() > 1) {
      targets.forEach(t -> form.hoist(t.value()));
    }
    targets.forEach(t -> form.store(state.array(t.placement()), t.address(), t.value()));
  }
}
