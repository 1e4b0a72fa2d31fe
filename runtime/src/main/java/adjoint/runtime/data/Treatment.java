package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.picture.PictureAxes;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.text.Similar;
import adjoint.runtime.text.Words;
import java.util.Iterator;
import java.util.List;

/** What becomes of a field's numbers, given the statistics of its training examples. */
final class Treatment {

  /** Where the next statistic comes from. */
  interface Statistics {
    double[] next(double[] values, Kind kind);
  }

  enum Kind {
    MEAN, DEVIATION, LEAST, RANGE
  }

  private Treatment() {}

  /** Replaces numbers, whole rows, by what becomes of them with what the field learnt. */
  static void transform(Field field, double[] x, Fitted fitted) {
    int run = MediaCells.picture(field).isPresent() ? PictureAxes.of(field.axes()).orElseThrow().run() : 1;
    transform(field, x, new Known(field, fitted.numbers().iterator()), run);
  }

  /** Statistics in the order in which they were learnt. */
  record Known(Field field, Iterator<double[]> numbers) implements Statistics {
    @Override
    public double[] next(double[] values, Kind kind) {
      double[] next = numbers.hasNext() ? numbers.next() : new double[0];
      if (next.length == 0 || values.length % next.length != 0) {
        throw FittedNotes.damaged("it doesn't hold all that " + field.name() + " learnt from its training data");
      }
      return next;
    }
  }

  /** The same, with statistics that are asked for one after another. */
  static void transform(Field field, double[] x, Statistics statistics) {
    transform(field, x, statistics, 1);
  }

  /** @param run how many neighbouring numbers have the same statistic */
  static void transform(Field field, double[] x, Statistics statistics, int run) {
    if (field.missing() instanceof Missing.Mean) {
      double[] means = statistics.next(x, Kind.MEAN);
      for (int i = 0; i < x.length; i++) {
        x[i] = Double.isNaN(x[i]) ? means[i % means.length] : x[i];
      }
    }
    for (Transform each : field.transforms()) {
      if (each instanceof Transform.Standardize) {
        affine(x, statistics.next(x, Kind.MEAN), statistics.next(x, Kind.DEVIATION), run);
      } else if (each instanceof Transform.Scale) {
        affine(x, statistics.next(x, Kind.LEAST), statistics.next(x, Kind.RANGE), run);
      } else if (!MediaCells.isMedia(each)) {
        for (int i = 0; i < x.length; i++) {
          x[i] = PlainTransforms.apply(each, x[i]);
        }
      }
    }
  }

  private static void affine(double[] x, double[] minus, double[] over, int run) {
    int width = minus.length;
    for (int i = 0; i < x.length; i++) {
      int at = i / run % width;
      x[i] = (x[i] - minus[at]) / over[at];
    }
  }

  static UserProblem unknown(Field field, String where, String name, List<String> names) {
    UserProblem problem = UserProblem.of(RuntimeProblem.UNKNOWN_CATEGORY,
        where + " is " + Words.quoted(name) + ", which the training data don't have")
        .at(field.place());
    return problem.hint(Similar.nearest(name, names).map(n -> "did you mean " + n + "?")
        .orElse("they have: " + Words.some(names)));
  }
}
