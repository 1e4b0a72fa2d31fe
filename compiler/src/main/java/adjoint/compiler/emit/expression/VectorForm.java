package adjoint.compiler.emit.expression;

import adjoint.compiler.emit.MethodCode;
import adjoint.compiler.emit.KernelClass;
import adjoint.compiler.emit.Local;
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
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * Writes words with the Vector API, one number a lane: lane k has the value at position `p + k` of one index, where p is
 * what the index's local holds. What doesn't change with that index is computed by the scalar form and broadcast. Of a
 * choice that differs between lanes both branches are evaluated.
 */
public final class VectorForm implements Form {

  /**
   * What a masked access counts as, in bytes: it is many calls deep in the Vector API, all of which HotSpot's first compiler
   * must inline. With some 15 in a method it gives up ("out of virtual registers"), and such a method never gets to the
   * second compiler.
   */
  private static final int MASKED = 80;
  private static final String API = "jdk/incubator/vector/";
  private static final String FLOAT = API + "FloatVector";
  private static final String INT = API + "IntVector";
  private static final String VECTOR = "L" + API + "Vector;";
  private static final String MASK = API + "VectorMask";
  private static final String MASK_DESCRIPTOR = "L" + MASK + ";";
  private static final String SPECIES = API + "VectorSpecies";
  private static final String OPERATORS = API + "VectorOperators";

  private final KernelClass owner;
  private final Kernel kernel;
  private final MethodCode code;
  private final ScalarForm scalars;
  private final Index lane;
  private final Optional<Local> active;
  private final Map<Word, Integer> uses = new HashMap<>();
  private final Set<Word> varying = new HashSet<>();

  /**
   * @param scalars for what is the same in all lanes, and for addresses
   * @param lane the index that the lanes go along
   * @param active the mask of the lanes that load, where not all do; the others are zero
   */
  public VectorForm(KernelClass owner, Kernel kernel, ScalarForm scalars, Index lane, Optional<Local> active) {
    this.owner = owner;
    this.kernel = kernel;
    this.code = kernel.code();
    this.scalars = scalars;
    this.lane = lane;
    this.active = active;
  }

  /** Why these words can't be computed along an index; empty where they can. */
  public static Optional<String> obstacle(List<Word> roots, Index lane) {
    return Kernel.reachable(roots).stream().filter(w -> w.varies(lane)).flatMap(w -> obstacle(w, lane).stream())
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
    uses.putAll(Kernel.uses(roots));
    scalars.plan(roots);
    for (Word word : Kernel.reachable(roots)) {
      boolean changes = word.operator() instanceof Operator.Position p && p.index().equals(lane)
          || kernel.vectors().containsKey(word);
      if (changes || word.arguments().stream().anyMatch(varying::contains)) {
        varying.add(word);
      }
    }
  }

  /** Whether a word differs between the lanes. */
  public boolean isVarying(Word word) {
    return varying.contains(word);
  }

  /** Pushes a vector of the values of a word; of a truth value the mask of the floats' species. */
  @Override
  public void emit(Word word) {
    Local known = kernel.vectors().get(word);
    if (known != null) {
      code.load(known);
      return;
    }
    if (!isVarying(word)) {
      scalars.emit(word);
      broadcast(word.kind());
      return;
    }
    compute(word);
    if (uses.getOrDefault(word, 1) > 1) {
      code.op(Opcodes.DUP);
      kernel.bindVector(word, code.keep("v" + word.id(), type(word.kind())));
    }
  }

  @Override
  public void hoist(Word word) {
    if (!isVarying(word)) {
      scalars.hoist(word);
    } else if (!kernel.vectors().containsKey(word)) {
      compute(word);
      kernel.bindVector(word, code.keep("v" + word.id(), type(word.kind())));
    }
  }

  @Override
  public void bind(Word word, Local local) {
    kernel.bindVector(word, local);
  }

  @Override
  public Local.Type type(Kind kind) {
    return switch (kind) {
      case FLOAT -> Local.Type.FLOAT_VECTOR;
      case INT -> Local.Type.INT_VECTOR;
      case BOOL -> Local.Type.MASK;
    };
  }

  /** Makes a vector with the number on the stack in every lane; under it nothing is expected. */
  private void broadcast(Kind kind) {
    switch (kind) {
      case FLOAT -> broadcast("F", KernelClass.FLOATS, FLOAT);
      case INT -> broadcast("I", KernelClass.INTS, INT);
      case BOOL -> {
        species(KernelClass.FLOATS);
        code.op(Opcodes.SWAP);
        code.invokeInterface(SPECIES, "maskAll", "(Z)" + MASK_DESCRIPTOR);
      }
    }
  }

  private void broadcast(String number, String species, String vector) {
    species(species);
    code.op(Opcodes.SWAP);
    code.invokeStatic(vector, "broadcast", "(" + KernelClass.SPECIES_DESCRIPTOR + number + ")L" + vector + ";");
  }

  private void species(String field) {
    code.getStatic(owner.name(), field, KernelClass.SPECIES_DESCRIPTOR);
  }

  private void compute(Word word) {
    Optional<Integer> slope = word.kind() == Kind.INT ? word.slope(lane) : Optional.empty();
    if (slope.isPresent()) {
      scalars.emit(word);
      broadcast(Kind.INT);
      code.push(slope.get());
      code.invokeVirtual(INT, "addIndex", "(I)L" + INT + ";");
      return;
    }
    switch (word.operator()) {
      case Operator.Load load -> load(word, load);
      case Plain plain -> plain(word, plain);
      case Operator.Number n -> throw unexpected(word);
      case Operator.Position p -> throw unexpected(word);
      case Operator.Register r -> throw unexpected(word);
      case Operator.Dim d -> throw unexpected(word);
      case Operator.DrawKey k -> throw unexpected(word);
    }
  }

  private static IllegalStateException unexpected(Word word) {
    return new IllegalStateException("not one number a lane: " + word);
  }

  private void load(Word word, Operator.Load load) {
    boolean real = load.kind() == Kind.FLOAT;
    species(real ? KernelClass.FLOATS : KernelClass.INTS);
    code.load(kernel.array(load.space(), load.kind()));
    scalars.emit(word.argument(0));
    active.ifPresent(mask -> mask(mask, load.kind()));
    String vector = real ? FLOAT : INT;
    code.invokeStatic(vector, "fromArray", "(" + KernelClass.SPECIES_DESCRIPTOR + (real ? "[F" : "[I") + "I"
        + (active.isPresent() ? MASK_DESCRIPTOR : "") + ")L" + vector + ";");
  }

  private void mask(Local mask, Kind kind) {
    code.load(mask);
    code.grow(MASKED);
    if (kind == Kind.INT) {
      castMask(KernelClass.INTS);
    }
  }

  private void castMask(String species) {
    species(species);
    code.invokeVirtual(MASK, "cast", "(" + KernelClass.SPECIES_DESCRIPTOR + ")" + MASK_DESCRIPTOR);
  }

  @Override
  public void store(Local array, Word address, Word value) {
    emit(value);
    code.load(array);
    scalars.emit(address);
    active.ifPresent(mask -> mask(mask, value.kind()));
    boolean real = value.kind() == Kind.FLOAT;
    code.invokeVirtual(real ? FLOAT : INT, "intoArray",
        "(" + (real ? "[F" : "[I") + "I" + (active.isPresent() ? MASK_DESCRIPTOR : "") + ")V");
  }

  private void plain(Word word, Plain plain) {
    switch (plain) {
      case FADD -> method(word, FLOAT, "add");
      case FSUB -> method(word, FLOAT, "sub");
      case FMUL -> method(word, FLOAT, "mul");
      case FDIV -> method(word, FLOAT, "div");
      case FMA -> method(word, FLOAT, "fma");
      case FSQRT -> method(word, FLOAT, "sqrt");
      case FNEG -> method(word, FLOAT, "neg");
      case FABS -> method(word, FLOAT, "abs");
      case FMAX -> method(word, FLOAT, "max");
      case FMIN -> method(word, FLOAT, "min");
      case IADD -> method(word, INT, "add");
      case ISUB -> method(word, INT, "sub");
      case IMUL -> method(word, INT, "mul");
      case IAND -> method(word, INT, "and");
      case IOR -> method(word, INT, "or");
      case IMAX -> method(word, INT, "max");
      case IMIN -> method(word, INT, "min");
      case IXOR -> exclusiveOr(word);
      case ISHL -> shift(word, "LSHL");
      case ISHR -> shift(word, "ASHR");
      case IUSHR -> shift(word, "LSHR");
      case TO_FLOAT -> toFloat(word);
      case BITS -> {
        emit(word.argument(0));
        code.invokeVirtual(FLOAT, "reinterpretAsInts", "()L" + INT + ";");
      }
      case FROM_BITS -> {
        emit(word.argument(0));
        code.invokeVirtual(INT, "reinterpretAsFloats", "()L" + FLOAT + ";");
      }
      case FLT -> compare(word, FLOAT, "LT");
      case FLE -> compare(word, FLOAT, "LE");
      case FEQ -> compare(word, FLOAT, "EQ");
      case FNE -> compare(word, FLOAT, "NE");
      case ILT -> compare(word, INT, "LT");
      case ILE -> compare(word, INT, "LE");
      case IEQ -> compare(word, INT, "EQ");
      case INE -> compare(word, INT, "NE");
      case AND -> masks(word, "and");
      case OR -> masks(word, "or");
      case NOT -> {
        emit(word.argument(0));
        code.invokeVirtual(MASK, "not", "()" + MASK_DESCRIPTOR);
      }
      case CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL -> choose(word);
      case RARELY -> rarely(word);
      case RARE_SIN -> oneByOne(word, "sin", "([F)V");
      case RARE_COS -> oneByOne(word, "cos", "([F)V");
      case RARE_REMAINDER -> oneByOne(word, "remainder", "([F[F)V");
      case FLOOR_DIV, FLOOR_MOD -> throw unexpected(word);
    }
  }

  private void method(Word word, String vector, String name) {
    word.arguments().forEach(this::emit);
    code.invokeVirtual(vector, name, "(" + VECTOR.repeat(word.arguments().size() - 1) + ")L" + vector + ";");
  }

  private void operator(String name, String type) {
    code.getStatic(OPERATORS, name, "L" + OPERATORS + "$" + type + ";");
  }

  private void exclusiveOr(Word word) {
    emit(word.argument(0));
    operator("XOR", "Associative");
    emit(word.argument(1));
    code.invokeVirtual(INT, "lanewise", "(L" + OPERATORS + "$Binary;" + VECTOR + ")L" + INT + ";");
  }

  private void shift(Word word, String name) {
    emit(word.argument(0));
    operator(name, "Binary");
    scalars.emit(word.argument(1));
    code.invokeVirtual(INT, "lanewise", "(L" + OPERATORS + "$Binary;I)L" + INT + ";");
  }

  private void toFloat(Word word) {
    emit(word.argument(0));
    operator("I2F", "Conversion");
    code.push(0);
    code.invokeVirtual(INT, "convert", "(L" + OPERATORS + "$Conversion;I)" + VECTOR);
    code.cast(FLOAT);
  }

  private void compare(Word word, String vector, String comparison) {
    emit(word.argument(0));
    operator(comparison, "Comparison");
    emit(word.argument(1));
    code.invokeVirtual(vector, "compare", "(L" + OPERATORS + "$Comparison;" + VECTOR + ")" + MASK_DESCRIPTOR);
    if (vector.equals(INT)) {
      castMask(KernelClass.FLOATS);
    }
  }

  private void masks(Word word, String name) {
    word.arguments().forEach(this::emit);
    code.invokeVirtual(MASK, name, "(" + MASK_DESCRIPTOR + ")" + MASK_DESCRIPTOR);
  }

  private void choose(Word word) {
    if (!isVarying(word.argument(0))) {
      branch(word);
      return;
    }
    if (word.is(Plain.CHOOSE_BOOL)) {
      chooseMask(word);
      return;
    }
    boolean real = word.is(Plain.CHOOSE_FLOAT);
    emit(word.argument(2));
    emit(word.argument(1));
    emit(word.argument(0));
    if (!real) {
      castMask(KernelClass.INTS);
    }
    String vector = real ? FLOAT : INT;
    code.invokeVirtual(vector, "blend", "(" + VECTOR + MASK_DESCRIPTOR + ")L" + vector + ";");
  }

  /** The usual value, and where the condition holds in some lane the rare one blended into it. */
  private void rarely(Word word) {
    if (!isVarying(word.argument(0))) {
      branch(word);
      return;
    }
    Label end = code.label();
    emit(word.argument(2));
    hoist(word.argument(0));
    emit(word.argument(0));
    code.invokeVirtual(MASK, "anyTrue", "()Z");
    code.jump(Opcodes.IFEQ, end);
    kernel.scope(() -> emit(word.argument(1)));
    emit(word.argument(0));
    code.invokeVirtual(FLOAT, "blend", "(" + VECTOR + MASK_DESCRIPTOR + ")L" + FLOAT + ";");
    code.mark(end);
  }

  /** A vector never crosses a call: its lanes do, in an array. */
  private void oneByOne(Word word, String method, String descriptor) {
    species(KernelClass.FLOATS);
    emit(word.argument(0));
    code.invokeVirtual(FLOAT, "toArray", "()[F");
    code.op(Opcodes.DUP);
    if (word.arguments().size() > 1) {
      emit(word.argument(1));
      code.invokeVirtual(FLOAT, "toArray", "()[F");
    }
    code.invokeStatic("adjoint/runtime/program/RareArguments", method, descriptor);
    code.push(0);
    code.invokeStatic(FLOAT, "fromArray", "(" + KernelClass.SPECIES_DESCRIPTOR + "[FI)L" + FLOAT + ";");
  }

  /** `(c and a) or (b and not c)`. */
  private void chooseMask(Word word) {
    emit(word.argument(0));
    emit(word.argument(1));
    code.invokeVirtual(MASK, "and", "(" + MASK_DESCRIPTOR + ")" + MASK_DESCRIPTOR);
    emit(word.argument(2));
    emit(word.argument(0));
    code.invokeVirtual(MASK, "andNot", "(" + MASK_DESCRIPTOR + ")" + MASK_DESCRIPTOR);
    code.invokeVirtual(MASK, "or", "(" + MASK_DESCRIPTOR + ")" + MASK_DESCRIPTOR);
  }

  /** The condition is the same for all lanes: only one branch runs. */
  private void branch(Word word) {
    Label otherwise = code.label();
    Label end = code.label();
    scalars.jumpUnless(word.argument(0), otherwise);
    kernel.scope(() -> emit(word.argument(1)));
    code.jump(Opcodes.GOTO, end);
    code.mark(otherwise);
    kernel.scope(() -> emit(word.argument(2)));
    code.mark(end);
  }
}
