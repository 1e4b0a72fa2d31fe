package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Suggestion;
import adjoint.compiler.lower.problem.Problem;
import adjoint.runtime.recipe.Clip;
import adjoint.runtime.recipe.EarlyStopping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The lines of a `train` block that are one word and its arguments: `epochs 30`, `seed 1`, `shuffle false`, `steps 100`,
 * `clip norm 1.0`, `clip value 0.5`, `accumulate 4`, `stop patience 5`, `decay maps`.
 */
final class TrainSettings {

  private static final List<String> WORDS =
      List.of("epochs", "steps", "seed", "shuffle", "clip", "accumulate", "stop", "decay");

  private final Map<String, TrainItem.Setting> given = new LinkedHashMap<>();
  private final DataReading reading;

  TrainSettings(DataReading reading) {
    this.reading = reading;
  }

  /** `epochs = 30` would bind a name that nobody uses. */
  void refuseBound(Statement.Bind bind) {
    Expr.Name name = bind.names().getFirst();
    if (bind.value() instanceof Expr.Number && WORDS.contains(name.name())) {
      throw Problem.of("NN0307", name.span(),
          "a setting is written without `=`: " + name.name() + " " + bind.value().span().text());
    }
  }

  void add(TrainItem.Setting s) {
    if (!WORDS.contains(s.word())) {
      Diagnostic unknown = Diagnostic.of("NN0307", s.wordSpan(), "a train block has no setting `" + s.word() + "`");
      Diagnostic offer = Suggestion.offer(unknown, s.word(), WORDS);
      throw new Problem(offer.help().isPresent() ? offer : offer.withNote("settings: " + String.join(", ", WORDS)));
    }
    if (given.put(s.word(), s) != null) {
      throw Problem.of("NN0307", s.wordSpan(), "`" + s.word() + "` is set twice");
    }
  }

  int whole(String word, int otherwise, int least) {
    TrainItem.Setting s = given.get(word);
    if (s == null) {
      return otherwise;
    }
    double value = s.arguments().size() == 1 ? reading.number(s.arguments().getFirst()) : Double.NaN;
    if (value != Math.rint(value) || value < least || value > Integer.MAX_VALUE) {
      throw Problem.of("NN0308", s.span(), "`" + word + "` takes a whole number of at least " + least);
    }
    return (int) value;
  }

  boolean shuffle() {
    TrainItem.Setting s = given.get("shuffle");
    String value = s == null
        ? "true"
        : s.arguments().size() == 1 && s.arguments().getFirst() instanceof Expr.Name n ? n.name() : "";
    if (!value.equals("true") && !value.equals("false")) {
      throw Problem.of("NN0308", s.span(), "`shuffle` is true or false");
    }
    return value.equals("true");
  }

  Optional<Clip> clip() {
    TrainItem.Setting s = given.get("clip");
    if (s == null) {
      return Optional.empty();
    }
    boolean shaped = s.arguments().size() == 2 && s.arguments().getFirst() instanceof Expr.Name;
    String how = shaped ? ((Expr.Name) s.arguments().getFirst()).name() : "";
    if (!how.equals("norm") && !how.equals("value")) {
      throw Problem.of("NN0308", s.span(), "gradients are clipped by `clip norm 1.0` or `clip value 0.5`");
    }
    double limit = reading.number(s.arguments().get(1));
    if (!(limit > 0)) {
      throw Problem.of("NN0308", s.span(), "the limit must be above 0");
    }
    return Optional.of(how.equals("norm") ? new Clip.Norm(limit) : new Clip.Value(limit));
  }

  /** `decay maps`: weight decay only for linear maps, not for biases, norms and embeddings' kin. */
  boolean decaysMapsOnly() {
    TrainItem.Setting s = given.get("decay");
    if (s == null) {
      return false;
    }
    String which = s.arguments().size() == 1 && s.arguments().getFirst() instanceof Expr.Name n ? n.name() : "";
    if (!which.equals("maps") && !which.equals("all")) {
      throw Problem.of("NN0308", s.span(), "weight decay is for `decay all` parameters or for `decay maps` only");
    }
    return which.equals("maps");
  }

  /** `stop patience 5`, `stop patience 5 on accuracy`. */
  Optional<EarlyStopping> stop(List<String> metrics) {
    TrainItem.Setting s = given.get("stop");
    if (s == null) {
      return Optional.empty();
    }
    int patience = 0;
    String metric = "loss";
    double least = 0;
    List<Expr> words = s.arguments();
    for (int i = 0; i + 1 < words.size(); i += 2) {
      String word = words.get(i) instanceof Expr.Name n ? n.name() : "";
      switch (word) {
        case "patience" -> patience = (int) reading.number(words.get(i + 1));
        case "least" -> least = reading.number(words.get(i + 1));
        case "on" -> metric = words.get(i + 1) instanceof Expr.Name n ? n.name() : "";
        default -> throw stopForm(s);
      }
    }
    if (patience < 1 || words.size() % 2 != 0 || !(metric.equals("loss") || metrics.contains(metric))) {
      throw stopForm(s);
    }
    boolean error = Set.of("loss", "rmse", "mae", "mse", "error").contains(metric);
    return Optional.of(new EarlyStopping(metric, error
        ? EarlyStopping.Direction.LOWER_IS_BETTER
        : EarlyStopping.Direction.HIGHER_IS_BETTER, patience, least));
  }

  private static Problem stopForm(TrainItem.Setting s) {
    return Problem.of("NN0308", s.span(),
        "early stopping is `stop patience 5` or `stop patience 5 on accuracy` (epochs, a metric of this block)");
  }
}
