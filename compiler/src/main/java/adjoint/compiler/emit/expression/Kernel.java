package adjoint.compiler.emit.expression;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.MethodCode;
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
import org.objectweb.asm.Opcodes;

/**
 * A method of a kernel while it is written: its code, its frame, and where the arrays and the words that it has computed
 * so far are kept.
 */
public final class Kernel {

  private record Array(Space space, Kind kind) {}

  private final MethodCode code;
  private final Local frame;
  private final Map<Array, Local> arrays = new HashMap<>();
  private Map<Word, Local> scalars = new HashMap<>();
  private Map<Word, Local> vectors = new HashMap<>();

  /**
   * @param code whose first parameter is the frame
   * @param frame that parameter
   */
  public Kernel(MethodCode code, Local frame) {
    this.code = code;
    this.frame = frame;
  }

  public MethodCode code() {
    return code;
  }

  public Local frame() {
    return frame;
  }

  /** This word is in a local, as one number or truth value. */
  public void bind(Word word, Local local) {
    scalars.put(word, local);
  }

  /** This word is in a local, one number a lane. */
  public void bindVector(Word word, Local local) {
    vectors.put(word, local);
  }

  /** Whether a word is in a local already. */
  public boolean isBound(Word word) {
    return scalars.containsKey(word);
  }

  Map<Word, Local> scalars() {
    return scalars;
  }

  Map<Word, Local> vectors() {
    return vectors;
  }

  /** Locals and words that the body computes are forgotten after it: it may run never or several times. */
  public void scope(Runnable body) {
    Map<Word, Local> outerScalars = scalars;
    Map<Word, Local> outerVectors = vectors;
    scalars = new HashMap<>(scalars);
    vectors = new HashMap<>(vectors);
    code.scope(body);
    scalars = outerScalars;
    vectors = outerVectors;
  }

  /**
   * A loop over an index: `for (index = from; index < to; index += step) body`, where `from` and `to` push an int.
   *
   * @param position the word of the index: {@link adjoint.compiler.emit.word.Words#position}
   */
  public void loop(Word position, Runnable from, Runnable to, int step, Runnable body) {
    String name = ((Operator.Position) position.operator()).index().name();
    scope(() -> code.loop(name, from, to, step, turn -> {
      bind(position, turn);
      body.run();
    }));
  }

  /** Takes the arrays that these words load from, and that a store goes to, out of the frame; done at the entry. */
  public void arrays(Collection<Word> roots) {
    for (Word word : reachable(roots)) {
      if (word.operator() instanceof Operator.Load load) {
        array(load.space(), load.kind());
      }
    }
  }

  /** The local of an array, taken out of the frame at its first mention, which must be at the entry. */
  public Local array(Space space, Kind kind) {
    Array array = new Array(space, kind);
    Local known = arrays.get(array);
    if (known != null) {
      return known;
    }
    code.load(frame);
    Local fresh = switch (space) {
      case Space.Store s -> field("store", "[F", Local.Type.REALS);
      case Space.Work w -> field("work", "[F", Local.Type.REALS);
      case Space.Settings s -> field("settings", "[F", Local.Type.REALS);
      case Space.WorkInts w -> field("workInts", "[I", Local.Type.INTS);
      case Space.Port p -> port(p.number(), kind);
    };
    arrays.put(array, fresh);
    return fresh;
  }

  private Local field(String name, String descriptor, Local.Type type) {
    code.getField(KernelClass.FRAME, name, descriptor);
    return code.keep(name, type);
  }

  private Local port(int number, Kind kind) {
    boolean real = kind == Kind.FLOAT;
    code.getField(KernelClass.FRAME, real ? "reals" : "ints", real ? "[[F" : "[[I");
    code.push(number);
    code.op(Opcodes.AALOAD);
    return code.keep("port" + number, real ? Local.Type.REALS : Local.Type.INTS);
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
  public Local array(Placement placement) {
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
