package adjoint.compiler.emit.contraction;

import static adjoint.compiler.graph.ScalarFunction.ADD;
import static adjoint.compiler.graph.ScalarFunction.MUL;
import static adjoint.compiler.graph.ScalarFunction.RELU;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.emit.Mode;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Step;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/** The emitted code against plain loops, bit for bit, on every width of vectors and on several threads. */
class ContractionsTest {

  private static final int[] WIDTHS = {0, 128, 256, 512};

  @ParameterizedTest
  @ValueSource(ints = {1, 15, 16, 17, 50, 221})
  void columnsOfAnyNumber(int columns) {
    product(new Sample(), 5, columns, 7, false, false);
  }

  /** Tiles are cut where nobody knows whether columns fill vectors. */
  @ParameterizedTest
  @CsvSource({"5, 1", "5, 15", "5, 17", "5, 50", "13, 72", "2, 77", "51, 77"})
  void columnsOfAnyOpenNumber(int rows, int columns) {
    Sample sample = new Sample();
    product(sample, sample.index("row", rows), sample.index("column", sample.open("Column", columns)), 7, false, false);
  }

  /** Few rows take four vectors at a time from where they lie. */
  @ParameterizedTest
  @CsvSource({"1, 136", "2, 136", "3, 104", "4, 136", "7, 64"})
  void fewRows(int rows, int columns) {
    product(new Sample(), rows, columns, 7, false, false);
    product(new Sample(), rows, columns, 7, true, true);
  }

  /** Left operands are interleaved, right ones in panels, in blocks that fill no strip. */
  @ParameterizedTest
  @CsvSource({"33, 128, 37", "99, 136, 9", "51, 776, 5", "36, 128, 513"})
  void panels(int rows, int columns, int depth) {
    product(new Sample(), rows, columns, depth, false, false);
    product(new Sample(), rows, columns, depth, true, true);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 8, 13, 221})
  void rowsOfAnyNumber(int rows) {
    product(new Sample(), rows, 33, 7, false, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17, 50, 512, 1025})
  void depthOfAnyNumber(int depth) {
    product(new Sample(), 9, 37, depth, false, false);
  }

  @ParameterizedTest
  @CsvSource({"64, 50, 40", "3, 17, 1100", "16, 16, 4", "70, 100, 33", "163, 34, 129"})
  void transposedOperands(int rows, int columns, int depth) {
    product(new Sample(), rows, columns, depth, true, false);
    product(new Sample(), rows, columns, depth, false, true);
    product(new Sample(), rows, columns, depth, true, true);
  }

  /** `out[i, j] = Σ a[i, k]·b[k, j]`, or with an operand that lies the other way. */
  private void product(Sample sample, int m, int n, int k, boolean leftTransposed, boolean rightTransposed) {
    product(sample, sample.index("row", sample.open("Batch", m)), sample.index("column", n), k, leftTransposed,
        rightTransposed);
  }

  private void product(Sample sample, Index row, Index column, int k, boolean leftTransposed, boolean rightTransposed) {
    Index depth = sample.index("depth", k);
    Value left = sample.tensor("left", leftTransposed ? List.of(depth, row) : List.of(row, depth));
    Value right = sample.tensor("right", rightTransposed ? List.of(column, depth) : List.of(depth, column));
    Value out = sample.tensor("out", List.of(row, column));
    Value sum = sample.register("sum");
    agree(sample, sample.contraction(List.of(List.of(), List.of(row), List.of(column), List.of(depth)),
        leftTransposed ? Sample.read(left, depth, row) : Sample.read(left, row, depth),
        rightTransposed ? Sample.read(right, column, depth) : Sample.read(right, depth, column), sum,
        Sample.store(out, Sample.read(sum, row, column), row, column)));
  }

  @ParameterizedTest
  @CsvSource({"4, 10, 20", "16, 16, 4", "13, 65, 1030", "64, 10, 256"})
  void biasAndReluAndASecondResult(int m, int n, int k) {
    Sample sample = new Sample();
    Index row = sample.index("row", sample.open("Batch", m));
    Index column = sample.index("column", n);
    Index depth = sample.index("depth", k);
    Value left = sample.tensor("left", List.of(row, depth));
    Value right = sample.tensor("right", List.of(depth, column));
    Value bias = sample.tensor("bias", List.of(column));
    Value sum = sample.register("sum");
    Value out = sample.tensor("out", List.of(row, column));
    Value mirrored = sample.tensor("mirrored", List.of(column, row));
    Scalar active = Scalar.apply(RELU, Scalar.apply(ADD, Sample.read(sum, row, column), Sample.read(bias, column)));
    agree(sample, sample.contraction(List.of(List.of(), List.of(row), List.of(column), List.of(depth)),
        Sample.read(left, row, depth), Sample.read(right, depth, column), sum, Sample.store(out, active, row, column),
        Sample.store(mirrored, Scalar.apply(MUL, Sample.read(out, row, column), Scalar.of(0.5)), column, row)));
  }

  @Test
  void batchesOfAttention() {
    Sample sample = new Sample();
    Index batch = sample.index("batch", sample.open("Batch", 3));
    Index head = sample.index("head", 2);
    Index query = sample.index("query", 11);
    Index key = sample.index("key", 13);
    Index depth = sample.index("depth", 8);
    Value queries = sample.tensor("queries", List.of(batch, query, head, depth));
    Value keys = sample.tensor("keys", List.of(batch, key, head, depth));
    Value scores = sample.tensor("scores", List.of(batch, head, query, key));
    Value sum = sample.register("sum");
    agree(sample, sample.contraction(List.of(List.of(batch, head), List.of(query), List.of(key), List.of(depth)),
        Sample.read(queries, batch, query, head, depth), Sample.read(keys, batch, key, head, depth), sum,
        Sample.store(scores, Scalar.apply(MUL, Sample.read(sum, batch, head, query, key), Scalar.of(0.25)), batch, head,
            query, key)));
  }

  @Test
  void rowsOfTwoIndices() {
    Sample sample = new Sample();
    Index time = sample.index("time", 5);
    Index batch = sample.index("batch", sample.open("Batch", 7));
    Index column = sample.index("column", 19);
    Index depth = sample.index("depth", 6);
    Value left = sample.tensor("left", List.of(batch, time, depth));
    Value right = sample.tensor("right", List.of(depth, column));
    Value out = sample.tensor("out", List.of(time, batch, column));
    Value sum = sample.register("sum");
    agree(sample, sample.contraction(List.of(List.of(), List.of(time, batch), List.of(column), List.of(depth)),
        Sample.read(left, batch, time, depth), Sample.read(right, depth, column), sum,
        Sample.store(out, Sample.read(sum, time, batch, column), time, batch, column)));
  }

  @ParameterizedTest
  @CsvSource({"3, 8, 5, 7", "2, 17, 12, 33"})
  void convolutionsInTheirThreeRoles(int channels, int filters, int height, int width) {
    for (int margin : new int[]{0, 1}) {
      Convolution c = new Convolution(2, channels, filters, height, width, margin);
      agree(c.sample, c.forward());
      agree(c.sample, c.byInput());
      agree(c.sample, c.byWeight());
      agree(c.sample, c.byWeightMirrored());
      agree(c.sample, c.forwardWithImagesAsColumns());
    }
  }

  /** Large enough for the copy at any width, and with rows besides those of whole tiles. */
  @Test
  void aLargeWindowIsCopiedIntoPanels() {
    Convolution c = new Convolution(1, 16, 13, 24, 22, 1);
    agree(c.sample, c.forward());
  }

  @Test
  void convolutionsAreArrangedForTheirRole() {
    for (int margin : new int[]{0, 1}) {
      Convolution c = new Convolution(16, 32, 64, 13, 13, margin);
      Step.Contraction forward = c.forward();
      assertThat(Arrangement.cheapest(forward)).isEqualTo(forward);
      Step.Contraction images = Arrangement.cheapest(c.forwardWithImagesAsColumns());
      assertThat(images.batch()).hasSize(1);
      assertThat(images.columns()).hasSize(2);
      Step.Contraction byWeight = c.byWeight();
      assertThat(Arrangement.cheapest(byWeight)).isEqualTo(byWeight);
      assertThat(Arrangement.cheapest(c.byWeightMirrored()).columns()).hasSize(1);
    }
  }

  /** Its rows are too short for a copy of each tap's. */
  @Test
  void aSmallPictureIsAWindow() {
    Step.Contraction images = new Convolution(16, 64, 64, 7, 7, 1).forwardWithImagesAsColumns();
    assertThat(Arrangement.cheapest(images).batch()).hasSize(1);
  }

  @Test
  void threadsChangeNoBit() {
    Sample sample = new Sample();
    Index row = sample.index("row", sample.open("Batch", 70));
    Index column = sample.index("column", 60);
    Index depth = sample.index("depth", 150);
    Value left = sample.tensor("left", List.of(row, depth));
    Value right = sample.tensor("right", List.of(column, depth));
    Value out = sample.tensor("out", List.of(row, column));
    Value sum = sample.register("sum");
    Step.Contraction contraction = sample.contraction(
        List.of(List.of(), List.of(row), List.of(column), List.of(depth)), Sample.read(left, row, depth),
        Sample.read(right, column, depth), sum,
        Sample.store(out, Scalar.apply(RELU, Sample.read(sum, row, column)), row, column));
    agreeOnThreads(sample, contraction);
    Convolution c = new Convolution(3, 12, 24, 9, 9, 1);
    agreeOnThreads(c.sample, c.forward());
    agreeOnThreads(c.sample, c.byWeight());
  }

  private static void agreeOnThreads(Sample sample, Step.Contraction contraction) {
    float[] expected = sample.expected(contraction);
    assertThat(sample.run(contraction, 512, 2)).isEqualTo(expected);
    assertThat(sample.run(contraction, 256, 3)).isEqualTo(expected);
    assertThat(sample.run(contraction, 0, 5)).isEqualTo(expected);
  }

  @Test
  void methodsAreSmallEnoughForTheCompilerAndVerify() {
    Convolution c = new Convolution(2, 3, 4, 8, 8, 1);
    for (Step.Contraction contraction : List.of(c.forward(), c.byInput(), c.byWeight())) {
      byte[] bytes = c.sample.emit(contraction, Mode.VECTOR, List.of());
      StringWriter problems = new StringWriter();
      CheckClassAdapter.verify(new ClassReader(bytes), false, new PrintWriter(problems));
      assertThat(problems.toString()).isEmpty();
      ClassFile.of().parse(bytes).methods().forEach(m -> m.code().ifPresent(
          code -> assertThat(((CodeAttribute) code).codeLength()).as(m.methodName().stringValue()).isLessThan(6000)));
    }
  }

  private static void agree(Sample sample, Step.Contraction contraction) {
    float[] expected = sample.expected(contraction);
    List<Index> columns = Arrangement.cheapest(contraction).columns();
    boolean open = columns.stream().anyMatch(i -> !i.size().isConstant());
    for (int bits : WIDTHS) {
      int before = Widths.tiles();
      assertThat(sample.run(contraction, bits, 1)).as("vectors of " + bits + " bits").isEqualTo(expected);
      boolean masked = bits >= 256;
      boolean vector = masked || bits > 0 && (!open || sample.count(columns) >= bits / Float.SIZE);
      assertThat(Widths.tiles() > before).as("vector tiles of " + bits + " bits ran").isEqualTo(vector);
    }
  }
}
