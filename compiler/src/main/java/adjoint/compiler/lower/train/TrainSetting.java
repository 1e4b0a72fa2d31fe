package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.runtime.recipe.Clip;
import adjoint.runtime.recipe.EarlyStopping;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The table of what a `train` block sets by a line of one word and its arguments.
 *
 * @param word that the line begins with
 * @param otherwise what holds where the line is missing
 * @param read the line's value; throws the problem that it has
 */
record TrainSetting<T>(String word, T otherwise, Function<Line, T> read) {

  /** `epochs 30`. */
  static final TrainSetting<Integer> EPOCHS = whole("epochs", 10, 1);

  /** `steps 100`: of an epoch; 0 where nothing says how many. */
  static final TrainSetting<Integer> STEPS = whole("steps", 0, 1);

  static final int STEPS_WITHOUT_DATA = 100;

  /** `seed 1`. */
  static final TrainSetting<Integer> SEED = whole("seed", 0, 0);

  /** `shuffle false`. */
  static final TrainSetting<Boolean> SHUFFLE =
      new TrainSetting<>("shuffle", true, line -> line.either("true", "false", "`shuffle` is true or false"));

  /** `clip norm 1.0`, `clip value 0.5`. */
  static final TrainSetting<Optional<Clip>> CLIP = new TrainSetting<>("clip", Optional.empty(), TrainSetting::clip);

  /** `accumulate 4`. */
  static final TrainSetting<Integer> ACCUMULATE = whole("accumulate", 1, 1);

  /** `stop patience 5`, `stop patience 5 on accuracy`. */
  static final TrainSetting<Optional<EarlyStopping>> STOP =
      new TrainSetting<>("stop", Optional.empty(), TrainSetting::stop);

  /** `decay maps`: weight decay only for linear maps, not for biases, norms and embeddings' kin. */
  static final TrainSetting<Boolean> DECAYS_MAPS_ONLY = new TrainSetting<>("decay", false,
      line -> line.either("maps", "all", "weight decay is for `decay all` parameters or for `decay maps` only"));

  /** `frozen Teacher, Net.encoder`: models and paths that rest while the others are trained. */
  static final TrainSetting<List<Expr>> FROZEN =
      new TrainSetting<>("frozen", List.of(), line -> line.item().arguments());

  /** `start Encoder from "runs/Auto/1" at "encoder" partial, Head from "head.safetensors"`. */
  static final TrainSetting<List<StartLine>> START = new TrainSetting<>("start", List.of(), StartLine::read);

  /** `ema 0.999`: what is used and saved is a running average of the weights. */
  static final TrainSetting<Optional<Double>> EMA = new TrainSetting<>("ema", Optional.empty(), TrainSetting::ema);

  static final List<TrainSetting<?>> ALL = List.of(EPOCHS, STEPS, SEED, SHUFFLE, CLIP, ACCUMULATE, STOP,
      DECAYS_MAPS_ONLY, FROZEN, START, EMA);

  static List<String> words() {
    return ALL.stream().<String>map(TrainSetting::word).toList();
  }

  /**
   * A line that sets something.
   *
   * @param metrics of the block
   */
  record Line(TrainItem.Setting item, DataReading reading, List<String> metrics) {

    /** Whether its only word is the first of two. */
    boolean either(String first, String second, String form) {
      String word = item.arguments().size() == 1 ? word(0) : "";
      if (!word.equals(first) && !word.equals(second)) {
        throw wrong(form);
      }
      return word.equals(first);
    }

    String word(int position) {
      return item.arguments().get(position) instanceof Expr.Name n ? n.name() : "";
    }

    double number(int position) {
      return reading.number(item.arguments().get(position));
    }

    /** A whole number of at least some. */
    int whole(int position, int least) {
      double value = number(position);
      if (value != Math.rint(value) || value < least || value > Integer.MAX_VALUE) {
        throw wrong("`" + (position == 0 ? item.word() : word(position - 1)) + "` takes a whole number of at least "
            + least);
      }
      return (int) value;
    }

    int count() {
      return item.arguments().size();
    }

    Mistake wrong(String form) {
      return Mistake.of(CompilerProblem.INVALID_SETTING_VALUE, item.span(), form);
    }
  }

  private static TrainSetting<Integer> whole(String word, int otherwise, int least) {
    return new TrainSetting<>(word, otherwise, line -> {
      if (line.count() != 1) {
        throw line.wrong("`" + word + "` takes a whole number of at least " + least);
      }
      return line.whole(0, least);
    });
  }

  private static Optional<Clip> clip(Line line) {
    String how = line.count() == 2 ? line.word(0) : "";
    if (!how.equals("norm") && !how.equals("value")) {
      throw line.wrong("gradients are clipped by `clip norm 1.0` or `clip value 0.5`");
    }
    double limit = line.number(1);
    if (!(limit > 0 && limit <= Double.MAX_VALUE)) {
      throw line.wrong("the limit must be above 0");
    }
    return Optional.of(how.equals("norm") ? new Clip.Norm(limit) : new Clip.Value(limit));
  }

  private static Optional<Double> ema(Line line) {
    double decay = line.count() == 1 ? line.number(0) : 0;
    if (!(decay > 0 && decay < 1)) {
      throw line.wrong("weights are averaged by `ema 0.999`: the share of the average so far, between 0 and 1");
    }
    return Optional.of(decay);
  }

  private static Optional<EarlyStopping> stop(Line line) {
    int patience = 0;
    String metric = "loss";
    double least = 0;
    for (int i = 0; i + 1 < line.count(); i += 2) {
      switch (line.word(i)) {
        case "patience" -> patience = line.whole(i + 1, 1);
        case "least" -> least = line.number(i + 1);
        case "on" -> metric = line.word(i + 1);
        default -> throw stopForm(line);
      }
    }
    if (patience < 1 || !(least >= 0 && least <= Double.MAX_VALUE) || line.count() % 2 != 0
        || !(metric.equals("loss") || line.metrics().contains(metric))) {
      throw stopForm(line);
    }
    boolean error = Set.of("loss", "rmse", "mae", "mse", "error").contains(metric);
    return Optional.of(new EarlyStopping(metric, error
        ? EarlyStopping.Direction.LOWER_IS_BETTER
        : EarlyStopping.Direction.HIGHER_IS_BETTER, patience, least));
  }

  private static Mistake stopForm(Line line) {
    return line
        .wrong("early stopping is `stop patience 5` or `stop patience 5 on accuracy` (epochs, a metric of this block)");
  }
}
