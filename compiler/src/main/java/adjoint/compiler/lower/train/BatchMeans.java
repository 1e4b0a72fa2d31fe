package adjoint.compiler.lower.train;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Which values are means over the examples: over a whole split such a one is the mean of what its batches give, weighted by
 * their examples, so that it is the same number whichever way it is computed.
 */
final class BatchMeans {

  /** How a value over all examples comes of the values over batches. */
  private enum Pooling {
    /** It is each of them: no example goes into it. */
    CONSTANT,
    /** Their sum. */
    SUM,
    /** Their mean. */
    MEAN,
    OTHER
  }

  private final RowDependence rows;
  private final Map<Value, Pooling> pooling = new HashMap<>();

  /**
   * @param definitions that `rows` has taken up
   */
  BatchMeans(RowDependence rows, List<Definition> definitions) {
    this.rows = rows;
    definitions.stream().filter(rows::isMixed).filter(d -> d.operation() instanceof Comprehension)
        .forEach(d -> pooling.put(d.result(), of((Comprehension) d.operation())));
  }

  boolean isMean(Value value) {
    Pooling own = of(value);
    return own == Pooling.MEAN || own == Pooling.CONSTANT;
  }

  private Pooling of(Value value) {
    Pooling otherwise = rows.isRowwise(value) || rows.isMixed(value) ? Pooling.OTHER : Pooling.CONSTANT;
    return pooling.getOrDefault(value, otherwise);
  }

  private Pooling of(Comprehension c) {
    if (rows.sumsRows(c)) {
      return Pooling.SUM;
    }
    boolean alongExamples = c.out().stream().anyMatch(i -> rows.mentionsBatch(i.size()))
        || c.over().stream().anyMatch(i -> rows.mentionsBatch(i.size()));
    boolean linear = c.isMap() || c.reduction() == Reduction.SUM;
    return alongExamples || !linear ? Pooling.OTHER : of(c.body());
  }

  private Pooling of(Scalar scalar) {
    return switch (scalar) {
      case Scalar.Constant c -> Pooling.CONSTANT;
      case Scalar.Read r -> r.at().stream().allMatch(s -> s.tables().isEmpty()) ? of(r.tensor()) : Pooling.OTHER;
      case Scalar.SizeOf s -> of(s.size());
      case Scalar.At a -> Pooling.OTHER;
      case Scalar.Draw d -> Pooling.OTHER;
      case Scalar.Select s -> of(s.condition()) == Pooling.CONSTANT ? added(s.then(), s.otherwise()) : Pooling.OTHER;
      case Scalar.Apply a -> of(a);
    };
  }

  private Pooling of(Size size) {
    if (!rows.mentionsBatch(size)) {
      return Pooling.CONSTANT;
    }
    boolean alone = size.openDims().size() == 1;
    boolean linear = alone && LongStream.of(2, 3, 5)
        .allMatch(n -> size.evaluate(dim -> n) == n * size.evaluate(dim -> 1));
    return linear ? Pooling.SUM : Pooling.OTHER;
  }

  private Pooling of(Scalar.Apply a) {
    List<Scalar> x = a.arguments();
    return switch (a.function()) {
      case ADD, SUB -> added(x.get(0), x.get(1));
      case NEG -> of(x.get(0));
      case MUL -> of(x.get(0)) == Pooling.CONSTANT
          ? of(x.get(1))
          : of(x.get(1)) == Pooling.CONSTANT ? of(x.get(0)) : Pooling.OTHER;
      case DIV -> of(x.get(1)) == Pooling.CONSTANT
          ? of(x.get(0))
          : of(x.get(0)) == Pooling.SUM && isCount(x.get(1)) ? Pooling.MEAN : Pooling.OTHER;
      default -> x.stream().allMatch(y -> of(y) == Pooling.CONSTANT) ? Pooling.CONSTANT : Pooling.OTHER;
    };
  }

  private boolean isCount(Scalar scalar) {
    return scalar instanceof Scalar.SizeOf s && of(s.size()) == Pooling.SUM;
  }

  private Pooling added(Scalar first, Scalar second) {
    Pooling one = of(first);
    Pooling other = of(second);
    boolean means = (one == Pooling.MEAN || one == Pooling.CONSTANT)
        && (other == Pooling.MEAN || other == Pooling.CONSTANT);
    return one == other ? one : means ? Pooling.MEAN : Pooling.OTHER;
  }
}
