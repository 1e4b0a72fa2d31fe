package adjoint.compiler.emit.expression;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.Expression.Part;
import adjoint.compiler.emit.kernel.Instruction;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes words one number at a time; only the chosen branch of a choice runs. */
public final class ScalarForm implements Form {

  private final MethodState state;
  private final Map<Word, Integer> uses = new HashMap<>();

  public ScalarForm(MethodState state) {
    this.state = state;
  }

  @Override
  public void plan(List<Word> roots) {
    uses.putAll(MethodState.uses(roots));
  }

  @Override
  public Expression of(Word word) {
    Variable known = state.scalars().get(word);
    if (known != null) {
      return known;
    }
    Expression value = computed(word);
    return uses.getOrDefault(word, 1) > 1 && !isTrivial(word)
        ? new Expression.Kept(fresh(word), value)
        : value;
  }

  private Variable fresh(Word word) {
    Variable variable = new Variable(name(word), type(word.kind()));
    state.bind(word, variable);
    return variable;
  }

  @Override
  public void hoist(Word word) {
    let(word).ifPresent(state.code()::add);
  }

  /** What computes a word, where it isn't known. */
  private Optional<Instruction.Let> let(Word word) {
    if (state.scalars().containsKey(word) || isTrivial(word)) {
      return Optional.empty();
    }
    Expression value = computed(word);
    return Optional.of(new Instruction.Let(fresh(word), value));
  }

  /** Whether having it anew costs no more than a variable. */
  public static boolean isTrivial(Word word) {
    return word.operator() instanceof Operator.Number || word.operator() instanceof Operator.Position;
  }

  @Override
  public DataType type(Kind kind) {
    return DataType.of(kind);
  }

  @Override
  public void bind(Word word, Variable variable) {
    state.bind(word, variable);
  }

  @Override
  public void store(Variable array, Word address, Word value) {
    Expression place = of(address);
    state.code().store(array, place, of(value));
  }

  private static String name(Word word) {
    return switch (word.operator()) {
      case Operator.Number n -> "constant";
      case Operator.Position p -> p.index().name();
      case Operator.Register r -> r.name();
      case Operator.Dim d -> d.name();
      case Operator.DrawKey k -> k.second() ? "secondKey" : "key";
      case Operator.Load l -> "element" + word.id();
      case Plain p -> (word.kind() == Kind.INT ? "n" : word.kind() == Kind.FLOAT ? "x" : "is") + word.id();
    };
  }

  private Expression computed(Word word) {
    return switch (word.operator()) {
      case Operator.Number n -> new Expression.Constant(DataType.of(n.kind()), n.bits());
      case Operator.Position p -> throw new IllegalStateException("no loop over " + p.index().name() + " around here");
      case Operator.Register r -> throw new IllegalStateException("nothing is in the register " + r.name());
      case Operator.Dim d -> new Expression.OfFrame(state.frame(), new Part.Dim(d.number()));
      case Operator.DrawKey k -> new Expression.OfFrame(state.frame(), new Part.DrawKey(k.site(), k.second()));
      case Operator.Load l -> {
        Variable array = state.array(l.space(), l.kind());
        yield new Expression.Element(DataType.of(l.kind()), array, of(word.argument(0)), Optional.empty());
      }
      case Plain p -> plain(word, p);
    };
  }

  private Expression plain(Word word, Plain plain) {
    if (word.isChoice()) {
      return choice(word);
    }
    return word.kind() == Kind.BOOL
        ? truth(word, plain)
        : new Expression.Apply(DataType.of(word.kind()), plain, word.arguments().stream().map(this::of).toList());
  }

  private Expression choice(Word word) {
    List<Instruction.Let> lets = shared(word);
    Expression condition = condition(word.argument(0));
    Expression then = state.apart(() -> of(word.argument(1)));
    Expression choice = new Expression.Choice(condition, then, state.apart(() -> of(word.argument(2))));
    return lets.isEmpty() ? choice : new Expression.Given(lets, choice);
  }

  /** What a branch shares with code outside of it, and may be evaluated there, is computed before. */
  private List<Instruction.Let> shared(Word choice) {
    List<Instruction.Let> lets = new ArrayList<>();
    for (Word word : MethodState.reachable(choice.arguments().subList(1, 3))) {
      boolean outside = uses.getOrDefault(word, 1) > 1 && word.isSafe();
      if (outside && !word.isChoice() && word.kind() != Kind.BOOL) {
        let(word).ifPresent(lets::add);
      }
    }
    return lets;
  }

  /** A truth value as what decides: it isn't kept. */
  public Expression condition(Word word) {
    boolean open = !state.scalars().containsKey(word) && word.operator() instanceof Plain && !word.isChoice();
    return open ? truth(word, (Plain) word.operator()) : of(word);
  }

  private Expression truth(Word word, Plain plain) {
    return new Expression.Apply(DataType.TRUTH, plain, switch (plain) {
      case AND -> List.of(condition(word.argument(0)), state.apart(() -> condition(word.argument(1))));
      case OR -> List.of(of(word.argument(0)), state.apart(() -> condition(word.argument(1))));
      default -> word.arguments().stream().map(this::of).toList();
    });
  }
}
