package adjoint.compiler.emit.word;

import static adjoint.compiler.emit.word.Operator.Plain.*;

import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Space;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the words of a kernel, each once, with the simplifications that change no bit. */
public final class Words {

  private record Key(Operator operator, List<Word> arguments) {}

  private final Map<Key, Word> known = new HashMap<>();

  public Word of(Operator operator, Word... arguments) {
    return known.computeIfAbsent(new Key(operator, List.of(arguments)),
        key -> Word.of(known.size(), operator, key.arguments()));
  }

  public Word number(float value) {
    return of(new Operator.Number(Kind.FLOAT, Float.floatToRawIntBits(value)));
  }

  public Word integer(int value) {
    return of(new Operator.Number(Kind.INT, value));
  }

  public Word truth(boolean value) {
    return of(new Operator.Number(Kind.BOOL, value ? 1 : 0));
  }

  public Word position(Index index) {
    return of(new Operator.Position(index));
  }

  public Word load(Space space, Kind kind, boolean safe, Word address) {
    return of(new Operator.Load(space, kind, safe), address);
  }

  public Word add(Word a, Word b) {
    return of(FADD, a, b);
  }

  public Word sub(Word a, Word b) {
    return of(FSUB, a, b);
  }

  public Word mul(Word a, Word b) {
    return of(FMUL, a, b);
  }

  public Word div(Word a, Word b) {
    return of(FDIV, a, b);
  }

  /** a·b + c, rounded once. */
  public Word fma(Word a, Word b, Word c) {
    return of(FMA, a, b, c);
  }

  public Word neg(Word a) {
    return of(FNEG, a);
  }

  public Word abs(Word a) {
    return of(FABS, a);
  }

  public Word iadd(Word a, Word b) {
    if (is(a, 0)) {
      return b;
    }
    if (is(b, 0)) {
      return a;
    }
    return both(a, b) ? integer(a.constant().get() + b.constant().get()) : of(IADD, a, b);
  }

  public Word isub(Word a, Word b) {
    return is(b, 0) ? a : both(a, b) ? integer(a.constant().get() - b.constant().get()) : of(ISUB, a, b);
  }

  public Word imul(Word a, Word b) {
    if (is(a, 1) || is(b, 0)) {
      return b;
    }
    if (is(b, 1) || is(a, 0)) {
      return a;
    }
    return both(a, b) ? integer(a.constant().get() * b.constant().get()) : of(IMUL, a, b);
  }

  public Word shift(Operator.Plain shift, Word a, int by) {
    return of(shift, a, integer(by));
  }

  /** `⌊a/b⌋`; what b divides is taken out: `⌊(b·x + r)/b⌋ = x + ⌊r/b⌋`. */
  public Word floorDiv(Word a, Word b) {
    if (is(b, 1)) {
      return a;
    }
    if (both(a, b)) {
      return integer(Math.floorDiv(a.constant().get(), b.constant().get()));
    }
    Optional<Multiple> multiple = b.constant().flatMap(by -> multiple(a, by));
    return multiple.filter(m -> m.rest().constant().isPresent())
        .map(m -> iadd(m.quotient(), floorDiv(m.rest(), b))).orElseGet(() -> of(FLOOR_DIV, a, b));
  }

  public Word floorMod(Word a, Word b) {
    if (is(b, 1)) {
      return integer(0);
    }
    if (both(a, b)) {
      return integer(Math.floorMod(a.constant().get(), b.constant().get()));
    }
    Optional<Multiple> multiple = b.constant().flatMap(by -> multiple(a, by));
    return multiple.filter(m -> m.rest().constant().isPresent())
        .map(m -> floorMod(m.rest(), b)).orElseGet(() -> of(FLOOR_MOD, a, b));
  }

  /** `by·quotient + rest`. */
  private record Multiple(Word quotient, Word rest) {}

  private Optional<Multiple> multiple(Word word, int by) {
    if (word.constant().isPresent()) {
      return Optional.of(new Multiple(integer(0), word));
    }
    if (word.is(IMUL) && word.argument(0).constant().filter(c -> c % by == 0).isPresent()) {
      Word factor = integer(word.argument(0).constant().get() / by);
      return Optional.of(new Multiple(imul(factor, word.argument(1)), integer(0)));
    }
    if (!word.is(IADD)) {
      return Optional.empty();
    }
    return multiple(word.argument(0), by).flatMap(a -> multiple(word.argument(1), by)
        .map(b -> new Multiple(iadd(a.quotient(), b.quotient()), iadd(a.rest(), b.rest()))));
  }

  public Word toFloat(Word a) {
    return a.constant().map(c -> number((float) c)).orElseGet(() -> of(TO_FLOAT, a));
  }

  public Word bits(Word a) {
    return of(BITS, a);
  }

  public Word fromBits(Word a) {
    return of(FROM_BITS, a);
  }

  public Word less(Word a, Word b) {
    return of(FLT, a, b);
  }

  public Word atMost(Word a, Word b) {
    return of(FLE, a, b);
  }

  public Word equal(Word a, Word b) {
    return of(FEQ, a, b);
  }

  /** Whether it is no number. */
  public Word isNan(Word a) {
    return of(FNE, a, a);
  }

  /** One of the comparisons of integers. */
  public Word compare(Operator.Plain comparison, Word a, Word b) {
    if (both(a, b)) {
      int x = a.constant().get();
      int y = b.constant().get();
      return truth(comparison == ILT ? x < y : comparison == ILE ? x <= y : (x == y) == (comparison == IEQ));
    }
    return of(comparison, a, b);
  }

  public Word and(Word a, Word b) {
    return is(a, 0) || is(b, 1) ? a : is(b, 0) || is(a, 1) ? b : of(AND, a, b);
  }

  public Word or(Word a, Word b) {
    return is(a, 1) || is(b, 0) ? a : is(b, 1) || is(a, 0) ? b : of(OR, a, b);
  }

  public Word not(Word a) {
    return a.constant().map(c -> truth(c == 0)).orElseGet(() -> a.is(NOT) ? a.argument(0) : of(NOT, a));
  }

  public Word choose(Word condition, Word then, Word otherwise) {
    if (condition.constant().isPresent()) {
      return is(condition, 1) ? then : otherwise;
    }
    return then == otherwise ? then : of(switch (then.kind()) {
      case FLOAT -> CHOOSE_FLOAT;
      case INT -> CHOOSE_INT;
      case BOOL -> CHOOSE_BOOL;
    }, condition, then, otherwise);
  }

  /** A choice of floats whose first branch is dear and hardly ever taken. */
  public Word rarely(Word condition, Word rare, Word usual) {
    return condition.constant().isPresent() ? choose(condition, rare, usual) : of(RARELY, condition, rare, usual);
  }

  /** With words in place of others, simplified again. */
  public Word replace(Word word, Map<Word, Word> by) {
    return replace(word, by, new HashMap<>());
  }

  private Word replace(Word word, Map<Word, Word> by, Map<Word, Word> done) {
    Word known = by.containsKey(word) ? by.get(word) : done.get(word);
    if (known != null) {
      return known;
    }
    Word fresh = rebuild(word, word.arguments().stream().map(a -> replace(a, by, done)).toArray(Word[]::new));
    done.put(word, fresh);
    return fresh;
  }

  private Word rebuild(Word word, Word[] a) {
    if (!(word.operator() instanceof Operator.Plain plain)) {
      return of(word.operator(), a);
    }
    return switch (plain) {
      case IADD -> iadd(a[0], a[1]);
      case ISUB -> isub(a[0], a[1]);
      case IMUL -> imul(a[0], a[1]);
      case FLOOR_DIV -> floorDiv(a[0], a[1]);
      case FLOOR_MOD -> floorMod(a[0], a[1]);
      case TO_FLOAT -> toFloat(a[0]);
      case ILT, ILE, IEQ, INE -> compare(plain, a[0], a[1]);
      case AND -> and(a[0], a[1]);
      case OR -> or(a[0], a[1]);
      case NOT -> not(a[0]);
      case CHOOSE_FLOAT, CHOOSE_INT, CHOOSE_BOOL -> choose(a[0], a[1], a[2]);
      case RARELY -> rarely(a[0], a[1], a[2]);
      case FADD, FSUB, FMUL, FDIV, FMA, FSQRT, FNEG, FABS, FMAX, FMIN, IAND, IOR, IXOR, ISHL, ISHR, IUSHR, IMAX, IMIN,
          BITS, FROM_BITS, FLT, FLE, FEQ, FNE, RARE_SIN, RARE_COS, RARE_REMAINDER ->
        of(plain, a);
    };
  }

  private static boolean is(Word word, int constant) {
    return word.constant().filter(c -> c == constant).isPresent();
  }

  private static boolean both(Word a, Word b) {
    return a.constant().isPresent() && b.constant().isPresent();
  }
}
