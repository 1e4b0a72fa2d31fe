package adjoint.compiler.emit.expression;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Space;
import adjoint.runtime.tensor.Element;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A procedure while it is written: its statements, its frame, and where the arrays and the words that it has computed so far
 * are kept.
 */
public final class MethodState {

  private final ProcedureBuilder code;
  private final Variable frame;
  private final Map<Expression.Part.Array, Variable> arrays = new HashMap<>();
  private Map<Word, Variable> scalars = new HashMap<>();
  private Map<Word, Variable> lanes = new HashMap<>();

  /** @param frame its first parameter */
  public MethodState(ProcedureBuilder code, Variable frame) {
    this.code = code;
    this.frame = frame;
  }

  public ProcedureBuilder code() {
    return code;
  }

  public Variable frame() {
    return frame;
  }

  /** This word is in a variable, as one number or truth value. */
  public void bind(Word word, Variable variable) {
    scalars.put(word, variable);
  }

  /** This word is in a variable, one number a lane. */
  public void bindLanes(Word word, Variable variable) {
    lanes.put(word, variable);
  }

  /** Whether a word is in a variable already. */
  public boolean isBound(Word word) {
    return scalars.containsKey(word);
  }

  Map<Word, Variable> scalars() {
    return scalars;
  }

  Map<Word, Variable> lanes() {
    return lanes;
  }

  /** Variables and words that the body computes are forgotten after it: it may run never or several times. */
  public void scope(Runnable body) {
    code.scope(() -> apart(body));
  }

  /** Words that the body computes are forgotten after it. */
  public void apart(Runnable body) {
    apart(() -> {
      body.run();
      return this;
    });
  }

  /** The same of what gives a value. */
  public <T> T apart(Supplier<T> body) {
    Map<Word, Variable> outerScalars = scalars;
    Map<Word, Variable> outerLanes = lanes;
    scalars = new HashMap<>(scalars);
    lanes = new HashMap<>(lanes);
    T value = body.get();
    scalars = outerScalars;
    lanes = outerLanes;
    return value;
  }

  /** One of two bodies, or none; what they compute is forgotten after them. */
  public void when(Expression condition, Runnable then) {
    code.when(condition, () -> apart(then));
  }

  public void choose(Expression condition, Runnable then, Runnable otherwise) {
    code.choose(condition, () -> apart(then), () -> apart(otherwise));
  }

  /**
   * A loop over an index: `for (index = from; index < to; index++) body`.
   *
   * @param position the word of the index: {@link adjoint.compiler.emit.word.Words#position}
   */
  public void loop(Word position, Expression from, Supplier<Expression> to, Runnable body) {
    String name = ((Operator.Position) position.operator()).index().name();
    scope(() -> code.loop(name, from, to.get(), Expression.ONE, turn -> {
      bind(position, turn);
      body.run();
    }));
  }

  /** Takes the arrays that these words load from out of the frame; done at the entry. */
  public void arrays(Collection<Word> roots) {
    for (Word word : reachable(roots)) {
      if (word.operator() instanceof Operator.Load load) {
        array(load.space(), load.kind());
      }
    }
  }

  /** The variable of an array, taken out of the frame at its first mention, which must be at the entry. */
  public Variable array(Space space, Kind kind) {
    Expression.Part.Array array = new Expression.Part.Array(space, switch (space) {
      case Space.Store _,Space.Work _,Space.Settings _ -> DataType.REALS;
      case Space.WorkInts _ -> DataType.WHOLES;
      case Space.Port _ -> kind == Kind.FLOAT ? DataType.REALS : DataType.WHOLES;
    });
    return arrays.computeIfAbsent(array,
        fresh -> code.let(name(space), new Expression.OfFrame(frame, fresh)));
  }

  private static String name(Space space) {
    return switch (space) {
      case Space.Store _ -> "store";
      case Space.Work _ -> "work";
      case Space.Settings _ -> "settings";
      case Space.WorkInts _ -> "workInts";
      case Space.Port port -> "port" + port.number();
    };
  }

  /** All words in these, each after its arguments. */
  public static Set<Word> reachable(Collection<Word> roots) {
    Set<Word> ordered = new LinkedHashSet<>();
    Set<Word> seen = new HashSet<>();
    roots.forEach(r -> visit(r, seen, ordered));
    return ordered;
  }

  private static void visit(Word word, Set<Word> seen, Set<Word> ordered) {
    if (seen.add(word)) {
      word.arguments().forEach(a -> visit(a, seen, ordered));
      ordered.add(word);
    }
  }

  /** The words that are evaluated whatever holds: a read in a branch may need the guards of all choices around it. */
  public static Set<Word> unguarded(Collection<Word> roots) {
    Set<Word> all = new HashSet<>();
    Deque<Word> left = new ArrayDeque<>(roots);
    while (!left.isEmpty()) {
      Word word = left.pop();
      if (all.add(word)) {
        boolean first = word.isChoice() || word.is(Operator.Plain.AND) || word.is(Operator.Plain.OR);
        left.addAll(first ? word.arguments().subList(0, 1) : word.arguments());
      }
    }
    return all;
  }

  /** The array that a store of a value goes to, taken out of the frame at the entry. */
  public Variable array(Placement placement) {
    return array(placement.space(), placement.element() == Element.REAL ? Kind.FLOAT : Kind.INT);
  }

  /** How often each word stands in others, or among the roots. */
  static Map<Word, Integer> uses(List<Word> roots) {
    Map<Word, Integer> uses = new HashMap<>();
    roots.forEach(r -> uses.merge(r, 1, Integer::sum));
    for (Word word : reachable(roots)) {
      word.arguments().forEach(a -> uses.merge(a, 1, Integer::sum));
    }
    return uses;
  }
}
