package adjoint.compiler.emit.expression;

import static adjoint.compiler.emit.word.Operator.Plain.FNE;
import static adjoint.compiler.emit.word.Operator.Plain.IEQ;
import static adjoint.compiler.emit.word.Operator.Plain.ILE;
import static adjoint.compiler.emit.word.Operator.Plain.ILT;
import static adjoint.compiler.emit.word.Operator.Plain.INE;

import adjoint.compiler.emit.function.MachineForms;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Bounds;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.NormalForm;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Placement;
import adjoint.compiler.plan.Plan;
import adjoint.compiler.plan.Space;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Turns the scalar expressions of a plan into words: tensors become addresses, functions their machine forms. */
public final class Lowering {

  private static final NormalForm NORMAL = new NormalForm(Map.of());

  private final Plan plan;
  private final Words words;
  private final Map<Value, Word> registers = new HashMap<>();
  private final Map<Index, Subscript> substitution = new HashMap<>();
  /** The tables whose elements are compared by choices around the place that is being lowered. */
  private Set<Value> guarded = Set.of();

  public Lowering(Plan plan, Words words) {
    this.plan = plan;
    this.words = words;
  }

  public Words words() {
    return words;
  }

  /** Reads of this value take this word instead of loading from memory. */
  public void bind(Value value, Word word) {
    registers.put(value, word);
  }

  /**
   * From now on every position and address has `by` for the index. Addresses are replaced as sums over all axes, so that
   * an index may stand for several that lie behind one another.
   */
  public void substitute(Index index, Subscript by) {
    substitution.replaceAll((from, to) -> to.substitute(Map.of(index, by)));
    substitution.put(index, by);
  }

  /** How many indices have been substituted: for numbering new ones. */
  public int nextSubstitution() {
    return substitution.size();
  }

  /** An expression, of the kind that its element type asks for: a float, an integer or a truth value. */
  public Word lower(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> words.number((float) c.value());
      case Scalar.SizeOf s -> words.toFloat(size(s.size()));
      case Scalar.Read r -> read(r);
      case Scalar.At a -> position(a.position());
      case Scalar.Apply a -> apply(a);
      case Scalar.Select s -> select(s);
      case Scalar.Draw d -> draw(d);
    };
  }

  /** As a float; a truth value as 0 or 1. */
  public Word real(Scalar scalar) {
    Word word = lower(scalar);
    return switch (word.kind()) {
      case FLOAT -> word;
      case INT -> words.toFloat(word);
      case BOOL -> words.choose(word, words.number(1), words.number(0));
    };
  }

  /** As what an element of this type is stored as: a float or an integer. */
  public Word stored(Scalar scalar, Element element) {
    Word word = lower(scalar);
    return switch (element) {
      case REAL -> real(scalar);
      case INT -> integer(scalar).orElse(word);
      case BOOL -> words.choose(truth(scalar), words.integer(1), words.integer(0));
    };
  }

  /** As a truth value; a number is true where it isn't 0. */
  public Word truth(Scalar scalar) {
    Word word = lower(scalar);
    return switch (word.kind()) {
      case BOOL -> word;
      case INT -> words.compare(INE, word, words.integer(0));
      case FLOAT -> words.of(FNE, word, words.number(0));
    };
  }

  /** As an integer, where it is one exactly. */
  private Optional<Word> integer(Scalar scalar) {
    if (scalar instanceof Scalar.SizeOf s) {
      return Optional.of(size(s.size()));
    }
    if (scalar instanceof Scalar.Constant c) {
      boolean whole = c.value() == Math.rint(c.value()) && Math.abs(c.value()) <= Integer.MAX_VALUE;
      return whole ? Optional.of(words.integer((int) c.value())) : Optional.empty();
    }
    Word word = lower(scalar);
    return word.kind() == Kind.INT ? Optional.of(word) : Optional.empty();
  }

  private Word read(Scalar.Read read) {
    Word register = registers.get(read.tensor());
    if (register != null) {
      return register;
    }
    Word load = load(read.tensor(), read.at());
    return placement(read.tensor()).element() == Element.BOOL ? words.compare(INE, load, words.integer(0)) : load;
  }

  /**
   * In a store all numbers are floats: whole ones below 2²² become integers by the last bits of what 1.5 · 2²³ makes them.
   */
  private Word load(Value tensor, List<Subscript> at) {
    Placement placement = placement(tensor);
    boolean real = placement.element() == Element.REAL;
    boolean stored = placement.space() instanceof Space.Store;
    Word load = words.load(placement.space(), real || stored ? Kind.FLOAT : Kind.INT,
        Bounds.provablyWithin(tensor, at, guarded), address(tensor, at));
    return real || !stored
        ? load
        : words.iadd(words.of(Operator.Plain.BITS, words.add(load, words.number(0x1.8p23f))),
            words.integer(-Float.floatToRawIntBits(0x1.8p23f)));
  }

  private Word apply(Scalar.Apply apply) {
    ScalarFunction function = apply.function();
    List<Scalar> arguments = apply.arguments();
    return switch (function) {
      case EQ, NE, LT, LE, GT, GE -> comparison(function, arguments.get(0), arguments.get(1));
      case AND -> words.and(truth(arguments.get(0)), truth(arguments.get(1)));
      case OR -> words.or(truth(arguments.get(0)), truth(arguments.get(1)));
      case NOT -> words.not(truth(arguments.get(0)));
      case POW -> power(arguments.get(0), arguments.get(1));
      default -> MachineForms.of(words, function, arguments.stream().map(this::real).toList());
    };
  }

  private Word power(Scalar base, Scalar exponent) {
    return exponent instanceof Scalar.Constant c
        ? MachineForms.power(words, real(base), c.value())
        : MachineForms.of(words, ScalarFunction.POW, List.of(real(base), real(exponent)));
  }

  /** Of integers where both sides are exactly, so that no position is rounded. */
  private Word comparison(ScalarFunction function, Scalar a, Scalar b) {
    Optional<Word> x = integer(a);
    Optional<Word> y = integer(b);
    boolean whole = x.isPresent() && y.isPresent() && !(a instanceof Scalar.Constant && b instanceof Scalar.Constant);
    return whole
        ? integers(function, x.get(), y.get())
        : MachineForms.of(words, function, List.of(real(a), real(b)));
  }

  private Word integers(ScalarFunction function, Word x, Word y) {
    return switch (function) {
      case EQ -> words.compare(IEQ, x, y);
      case NE -> words.compare(INE, x, y);
      case LT -> words.compare(ILT, x, y);
      case LE -> words.compare(ILE, x, y);
      case GT -> words.compare(ILT, y, x);
      case GE -> words.compare(ILE, y, x);
      default -> throw new IllegalArgumentException("no comparison: " + function);
    };
  }

  private Word select(Scalar.Select select) {
    Word condition = truth(select.condition());
    Set<Value> outside = guarded;
    guarded = new HashSet<>(outside);
    guarded.addAll(Position.compared(select.condition()));
    Word chosen = switch (select.element()) {
      case REAL -> words.choose(condition, real(select.then()), real(select.otherwise()));
      case INT -> words.choose(condition, lower(select.then()), lower(select.otherwise()));
      case BOOL -> words.choose(condition, truth(select.then()), truth(select.otherwise()));
    };
    guarded = outside;
    return chosen;
  }

  private Word draw(Scalar.Draw draw) {
    Word key = words.of(new Operator.DrawKey(draw.site(), false));
    Word second = words.of(new Operator.DrawKey(draw.site(), true));
    return MachineForms.uniform(words, key, second, position(draw.position()));
  }

  /** An index expression as a number. */
  public Word position(Subscript subscript) {
    return sum(NORMAL.of(subscript.substitute(substitution)));
  }

  /** Where an element of a tensor lies in its array. */
  public Word address(Value tensor, List<Subscript> at) {
    return position(flat(tensor, at));
  }

  /** The place of an element in its array as one index expression. */
  public Subscript flat(Value tensor, List<Subscript> at) {
    Placement placement = placement(tensor);
    Subscript sum = Subscript.of(placement.offset());
    for (int i = 0; i < at.size(); i++) {
      sum = sum.plus(at.get(i).times(placement.strides().get(i)));
    }
    return NORMAL.of(sum);
  }

  public Placement placement(Value tensor) {
    Placement placement = plan.placements().get(tensor);
    if (placement == null) {
      throw new IllegalStateException(
          "in plan " + plan.name() + " " + tensor + " (" + tensor.name() + ") has no place");
    }
    return placement;
  }

  /** Invariant parts first, so that they are one word that leaves the loops. */
  private Word sum(Subscript subscript) {
    Word sum = size(subscript.offset());
    List<Subscript.Term> terms = new ArrayList<>(subscript.terms());
    for (Subscript.Term term : terms) {
      sum = words.iadd(sum, words.imul(size(term.coefficient()), atom(term.atom())));
    }
    return sum;
  }

  private Word atom(Subscript.Atom atom) {
    return switch (atom) {
      case Index i -> words.position(i);
      case Subscript.Quotient q -> words.floorDiv(sum(q.of()), size(q.by()));
      case Subscript.Remainder r -> words.floorMod(sum(r.of()), size(r.by()));
      case Subscript.Lookup l -> load(l.table(), l.at());
    };
  }

  /** A size as a number. */
  public Word size(Size size) {
    Word sum = words.integer(0);
    for (Size.Term term : size.terms()) {
      Word product = words.integer(Math.toIntExact(term.coefficient()));
      for (Size.Atom atom : term.atoms()) {
        product = words.imul(product, atom(atom));
      }
      sum = words.iadd(sum, product);
    }
    return sum;
  }

  private Word atom(Size.Atom atom) {
    return switch (atom) {
      case Size.Open open -> words.of(new Operator.Dim(number(open.name()), open.name()));
      case Size.Floor floor -> words.floorDiv(size(floor.numerator()), size(floor.denominator()));
    };
  }

  private int number(String dim) {
    int number = plan.signature().openDims().indexOf(dim);
    if (number < 0) {
      throw new IllegalStateException("plan " + plan.name() + " has no open dim " + dim);
    }
    return number;
  }
}
