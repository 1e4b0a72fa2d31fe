package adjoint.compiler.lower.train;

import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Type;
import adjoint.runtime.data.RunningText;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Vocabulary;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which fields may read texts and lengths of them. */
final class TextFields {

  /** What `begin(…)`, `end(…)` and `cut(…)` say of a text. */
  record Ends(boolean begin, boolean end, int longest) {
    static final Ends NONE = new Ends(false, false, 0);
  }

  /**
   * How a field reads a text.
   *
   * @param computed whether something is to be computed of it
   */
  record Reading(Selection selection, Field.Series series, boolean computed, Ends ends) {}

  private TextFields() {}

  /** A text as the tokens of its vocabulary. */
  static Transform.Tokenize tokens(TrainItem.DataField f, Type.Tensor type, Source source, Reading reading,
      Vocabulary vocabulary) {
    boolean running = source instanceof RunningText;
    boolean fits = running
        ? type.axes().stream().allMatch(a -> a.size().isConstant())
        : type.axes().size() == 1 && reading.series() == Field.Series.ROW;
    if (!fits) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, f.type().span(), running
          ? "a block of a running text has a size: dim Time = 64"
          : "a text is a sequence of tokens along one dim, which may be open: " + f.name() + ": Word[Time]");
    }
    if (reading.computed() || reading.selection() instanceof Selection.Columns
        || reading.selection() instanceof Selection.Length) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, f.value().span(),
          "a text is read as it is, from column(\"…\") or a named array");
    }
    Ends ends = reading.ends();
    requireSpecial(f, ends.begin(), vocabulary, Vocabulary.Special.BEGIN);
    requireSpecial(f, ends.end(), vocabulary, Vocabulary.Special.END);
    return new Transform.Tokenize(vocabulary, ends.begin(), ends.end(), ends.longest());
  }

  private static void requireSpecial(TrainItem.DataField f, boolean asked, Vocabulary vocabulary,
      Vocabulary.Special special) {
    if (asked && vocabulary.position(special) < 0) {
      throw new Mistake(Diagnostic.of(CompilerProblem.INVALID_FIELD_READING, f.value().span(),
          "the vocabulary has no token for the " + special.word() + " of a text")
          .withHelp("give it one: vocabulary(" + vocabulary.unit().word() + ", " + special.word() + ")"));
    }
  }

  /** Lengths are those of texts, which a table has and a running text hasn't. */
  static void checkLengths(TrainItem.Data data, Source source, List<Field> fields, Set<String> wrong) {
    Set<String> texts =
        fields.stream().filter(f -> f.transforms().stream().anyMatch(t -> t instanceof Transform.Tokenize
            || t instanceof Transform.Sound && f.open().isPresent()))
            .map(Field::name).collect(Collectors.toSet());
    for (Field field : fields) {
      if (field.selection() instanceof Selection.Length length && !wrong.contains(length.field())
          && (source instanceof RunningText || !texts.contains(length.field()))) {
        Span at = data.fields().stream().filter(f -> f.name().equals(field.name())).findFirst().orElseThrow().value()
            .span();
        String message = "no field here is called `" + length.field() + "` and reads texts with lengths of their own";
        throw texts.isEmpty()
            ? Mistake.of(CompilerProblem.INVALID_FIELD_READING, at, message)
            : NameMistakes.unknownWord(CompilerProblem.INVALID_FIELD_READING, at, message, length.field(), texts);
      }
    }
  }
}
