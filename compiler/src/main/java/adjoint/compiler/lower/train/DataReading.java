package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.elaborate.Evaluator;
import adjoint.compiler.lower.elaborate.SourceCall;
import adjoint.compiler.lower.elaborate.WrittenValues;
import adjoint.compiler.lower.problem.AlreadyReported;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.source.Span;
import adjoint.runtime.Place;
import adjoint.runtime.data.Format;
import adjoint.runtime.data.Formats;
import adjoint.runtime.data.RunningText;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The `data` and `split` lines of a `train` block, as the runtime's records. */
final class DataReading {

  private static final String FOLDS = "folds";

  private final WrittenValues values;
  private final FieldReading reading;

  DataReading(Evaluator evaluator, Environment env) {
    this.reading = new FieldReading(evaluator, env);
    this.values = new WrittenValues(evaluator, env);
  }

  static Place place(Span span) {
    return SourceCall.place(span);
  }

  // Sources

  Source source(Expr expr) {
    if (!(expr instanceof Expr.Apply a) || !(a.callee() instanceof Expr.Name n)) {
      List<String> examples = Formats.ALL.stream().map(Format::example).toList();
      throw Mistake.of(CompilerProblem.INVALID_DATA_SOURCE, expr.span(), "data come from " + Words.either(examples));
    }
    Format<?> format = Formats.named(n.name())
        .orElseThrow(() -> NameMistakes.unknownWord(CompilerProblem.INVALID_DATA_SOURCE, n.span(),
            "no kind of data is called `" + n.name() + "`", n.name(), Formats.names()));
    return SourceCall.parsed(format.name(), a, values, format.parse());
  }

  double number(Expr expr) {
    return values.number(expr);
  }

  // Split

  /**
   * A split of examples, drawn by the seed; in order where fields read a series, and of a running text, which has no other
   * parts than shares of it.
   *
   * @param wrong names of fields of which something was said already
   */
  Split split(TrainItem.Split s, Optional<Source> source, List<Field> fields, Set<String> wrong) {
    List<Split.Part> parts = new ArrayList<>();
    Optional<Split.Folds> folds = Optional.empty();
    Optional<Split.Key> key = Optional.empty();
    for (TrainItem.Part part : s.parts()) {
      Optional<Split.Rule> rule = rule(part.name());
      if (part.name().equals(FOLDS)) {
        folds = Optional.of(folds(part));
      } else if (rule.isPresent()) {
        if (part.value() instanceof Expr.Name name && wrong.contains(name.name())) {
          throw new AlreadyReported();
        }
        key = Optional.of(key(part, rule.get(), key, source, fields));
      } else {
        parts.add(new Split.Part(name(part, parts), amount(part)));
      }
    }
    double shares = parts.stream().mapToDouble(p -> p.amount() instanceof Split.Share share ? share.share() : 0).sum();
    if (shares > 1 + 1e-9) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, s.span(), "the shares add up to more than 100%");
    }
    if (folds.isPresent() && parts.stream().anyMatch(p -> p.name() != Split.Name.TEST)) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, s.span(),
          "folds are trained on and validate in turn; beside them stands `test` alone: split folds 5, test 10%");
    }
    boolean text = source.isPresent() && source.get() instanceof RunningText;
    if (text && parts.stream().anyMatch(part -> part.amount() instanceof Split.Count)) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, s.span(),
          "a text is divided by shares, or has a text of its own for a part: split train 90%, validation 10%");
    }
    boolean series = fields.stream().anyMatch(f -> f.series() != Field.Series.ROW);
    if (key.isPresent() && (text || series)) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, s.span(), "a " + (text ? "text" : "series")
          + " is divided in order, without `" + key.get().rule().word() + "`");
    }
    return new Split(text || series, parts, folds, key, place(s.span()));
  }

  private static Optional<Split.Rule> rule(String word) {
    return Stream.of(Split.Rule.values()).filter(rule -> rule.word().equals(word)).findFirst();
  }

  /** `group speaker`: a field, an array of the data, or a column. */
  private Split.Key key(TrainItem.Part part, Split.Rule rule, Optional<Split.Key> before, Optional<Source> source,
      List<Field> fields) {
    if (before.isPresent()) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, part.span(), "a split looks at one thing: `"
          + before.get().rule().word() + "` stands there already");
    }
    Optional<Field> field = part.value() instanceof Expr.Name name
        ? fields.stream().filter(f -> f.name().equals(name.name())).findFirst()
        : Optional.empty();
    Selection selection = field.map(Field::selection)
        .orElseGet(() -> reading.selection(part.value(), source.orElseThrow()));
    if (!(selection instanceof Selection.Column || selection instanceof Selection.Array)) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, part.value().span(), "`" + rule.word()
          + "` takes one column: " + rule.word() + " column(\"…\")");
    }
    return new Split.Key(rule, new Field(rule.word(), Element.INT, List.of(),
        Optional.of(new Field.IndexDim("", Integer.MAX_VALUE, List.of())), selection, Field.Series.ROW,
        List.of(new Transform.Categories()), new Missing.Error(), place(part.span())));
  }

  private static Split.Name name(TrainItem.Part part, List<Split.Part> before) {
    Split.Name name = switch (part.name().toLowerCase(Locale.ROOT)) {
      case "train" -> Split.Name.TRAIN;
      case "validation" -> Split.Name.VALIDATION;
      case "test" -> Split.Name.TEST;
      default -> throw NameMistakes.unknownWord(CompilerProblem.INVALID_SPLIT, part.span(),
          "a part of the data is train, validation or test, not `" + part.name() + "`",
          part.name(), List.of("train", "validation", "test", FOLDS, "group", "stratify", "sort"));
    };
    if (before.stream().anyMatch(p -> p.name() == name)) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, part.span(),
          "`" + part.name() + "` stands twice in this split");
    }
    return name;
  }

  /** The first validates, where nobody asks for another. */
  private Split.Folds folds(TrainItem.Part part) {
    double count = number(part.value());
    if (count < 2 || count != Math.rint(count) || count > Integer.MAX_VALUE) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, part.value().span(),
          "a whole number of folds is needed, at least 2: split folds 5");
    }
    return new Split.Folds((int) count, 0);
  }

  private Split.Amount amount(TrainItem.Part part) {
    if (part.value() instanceof Expr.Number n && n.percent()) {
      return new Split.Share(n.value() / 100);
    }
    if (part.value() instanceof Expr.Apply) {
      return new Split.Own(source(part.value()));
    }
    double count = number(part.value());
    if (count < 1 || count != Math.rint(count)) {
      throw Mistake.of(CompilerProblem.INVALID_SPLIT, part.value().span(),
          "a part is a share (80%), a count of examples, or a source of its own");
    }
    return new Split.Count((long) count);
  }
}
