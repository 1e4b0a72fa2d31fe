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
import adjoint.runtime.text.Words;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * `:plot e`: two dims are an image, one dim a curve, more than that a histogram of all numbers; `:plot hist e` is always
 * one, and `:plot e as 8x8` an image of so many rows and columns.
 */
final class Plotting {

  private static final String HISTOGRAM = "hist ";
  private static final Pattern IMAGE = Pattern.compile("^(.*)\\sas\\s+(\\d{1,5})\\s*x\\s*(\\d{1,5})$", Pattern.DOTALL);

  private Plotting() {}

  static Response answer(PromptContext context, String argument) {
    boolean histogram = argument.startsWith(HISTOGRAM);
    Matcher image = IMAGE.matcher(argument);
    String text = histogram
        ? argument.substring(HISTOGRAM.length()).strip()
        : image.matches() ? image.group(1).strip() : argument;
    LoweredEntry entry = Expression.of(text, "plot").lower(context.session(), Recompute.NO);
    if (entry.results().isEmpty()) {
      throw new CommandFailure(CliProblem.BAD_VALUE, text + " has no value to plot", Optional.empty());
    }
    try (Pool pool = context.session().pool()) {
      var state = context.session().complete(entry, pool);
      CompiledEntry evaluation = CompiledEntry.of(entry, state, pool);
      evaluation.run();
      context.session().check();
      TensorValue value = evaluation.values(entry.results(), state).values().iterator().next();
      OptionalInt width = context.session().width();
      return Response.text(image.matches()
          ? image(value, Integer.parseInt(image.group(2)), Integer.parseInt(image.group(3)), width)
          : plot(value, histogram, width));
    }
  }

  private static String image(TensorValue value, int rows, int columns, OptionalInt width) {
    if ((long) rows * columns != value.count() || value.count() == 0) {
      throw new CommandFailure(CliProblem.BAD_VALUE, "an image of " + rows + " by " + columns + " has "
          + Words.count((long) rows * columns) + " numbers, and there are " + Words.count(value.count()),
          Optional.empty());
    }
    return ImagePlot.draw(value, rows, columns, width);
  }

  private static String plot(TensorValue value, boolean histogram, OptionalInt width) {
    return switch (histogram ? 0 : value.shape().size()) {
      case 1 -> value.count() == 1 ? HistogramPlot.draw(value, width) : CurvePlot.draw(value, width);
      case 2 -> ImagePlot.draw(value, width);
      default -> HistogramPlot.draw(value, width);
    };
  }
}
