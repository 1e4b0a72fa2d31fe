package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.Mode;
import adjoint.compiler.emit.expression.Form;
import adjoint.compiler.emit.expression.Kernel;
import adjoint.compiler.emit.expression.Lowering;
import adjoint.compiler.emit.expression.ScalarForm;
import adjoint.compiler.emit.expression.VectorForm;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Index;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/** The method of a nest while it is written: which loops are open, and what of its words has been taken out of inner ones. */
final class Loops {

  private static final int MOST_LANES = 16;

  private final KernelClass owner;
  private final Lowering lowering;
  private final Kernel kernel;
  private final ScalarForm scalars;
  private final Set<Index> open = new HashSet<>();
  private Optional<Local> lanes = Optional.empty();
  private Optional<Turns> turns = Optional.empty();

  /** The turns of one index that this method runs. */
  private record Turns(Index index, Local from, Local to) {}

  Loops(KernelClass owner, Lowering lowering, Kernel kernel) {
    this.owner = owner;
    this.lowering = lowering;
    this.kernel = kernel;
    this.scalars = new ScalarForm(kernel);
  }

  KernelClass owner() {
    return owner;
  }

  MethodCode code() {
    return kernel.code();
  }

  Kernel kernel() {
    return kernel;
  }

  Words words() {
    return lowering.words();
  }

  ScalarForm scalars() {
    return scalars;
  }

  /** One number a lane along an index. */
  VectorForm vectors(Index lane, Optional<Local> active) {
    return new VectorForm(owner, kernel, scalars, lane, active);
  }

  /** The number of lanes. */
  Local lanes() {
    return lanes.orElseThrow(() -> new IllegalStateException("no lanes in scalar code"));
  }

  /** The entry of the method: parameters that are indices of loops around it have been declared. */
  void enter(List<Piece> pieces) {
    if (owner.mode() == Mode.VECTOR) {
      code().getStatic(owner.name(), KernelClass.FLOATS, KernelClass.SPECIES_DESCRIPTOR);
      code().invokeInterface("jdk/incubator/vector/VectorSpecies", "length", "()I");
      lanes = Optional.of(code().keep("lanes", Local.Type.INT));
    }
    pieces.forEach(p -> kernel.arrays(p.roots()));
    pieces.forEach(p -> p.placements().forEach(kernel::array));
    hoist(roots(pieces), false);
  }

  static List<Word> roots(List<Piece> pieces) {
    return pieces.stream().flatMap(p -> p.roots().stream()).toList();
  }

  /** An index has a value: that of a local. */
  void bind(Index index, Local turn) {
    kernel.bind(words().position(index), turn);
    open.add(index);
  }

  /** The number of turns of a loop over an index, as a word. */
  Word size(Index index) {
    return lowering.size(index.size());
  }

  /** Loops over this index run only these turns. */
  void restrict(Index index, Local from, Local to) {
    turns = Optional.of(new Turns(index, from, to));
  }

  /** Pushes the first turn of an index. */
  void first(Index index) {
    turns.filter(t -> t.index().equals(index)).ifPresentOrElse(t -> code().load(t.from()), () -> code().push(0));
  }

  /** Pushes the end of the turns of an index. */
  void end(Index index) {
    turns.filter(t -> t.index().equals(index))
        .ifPresentOrElse(t -> code().load(t.to()), () -> scalars.emit(size(index)));
  }

  /** Whether a loop over an index is a number of whole vectors, however wide they are. */
  boolean isWhole(Index index) {
    return turns.filter(t -> t.index().equals(index)).isEmpty() && index.size().isConstant()
        && index.size().constant() % MOST_LANES == 0;
  }

  /** A loop over an index; what only then has a value, but is the same in inner loops, is computed at its start. */
  void loop(Index index, List<Word> roots, boolean loads, Runnable body) {
    loop(index, () -> first(index), () -> end(index), roots, loads, body);
  }

  /** The same over some positions, where `from` and `to` push an int. */
  void loop(Index index, Runnable from, Runnable to, List<Word> roots, boolean loads, Runnable body) {
    kernel.loop(words().position(index), from, to, 1, () -> {
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
  void at(Index index, Local turn, Runnable body) {
    kernel.scope(() -> {
      kernel.bind(words().position(index), turn);
      open.add(index);
      body.run();
      open.remove(index);
    });
  }

  /** `if (turn < limit) body`. */
  void whenBelow(Local turn, Runnable limit, Runnable body) {
    Label end = code().label();
    code().load(turn);
    limit.run();
    code().jump(Opcodes.IF_ICMPGE, end);
    kernel.scope(body);
    code().mark(end);
  }

  /** The mask of the lanes at `turn` and behind it that are below a limit. */
  Local active(Local turn, Runnable limit) {
    code().getStatic(owner.name(), KernelClass.FLOATS, KernelClass.SPECIES_DESCRIPTOR);
    code().load(turn);
    limit.run();
    code().invokeInterface("jdk/incubator/vector/VectorSpecies", "indexInRange",
        "(II)Ljdk/incubator/vector/VectorMask;");
    return code().keep("active", Local.Type.MASK);
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
    Set<Word> unguarded = Kernel.unguarded(roots);
    for (Word word : Kernel.reachable(roots)) {
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
      case Operator.Register _ -> !kernel.isBound(word);
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
    targets.forEach(t -> form.store(kernel.array(t.placement()), t.address(), t.value()));
  }
}
