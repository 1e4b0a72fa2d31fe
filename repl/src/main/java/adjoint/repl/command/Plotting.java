package adjoint.repl.command;

import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.repl.plot.CurvePlot;
import adjoint.repl.plot.HistogramPlot;
import adjoint.repl.plot.ImagePlot;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.session.CompiledEntry;
import adjoint.repl.session.Response;
import adjoint.repl.session.TensorValue;
import adjoint.runtime.CliProblem;
import adjoint.runtime.program.Pool;
import java.util.Optional;

/**
 * `:plot e`: two dims are an image, one dim a curve, more than that a histogram of all numbers; `:plot hist e` is always
 * one.
 */
final class Plotting {

  private static final String HISTOGRAM = "hist ";

  private Plotting() {}

  static Response answer(PromptContext context, String argument) {
    boolean histogram = argument.startsWith(HISTOGRAM);
    String text = histogram ? argument.substring(HISTOGRAM.length()).strip() : argument;
    LoweredEntry entry = Expression.of(text, "plot").lower(context.session(), Recompute.NO);
    if (entry.results().isEmpty()) {
      throw new CommandFailure(CliProblem.BAD_VALUE, text + " has no value to plot", Optional.empty());
    }
    try (Pool pool = context.session().pool()) {
      var state = context.session().complete(entry, pool);
      CompiledEntry evaluation = CompiledEntry.of(entry, state, pool);
      evaluation.run();
      context.session().check();
      return Response.text(plot(evaluation.values(entry.results(), state).values().iterator().next(), histogram));
    }
  }

  private static String plot(TensorValue value, boolean histogram) {
    return switch (histogram ? 0 : value.shape().size()) {
      case 1 -> value.count() == 1 ? HistogramPlot.draw(value) : CurvePlot.draw(value);
      case 2 -> ImagePlot.draw(value);
      default -> HistogramPlot.draw(value);
    };
  }
}
