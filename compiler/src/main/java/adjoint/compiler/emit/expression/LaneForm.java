package adjoint.compiler.emit.expression;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.graph.Index;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes words one number a lane: lane k has the value at position `p + k` of one index, where p is what the index's
 * variable holds. What doesn't change with that index is computed by the scalar form and broadcast. Of a choice that differs
 * between lanes both branches are evaluated.
 */
public final class LaneForm implements Form {

  private final MethodState state;
  private final ScalarForm scalars;
  private final Index lane;
  private final Optional<Variable> active;
  private final Map<Word, Integer> uses = new HashMap<>();
  private final Set<Word> varying = new HashSet<>();
  /** What is made of registers, of which no step from lane to lane is known. */
  private final Set<Word> accumulated = new HashSet<>();

  /**
   * @param scalars for what is the same in all lanes, and for addresses
   * @param lane the index that the lanes go along
   * @param active the mask of the lanes that load, where not all do; the others are zero
   */
  public LaneForm(MethodState state, ScalarForm scalars, Index lane, Optional<Variable> active) {
    this.state = state;
    this.scalars = scalars;
    this.lane = lane;
    this.active = active;
  }

  /** Why these words can't be computed along an index; empty where they can. */
  public static Optional<String> obstacle(List<Word> roots, Index lane) {
    return MethodState.reachable(roots).stream().filter(w -> w.varies(lane)).flatMap(w -> obstacle(w, lane).stream())
        .findFirst();
  }

  private static Optional<String> obstacle(Word word, Index lane) {
    if (word.operator() instanceof Operator.Load && word.argument(0).slope(lane).filter(s -> s == 1).isEmpty()) {
      return Optional.of("a read that isn't contiguous along " + lane.name());
    }
    if (word.is(Plain.FLOOR_DIV) || word.is(Plain.FLOOR_MOD)) {
      return Optional.of("a quotient that changes with " + lane.name());
    }
    boolean unsafe = word.isChoice() && word.argument(0).varies(lane)
        && !(word.argument(1).isSafe() && word.argument(2).isSafe());
    return unsafe ? Optional.of("a guard of a read that changes with " + lane.name()) : Optional.empty();
  }

  @Override
  public void plan(List<Word> roots) {
    uses.putAll(MethodState.uses(roots));
    scalars.plan(roots);
    for (Word word : MethodState.reachable(roots)) {
      boolean changes = word.operator() instanceof Operator.Position p && p.index().equals(lane)
          || state.lanes().containsKey(word);
      if (changes || word.arguments().stream().anyMatch(varying::contains)) {
        varying.add(word);
      }
      boolean register = word.operator() instanceof Operator.Register && state.lanes().containsKey(word);
      if (register || word.arguments().stream().anyMatch(accumulated::contains)) {
        accumulated.add(word);
      }
    }
  }

  /** Whether a word differs between the lanes. */
  public boolean isVarying(Word word) {
    return varying.contains(word);
  }

  /** One number a lane; of a truth value the mask of the floats. */
  @Override
  public Expression of(Word word) {
    Variable known = state.lanes().get(word);
    if (known != null) {
      return known;
    }
    if (!isVarying(word)) {
      return machine(type(word.kind()), Operation.BROADCAST, scalars.of(word));
    }
    Expression value = computed(word);
    return uses.getOrDefault(word, 1) > 1 ? new Expression.Kept(fresh(word), value) : value;
  }

  private Variable fresh(Word word) {
    Variable variable = new Variable("v" + word.id(), type(word.kind()));
    state.bindLanes(word, variable);
    return variable;
  }

  @Override
  public void hoist(Word word) {
    if (!isVarying(word)) {
      scalars.hoist(word);
    } else {
      let(word).ifPresent(state.code()::add);
    }
  }

  private Optional<Instruction.Let> let(Word word) {
    if (state.lanes().containsKey(word)) {
      return Optional.empty();
    }
    Expression value = computed(word);
    return Optional.of(new Instruction.Let(fresh(word), value));
  }

  @Override
  public void bind(Word word, Variable variable) {
    state.bindLanes(word, variable);
  }

  @Override
  public DataType type(Kind kind) {
    return DataType.lanes(kind);
  }

  @Override
  public void store(Variable array, Word address, Word value) {
    Expression lanes = of(value);
    state.code().add(new Instruction.Store(array, scalars.of(address), lanes, active.map(mask -> mask)));
  }

  private static Expression machine(DataType type, Operation operation, Expression... arguments) {
    return new Expression.Machine(type, operation, List.of(arguments));
  }

  private Expression computed(Word word) {
    Optional<Integer> slope = word.kind() == Kind.INT ? word.slope(lane) : Optional.empty();
    if (slope.isPresent() && !accumulated.contains(word)) {
      return machine(DataType.INT_LANES, Operation.STEPS, scalars.of(word), Expression.of(slope.get()));
    }
    return switch (word.operator()) {
      case Operator.Load load -> new Expression.Element(type(load.kind()), state.array(load.space(), load.kind()),
          scalars.of(word.argument(0)), active.map(mask -> mask));
      case Plain plain -> plain(word, plain);
      case Operator.Number n -> throw unexpected(word);
      case Operator.Position p -> throw unexpected(word);
      case Operator.Register r -> throw unexpected(word);
      case Operator.Dim d -> throw unexpected(word);
      case Operator.DrawKey k -> throw unexpected(word);
    };
  }

  private static IllegalStateException unexpected(Word word) {
    return new IllegalStateException("not one number a lane: " + word);
  }

  private Expression plain(Word word, Plain plain) {
    return switch (plain) {
      case ISHL, ISHR, IUSHR -> {
        Expression shifted = of(word.argument(0));
        yield apply(word, plain, List.of(shifted, scalars.of(word.argument(1))));
      }
      case CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL -> isVarying(word.argument(0)) ? chosen(word) : branch(word);
      case RARELY -> isVarying(word.argument(0)) ? rarely(word) : branch(word);
      case FLOOR_DIV, FLOOR_MOD -> throw unexpected(word);
      case FADD, FSUB, FMUL, FDIV, FMA, FSQRT, FNEG, FABS, FMAX, FMIN, IADD, ISUB, IMUL, IAND, IOR, IXOR, IMAX, IMIN,
          TO_FLOAT, BITS, FROM_BITS, FLT, FLE, FEQ, FNE, ILT, ILE, IEQ, INE, AND, OR, NOT, RARE_SIN, RARE_COS,
          RARE_REMAINDER ->
        apply(word, plain, word.arguments().stream().map(this::of).toList());
    };
  }

  private Expression apply(Word word, Plain plain, List<Expression> arguments) {
    return new Expression.Apply(type(word.kind()), plain, arguments);
  }

  private Expression chosen(Word word) {
    if (word.is(Plain.CHOOSE_BOOL)) {
      return chosenMask(word);
    }
    Expression otherwise = of(word.argument(2));
    Expression then = of(word.argument(1));
    return machine(type(word.kind()), Operation.BLEND, otherwise, then, of(word.argument(0)));
  }

  /** `(c and a) or (b and not c)`. */
  private Expression chosenMask(Word word) {
    Expression condition = of(word.argument(0));
    Expression then = apply(word, Plain.AND, List.of(condition, of(word.argument(1))));
    Expression otherwise = of(word.argument(2));
    return apply(word, Plain.OR,
        List.of(then, machine(DataType.MASK, Operation.AND_NOT, otherwise, of(word.argument(0)))));
  }

  /** The usual value, and where the condition holds in some lane the rare one blended into it. */
  private Expression rarely(Word word) {
    Expression usual = of(word.argument(2));
    Optional<Instruction.Let> given = let(word.argument(0));
    Expression condition = of(word.argument(0));
    return new Expression.Rarely(usual, given, condition, state.apart(() -> of(word.argument(1))));
  }

  /** The condition is the same for all lanes: only one branch runs. */
  private Expression branch(Word word) {
    Expression condition = scalars.condition(word.argument(0));
    Expression then = state.apart(() -> of(word.argument(1)));
    return new Expression.Choice(condition, then, state.apart(() -> of(word.argument(2))));
  }
}
