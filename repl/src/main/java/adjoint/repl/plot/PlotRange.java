package adjoint.repl.plot;

import adjoint.repl.session.TensorValue;
import adjoint.runtime.text.Words;
import java.util.stream.IntStream;

/** From the least to the largest number of a value that is finite. */
record PlotRange(double least, double most) {

  static PlotRange of(TensorValue value) {
    double[] finite = IntStream.range(0, value.count()).mapToDouble(value::number).filter(Double::isFinite).toArray();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double number : finite) {
      least = Math.min(least, number);
      most = Math.max(most, number);
    }
    return finite.length == 0 ? new PlotRange(0, 1) : new PlotRange(least, most);
  }

  /** Where a number lies, from 0 to 1; 0.5 where all are the same. */
  double place(double number) {
    return most > least ? (number - least) / (most - least) : 0.5;
  }

  /** The number at a place from 0 to 1. */
  double at(double place) {
    return least + place * (most - least);
  }

  /** A number short enough for an axis. */
  static String label(double number) {
    double size = Math.abs(number);
    return number == Math.rint(number) && size < 1e6
        ? Long.toString((long) number)
        : size < 1e-3 || size >= 1e6 ? Words.scientific(number) : Words.fixed(number, size < 10 ? 3 : 1);
  }
}
