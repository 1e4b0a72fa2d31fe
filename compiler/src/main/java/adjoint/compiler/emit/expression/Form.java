package adjoint.compiler.emit.expression;

import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import adjoint.compiler.emit.word.Kind;
import adjoint.compiler.emit.word.Word;
import java.util.List;

/**
 * A way of writing words down: one number at a time, or one a lane. Expressions are made in the order in which they are
 * evaluated, since what one of them keeps in a variable serves those after it.
 */
public sealed interface Form permits ScalarForm, LaneForm {

  /** Tells which words are going to be computed, so that those used several times are computed once. */
  void plan(List<Word> roots);

  /** The value of a word. */
  Expression of(Word word);

  /** Computes a word now and keeps it, so that a later {@link #of} in this scope takes it from a variable. */
  void hoist(Word word);

  /** This word is in a variable of this form. */
  void bind(Word word, Variable variable);

  /** The type of what holds words of a kind. */
  DataType type(Kind kind);

  /** Writes a float or an integer to an array; of lanes, from the address at lane 0 on. */
  void store(Variable array, Word address, Word value);
}
