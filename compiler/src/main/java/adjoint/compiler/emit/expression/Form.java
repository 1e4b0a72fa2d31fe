package adjoint.compiler.emit.expression;

import adjoint.compiler.emit.Local;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Word;
import java.util.List;

/** A way of writing words down: one number at a time, or one a lane. */
public sealed interface Form permits ScalarForm, VectorForm {

  /** Tells which words are going to be emitted, so that those used several times are computed once. */
  void plan(List<Word> roots);

  /** Pushes the value of a word. */
  void emit(Word word);

  /** Computes a word now and keeps it, so that a later {@link #emit} in this scope takes it from a local. */
  void hoist(Word word);

  /** This word is in a local of this form. */
  void bind(Word word, Local local);

  /** The type of the locals that hold words of a kind. */
  Local.Type type(Kind kind);

  /** Writes a float or an integer to an array; of a vector, from the address at lane 0 on. */
  void store(Local array, Word address, Word value);
}
