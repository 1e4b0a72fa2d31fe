package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.SourceCall;
import adjoint.compiler.lower.elaborate.WrittenValues;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.type.Type;
import adjoint.runtime.data.Audio;
import adjoint.runtime.data.Images;
import adjoint.runtime.data.Lines;
import adjoint.runtime.data.RunningText;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Vocabulary;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The fields of a `data` line, as the runtime's records. */
final class FieldReading {

  private static final Map<String, Transform.Function> FUNCTIONS = Map.of("log", Transform.Function.LOG, "log1p",
      Transform.Function.LOG1P, "exp", Transform.Function.EXP, "sqrt", Transform.Function.SQRT, "abs",
      Transform.Function.ABS, "bfloat16", Transform.Function.BFLOAT16);

  private static final Set<String> WORDS = new LinkedHashSet<>(List.of("columns", "column", "standardize", "scale",
      "categories", "window", "next", "after", "begin", "end", "cut", "length", "log", "log1p", "exp", "sqrt", "abs",
      "bfloat16",
      MediaWords.IMAGE, MediaWords.SOUND, "resize", "crop", "augment", "resample", "spectrogram", "mel", "mfcc"));

  private final Evaluator evaluator;
  private final Environment env;
  private final WrittenValues values;

  FieldReading(Evaluator evaluator, Environment env) {
    this.evaluator = evaluator;
    this.env = env;
    this.values = new WrittenValues(evaluator, env);
  }

  /**
   * What an expression of a field comes to.
   *
   * @param ends what is added to a text, or left out of it
   */
  private record Reading(Selection selection, Field.Series series, List<Transform> transforms, Missing missing,
      TextFields.Ends ends) {
    Reading(Selection selection, Missing missing) {
      this(selection, Field.Series.ROW, List.of(), missing, TextFields.Ends.NONE);
    }

    Reading with(Transform transform) {
      List<Transform> all = new ArrayList<>(transforms);
      all.add(transform);
      return new Reading(selection, series, all, missing, ends);
    }

    /** Whether a file is read: a picture or a sound. */
    boolean isMedia() {
      return !transforms.isEmpty()
          && (transforms.getFirst() instanceof Transform.Picture || transforms.getFirst() instanceof Transform.Sound);
    }

    /** How the file is read, of one of which nothing is computed yet. */
    Optional<Transform> media() {
      return transforms.isEmpty() && selection instanceof Selection.Array
          ? Optional.of(MediaWords.PICTURE)
          : transforms.stream().findFirst().filter(_ -> transforms.size() == 1);
    }

    Reading along(Field.Series other) {
      return new Reading(selection, other, transforms, missing, ends);
    }

    Reading of(List<Transform> others) {
      return new Reading(selection, series, others, missing, ends);
    }

    Reading with(TextFields.Ends other) {
      return new Reading(selection, series, transforms, missing, other);
    }

    TextFields.Reading asText() {
      return new TextFields.Reading(selection, series, !transforms.isEmpty(), ends);
    }
  }

  Field field(TrainItem.DataField f, Type.Tensor type, Source source) {
    Reading reading = reading(f.value(), source);
    boolean texts = source.arrays().isEmpty() || source instanceof RunningText || source instanceof Lines;
    Optional<Vocabulary> vocabulary = evaluator.build.program.vocabulary(type).filter(_ -> texts);
    if (source instanceof RunningText && vocabulary.isEmpty()) {
      throw new Mistake(Diagnostic.of(CompilerProblem.INVALID_FIELD_READING, f.type().span(),
          "a running text is read as tokens, and " + f.type().span().text() + " is no index of a vocabulary")
          .withHelp("declare one, dim Char = vocabulary(characters), and write " + f.name() + ": Char[Time]"));
    }
    if (vocabulary.isPresent()) {
      reading = reading.with(TextFields.tokens(f, type, source, reading.asText(), vocabulary.get()));
    } else if (reading.isMedia()) {
      MediaWords.check(f, type, reading.series(), reading.transforms().getFirst());
    } else {
      plain(f, type, reading);
    }
    return new Field(f.name(), type.kind().element(), type.graphAxes(), evaluator.build.program.positionsOf(type),
        reading.selection(), reading.series(), reading.transforms(), reading.missing(), SourceCall.place(f.span()));
  }

  private static void plain(TrainItem.DataField f, Type.Tensor type, Reading reading) {
    type.axes().stream().filter(a -> !a.size().isConstant()).findFirst().ifPresent(a -> {
      throw Mistake.of(CompilerProblem.OPEN_DIM_IN_FIELD, f.type().span(),
          "a field describes one example, and " + a + " is open; only the batch's dim may be, and that of a text");
    });
    if (!reading.ends().equals(TextFields.Ends.NONE)) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, f.value().span(),
          "only a text has a begin and an end: its type is an index of a vocabulary, sentence: Word[Time]");
    }
    if (reading.selection() instanceof Selection.Length
        && !(type.kind() instanceof Type.Kind.Int && type.isScalar())) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, f.type().span(), "a length is one whole number: "
          + f.name() + ": int = " + f.value().span().text());
    }
  }

  /** What a field's texts are read from, before it is known what its type means; a field whose line is wrong has none. */
  Field texts(TrainItem.DataField f, String dim, Source source, Vocabulary vocabulary) {
    Reading reading = reading(f.value(), source);
    return new Field(f.name(), Element.INT, List.of(),
        Optional.of(new Field.IndexDim(dim, Integer.MAX_VALUE, List.of())), reading.selection(), Field.Series.ROW,
        List.of(new Transform.Tokenize(vocabulary, false, false, 0)), new Missing.Drop(), SourceCall.place(f.span()));
  }

  /** The cells that an expression reads. */
  Selection selection(Expr expr, Source source) {
    return reading(expr, source).selection();
  }

  private Reading reading(Expr expr, Source source) {
    if (expr instanceof Expr.Binary b) {
      return binary(b, source);
    }
    if (expr instanceof Expr.Unary u && u.operator() == Expr.UnaryOperator.NEGATE) {
      return reading(u.operand(), source).with(new Transform.Apply(Transform.Function.NEGATE));
    }
    if (expr instanceof Expr.Apply a && a.callee() instanceof Expr.Name n) {
      return call(n, a, source);
    }
    if (expr instanceof Expr.Name n) {
      Reading reading = new Reading(new Selection.Array(array(n, source)), new Missing.Error());
      return source instanceof Images || source instanceof Audio ? file(n, reading) : reading;
    }
    throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, expr.span(),
        "a field is read from columns(\"…\"), column(\"…\") or a named array");
  }

  private static Reading file(Expr.Name name, Reading reading) {
    return name.name().equals(MediaWords.IMAGE) || name.name().equals(MediaWords.SOUND)
        ? reading.with(MediaWords.read(name.name()))
        : reading;
  }

  private static String array(Expr.Name name, Source source) {
    List<String> arrays = source.arrays();
    if (!arrays.contains(name.name())) {
      throw NameMistakes.unknownWord(CompilerProblem.INVALID_FIELD_READING, name.span(),
          "the data have no array `" + name.name() + "`",
          name.name(), arrays);
    }
    return name.name();
  }

  private Reading binary(Expr.Binary b, Source source) {
    Transform.Operator operator = switch (b.operator()) {
      case ADD -> Transform.Operator.ADD;
      case SUBTRACT -> Transform.Operator.SUBTRACT;
      case MULTIPLY -> Transform.Operator.MULTIPLY;
      case DIVIDE -> Transform.Operator.DIVIDE;
      case POWER -> Transform.Operator.POWER;
      default -> throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, b.operatorSpan(),
          "`" + b.operator().symbol() + "` can't be used on a field; compute it in the train block");
    };
    boolean constantFirst = isConstant(b.left());
    Reading reading = reading(constantFirst ? b.right() : b.left(), source);
    double constant = values.number(constantFirst ? b.left() : b.right());
    return reading.with(new Transform.Arithmetic(operator, constant, constantFirst));
  }

  private boolean isConstant(Expr expr) {
    return expr instanceof Expr.Number
        || (expr instanceof Expr.Name n && env.find(n.name()).orElse(null) instanceof Known)
        || (expr instanceof Expr.Binary b && isConstant(b.left()) && isConstant(b.right()));
  }

  private Reading call(Expr.Name name, Expr.Apply a, Source source) {
    return switch (name.name()) {
      case "columns", "column" -> {
        ColumnReading.Columns columns = new ColumnReading(values).columns(name, a);
        yield new Reading(columns.selection(), columns.missing());
      }
      case "standardize" -> inner(a, source).with(new Transform.Standardize());
      case "scale" -> inner(a, source).with(new Transform.Scale());
      case "categories" -> inner(a, source).with(new Transform.Categories());
      case "window" -> inner(a, source).along(Field.Series.WINDOW);
      case "next" -> inner(a, source).along(Field.Series.NEXT);
      case "after" -> inner(a, source).along(Field.Series.AFTER);
      case "begin" -> ends(inner(a, source), ends -> new TextFields.Ends(true, ends.end(), ends.longest()));
      case "end" -> ends(inner(a, source), ends -> new TextFields.Ends(ends.begin(), true, ends.longest()));
      case "cut" -> cut(a, source);
      case "length" -> length(a);
      case MediaWords.IMAGE, MediaWords.SOUND -> inner(a, source).with(MediaWords.read(name.name()));
      default -> {
        Transform.Function function = FUNCTIONS.get(name.name());
        if (MediaWords.CHANGES.contains(name.name())) {
          yield media(name, a, source);
        }
        if (function == null) {
          throw NameMistakes.unknownWord(CompilerProblem.INVALID_FIELD_READING, name.span(),
              "no way to read a field is called `" + name.name() + "`", name.name(),
              WORDS);
        }
        yield inner(a, source).with(new Transform.Apply(function));
      }
    };
  }

  private Reading media(Expr.Name name, Expr.Apply a, Source source) {
    if (a.arguments().isEmpty()) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, a.span(), "this takes what is read");
    }
    Reading reading = reading(a.arguments().getFirst().value(), source);
    Transform before = reading.media().orElse(new Transform.Scale());
    return reading.of(List.of(new MediaWords(values).changed(name.name(), a, before)));
  }

  private static Reading ends(Reading reading, UnaryOperator<TextFields.Ends> change) {
    return reading.with(change.apply(reading.ends()));
  }

  /** `cut(column("text"), 50)`: the first tokens of a text; `cut(sound, 1.5)`: the first seconds of a sound. */
  private Reading cut(Expr.Apply a, Source source) {
    Optional<Reading> sound = a.arguments().stream().findFirst().map(first -> reading(first.value(), source))
        .filter(Reading::isMedia);
    if (sound.isPresent()) {
      return media(new Expr.Name("cut", a.callee().span()), a, source);
    }
    double longest = a.arguments().size() == 2 ? values.number(a.arguments().get(1).value()) : 0;
    if (longest < 1 || longest != Math.rint(longest) || longest > Integer.MAX_VALUE) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, a.span(),
          "`cut` takes a text and how many of its tokens stay: cut(column(\"text\"), 50)");
    }
    return ends(reading(a.arguments().getFirst().value(), source),
        ends -> new TextFields.Ends(ends.begin(), ends.end(), (int) longest));
  }

  /** `length(sentence)`: of another field. */
  private static Reading length(Expr.Apply a) {
    if (a.arguments().size() == 1 && a.arguments().getFirst().value() instanceof Expr.Name n) {
      return new Reading(new Selection.Length(n.name()), new Missing.Error());
    }
    throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, a.span(),
        "`length` takes the name of a field that reads a text: length(sentence)");
  }

  private Reading inner(Expr.Apply a, Source source) {
    if (a.arguments().size() != 1) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, a.span(), "this takes one argument: what is read");
    }
    return reading(a.arguments().getFirst().value(), source);
  }
}
