package adjoint.compiler.emit.nest;

import static adjoint.compiler.emit.word.Operator.Plain.FMAX;
import static adjoint.compiler.emit.word.Operator.Plain.FMIN;
import static adjoint.compiler.emit.word.Operator.Plain.IMAX;
import static adjoint.compiler.emit.word.Operator.Plain.IMIN;

import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.runtime.tensor.Element;

/**
 * A reduction in words: an accumulator, what it starts with, and what a body makes of it.
 *
 * @param sum the accumulator
 * @param other a second accumulator, for combining two
 * @param active which lanes take part, where not all do
 */
record Folding(Words words, Reduction reduction, Word sum, Word other, Word active) {

  static Folding of(Words words, Reduction reduction, Kind kind) {
    String name = name(reduction);
    return new Folding(words, reduction, words.of(new Operator.Register(0, name, kind)),
        words.of(new Operator.Register(1, name, kind)), words.of(new Operator.Register(2, "active", Kind.BOOL)));
  }

  /** What its accumulators are called in generated code. */
  String name() {
    return name(reduction);
  }

  private static String name(Reduction reduction) {
    return switch (reduction) {
      case SUM -> "sum";
      case MAX -> "most";
      case MIN -> "least";
      case ANY -> "any";
      case ALL -> "all";
    };
  }

  Word identity() {
    boolean real = sum.kind() == Kind.FLOAT;
    return switch (reduction) {
      case SUM -> words.number(0);
      case MAX -> real ? words.number(Float.NEGATIVE_INFINITY) : words.integer(Integer.MIN_VALUE);
      case MIN -> real ? words.number(Float.POSITIVE_INFINITY) : words.integer(Integer.MAX_VALUE);
      case ANY -> words.truth(false);
      case ALL -> words.truth(true);
    };
  }

  /** The accumulator with a body taken in. */
  Word with(Word body) {
    boolean real = sum.kind() == Kind.FLOAT;
    return switch (reduction) {
      case SUM -> words.add(sum, body);
      case MAX -> words.of(real ? FMAX : IMAX, sum, body);
      case MIN -> words.of(real ? FMIN : IMIN, sum, body);
      case ANY -> words.or(sum, body);
      case ALL -> words.and(sum, body);
    };
  }

  /** The accumulator with a body taken in by the active lanes only. */
  Word whereActive(Word body) {
    return words.choose(active, with(body), sum);
  }

  /** The accumulator as it is stored. */
  Word stored(Element element) {
    return switch (element) {
      case REAL -> sum.kind() == Kind.INT ? words.toFloat(sum) : sum;
      case INT -> sum;
      case BOOL -> words.choose(sum, words.integer(1), words.integer(0));
    };
  }
}
