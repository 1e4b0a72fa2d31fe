package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Operator.Plain;
import adjoint.compiler.emit.word.Word;
import adjoint.compiler.emit.word.Words;

/** Integers that compare as numbers do: NaN as the largest, both zeros as one. */
final class SortKeys {

  private static final int LARGEST = 0x7fffffff;

  private SortKeys() {}

  /** The less, the earlier the number comes. */
  static Word of(Words words, Word number, boolean descending) {
    Word key = number.kind() == Kind.INT ? number : ofReal(words, number);
    return descending ? words.of(Plain.IXOR, key, words.integer(-1)) : key;
  }

  /** The bits of a number above 0 grow with it; those of one below 0 shrink, and do no more with all but the sign turned. */
  private static Word ofReal(Words words, Word number) {
    Word bits = words.of(Plain.BITS, words.of(Plain.FADD, number, words.number(0)));
    Word below = words.of(Plain.IAND, words.of(Plain.ISHR, bits, words.integer(31)), words.integer(LARGEST));
    Word key = words.of(Plain.IXOR, bits, below);
    return words.choose(words.of(Plain.FNE, number, number), words.integer(LARGEST), key);
  }
}
