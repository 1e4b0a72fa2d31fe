package adjoint.repl.command;

import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.repl.CommandFailure;
import adjoint.repl.Trouble;
import adjoint.repl.session.Evaluation;
import adjoint.repl.session.Response;
import adjoint.repl.session.Value;
import adjoint.runtime.program.Pool;
import java.util.Optional;

/**
 * `:plot e`: two dims are an image, one dim a curve, more than that a histogram of all numbers; `:plot hist e` is always
 * one.
 */
final class Plotting {

  private static final String HISTOGRAM = "hist ";

  private Plotting() {}

  static Response answer(Desk desk, String argument) {
    boolean histogram = argument.startsWith(HISTOGRAM);
    String text = histogram ? argument.substring(HISTOGRAM.length()).strip() : argument;
    LoweredEntry entry = Expression.of(text, "plot").lower(desk.session(), Recompute.NO);
    if (entry.results().isEmpty()) {
      throw new CommandFailure(Trouble.BAD_VALUE, text + " has no value to plot", Optional.empty());
    }
    try (Pool pool = desk.session().pool()) {
      var state = desk.session().complete(entry, pool);
      Evaluation evaluation = Evaluation.of(entry, state, pool);
      evaluation.run();
      desk.session().check();
      return Response.text(plot(evaluation.values(entry.results(), state).values().iterator().next(), histogram));
    }
  }

  private static String plot(Value value, boolean histogram) {
    return switch (histogram ? 0 : value.shape().size()) {
      case 1 -> value.count() == 1 ? Histogram.draw(value) : Curve.draw(value);
      case 2 -> Image.draw(value);
      default -> Histogram.draw(value);
    };
  }
}
