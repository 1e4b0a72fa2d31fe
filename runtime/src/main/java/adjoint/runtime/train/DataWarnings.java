package adjoint.runtime.train;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.data.Data;
import adjoint.runtime.data.Dataset;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.SplitPart;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Split;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.text.Words;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** What the training examples tell before anything is trained: inputs that aren't scaled, classes that none is of. */
final class DataWarnings {

  /** The examples that inputs are measured on. */
  private static final int MEASURED = 1000;

  /** Where a mean or deviation begins to be far from 0 and 1. */
  private static final double LARGE = 20;

  /** Below which all deviations of an input are small. */
  private static final double SMALL = 0.01;

  /** Dims of more positions hold words or users rather than classes. */
  private static final int CLASSES = 1000;

  private final Data data;
  private final SplitPart train;

  private DataWarnings(Data data) {
    this.data = data;
    this.train = data.train();
  }

  /** @param limited whether only some of the examples are used */
  static List<RunWarning> of(Recipe recipe, Data data, boolean limited) {
    DataWarnings own = new DataWarnings(data);
    List<RunWarning> warnings = new ArrayList<>();
    for (Field field : recipe.fields()) {
      if (recipe.roles().inputs().contains(field.name()) && field.element() == Element.REAL && !isScaled(field)) {
        own.unscaled(field).ifPresent(warnings::add);
      }
      if (recipe.roles().targets().contains(field.name()) && field.index().isPresent()
          && field.axes().isEmpty()
          && field.index().get().size() <= CLASSES && !limited) {
        own.absent(field, field.index().get()).ifPresent(warnings::add);
      }
    }
    return warnings;
  }

  private static boolean isScaled(Field field) {
    return field.transforms().stream()
        .anyMatch(t -> t instanceof Transform.Standardize || t instanceof Transform.Scale);
  }

  /** Mean and deviation of each number of a field over the training examples, or evenly chosen ones of many. */
  private Optional<RunWarning> unscaled(Field field) {
    Dataset dataset = train.dataset();
    int width = field.count();
    int count = Math.min(MEASURED, train.size());
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = train.examples()[(int) ((long) i * train.size() / count)];
    }
    double[] sums = new double[width];
    double[] squares = new double[width];
    float[] row = new float[width];
    for (int i = 0; i < count; i++) {
      dataset.copy(dataset.field(field.name()), chosen, i, i + 1, 0, row, new int[0]);
      for (int j = 0; j < width; j++) {
        sums[j] += row[j];
        squares[j] += (double) row[j] * row[j];
      }
    }
    return judged(field, sums, squares, count);
  }

  private static Optional<RunWarning> judged(Field field, double[] sums, double[] squares, int count) {
    int worst = 0;
    double furthest = 0;
    double widest = 0;
    for (int j = 0; j < sums.length; j++) {
      double far = Math.max(Math.abs(mean(sums, j, count)), deviation(sums, squares, j, count));
      widest = Math.max(widest, deviation(sums, squares, j, count));
      worst = far > furthest ? j : worst;
      furthest = Math.max(far, furthest);
    }
    boolean tiny = widest > 0 && widest < SMALL && furthest < SMALL;
    if (furthest <= LARGE && !tiny) {
      return Optional.empty();
    }
    String which = sums.length == 1 ? "it" : "its number " + (worst + 1);
    return Optional.of(new RunWarning(RuntimeProblem.UNSCALED_INPUT,
        "the input " + field.name() + " isn't scaled: " + which + " has mean "
            + Words.number((float) rounded(mean(sums, worst, count))) + " and deviation "
            + Words.number((float) rounded(deviation(sums, squares, worst, count)))
            + ", where models want about 0 and 1",
        Optional.of(field.place()), "write standardize(…) around what " + field.name() + " reads"));
  }

  private static double mean(double[] sums, int column, int count) {
    return sums[column] / count;
  }

  private static double deviation(double[] sums, double[] squares, int column, int count) {
    double mean = mean(sums, column, count);
    return Math.sqrt(Math.max(0, squares[column] / count - mean * mean));
  }

  /** To three digits. */
  private static double rounded(double value) {
    double unit = value == 0 ? 1 : Math.pow(10, Math.floor(Math.log10(Math.abs(value))) - 2);
    return Math.rint(value / unit) * unit;
  }

  private Optional<RunWarning> absent(Field field, Field.IndexDim dim) {
    Dataset dataset = train.dataset();
    BitSet seen = new BitSet();
    int[] position = new int[1];
    for (int i = 0; i < train.size(); i++) {
      dataset.copy(dataset.field(field.name()), train.examples(), i, i + 1, 0, new float[0], position);
      seen.set(position[0]);
    }
    List<String> names = names(field, dim);
    List<String> absent = new ArrayList<>();
    for (int i = seen.nextClearBit(0); i < dim.size(); i = seen.nextClearBit(i + 1)) {
      absent.add(i < names.size() ? names.get(i) : Integer.toString(i));
    }
    return absent.isEmpty()
        ? Optional.empty()
        : Optional.of(new RunWarning(RuntimeProblem.ABSENT_CLASS, "no training example is of the " + (absent.size() == 1
            ? "class "
            : "classes ") + Words.some(absent) + " of " + dim.dim() + ", which " + field.name() + " tells",
            Optional.of(field.place()), data.parts().containsKey(Split.Name.VALIDATION)
                ? "take another seed or a larger share for training, or leave the class out of " + dim.dim()
                : "leave the class out of " + dim.dim() + ", or add examples of it"));
  }

  private List<String> names(Field field, Field.IndexDim dim) {
    return dim.members().isEmpty()
        ? data.fitted().stream().filter(f -> f.field().equals(field.name())).findFirst().map(Fitted::names)
            .orElse(List.of())
        : dim.members();
  }
}
