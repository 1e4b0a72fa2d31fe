package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.recipe.EarlyStopping;
import adjoint.runtime.recipe.EarlyStopping.Direction;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.text.Similar;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What says which epoch's weights are the best. */
record Goal(String metric, Direction direction, double least) {

  private static final String LOSS = "loss";

  static Goal of(TrainingFunctions<CompiledFunction> training, Recipe recipe) {
    if (recipe.stop().isEmpty()) {
      return new Goal(LOSS, Direction.LOWER_IS_BETTER, 0);
    }
    EarlyStopping stop = recipe.stop().get();
    List<String> known = Stream.concat(Stream.of(training.reduce()), training.batches().stream())
        .flatMap(f -> f.signature().outputs().stream()).map(Port::name).collect(Collectors.toList());
    if (!known.contains(stop.metric())) {
      throw UserProblem.of(RuntimeProblem.UNKNOWN_METRIC, "stopping looks at " + stop.metric() + ", which is no metric")
          .at(recipe.place())
          .hint(Similar.nearest(stop.metric(), known).map(n -> "did you mean " + n + "?")
              .orElse("there are: " + String.join(", ", known)));
    }
    return new Goal(stop.metric(), stop.direction(), stop.least());
  }

  /** A value as what is the better the lower it is. */
  double cost(double value) {
    return direction == Direction.LOWER_IS_BETTER ? value : -value;
  }

  /** Whether a value is better than the best so far, which is NaN before there is one. */
  boolean better(double value, double best) {
    double gain = direction == Direction.LOWER_IS_BETTER ? best - value : value - best;
    return Double.isNaN(best) || gain > least;
  }
}
