package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.lower.problem.ForeignNames;
import adjoint.compiler.lower.problem.Mistake;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lines of a `train` block that set something, as {@link TrainSetting} reads them. */
final class TrainSettings {

  private final DataReading reading;
  private final List<String> metrics;
  private final Map<String, TrainItem.Setting> given = new LinkedHashMap<>();

  TrainSettings(DataReading reading, List<String> metrics) {
    this.reading = reading;
    this.metrics = metrics;
  }

  /** `epochs = 30` would bind a name that nobody uses. */
  void refuseBound(Statement.Bind bind) {
    Expr.Name name = bind.names().getFirst();
    if (bind.value() instanceof Expr.Number && TrainSetting.words().contains(name.name())) {
      throw Mistake.of(CompilerProblem.UNKNOWN_OR_REPEATED_SETTING, name.span(),
          "a setting is written without `=`: " + name.name() + " " + bind.value().span().text());
    }
  }

  void add(TrainItem.Setting s) {
    List<String> words = TrainSetting.words();
    if (!words.contains(s.word())) {
      Diagnostic unknown = Diagnostic.of(CompilerProblem.UNKNOWN_OR_REPEATED_SETTING, s.wordSpan(),
          "a train block has no setting `" + s.word() + "`");
      Diagnostic offer =
          ForeignNames.line(unknown, s.word()).orElseGet(() -> Suggestion.offer(unknown, s.word(), words));
      throw new Mistake(offer.help().isPresent() ? offer : offer.withNote("settings: " + String.join(", ", words)));
    }
    if (given.put(s.word(), s) != null) {
      throw Mistake.of(CompilerProblem.UNKNOWN_OR_REPEATED_SETTING, s.wordSpan(), "`" + s.word() + "` is set twice");
    }
  }

  <T> T get(TrainSetting<T> setting) {
    return Optional.ofNullable(given.get(setting.word()))
        .map(item -> setting.read().apply(new TrainSetting.Line(item, reading, metrics))).orElse(setting.otherwise());
  }
}
