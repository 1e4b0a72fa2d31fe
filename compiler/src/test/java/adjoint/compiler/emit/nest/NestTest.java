package adjoint.compiler.emit.nest;

import static adjoint.compiler.graph.Scalar.apply;
import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Step.Order;
import adjoint.compiler.plan.Step.Statement;
import adjoint.compiler.plan.Store;
import adjoint.runtime.program.Draws;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Pool;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of statement: right, and with the same bits as scalar code and as vectors of every width. */
class NestTest {

  private final Machine machine = new Machine();

  private static Scalar read(Value tensor, Index... at) {
    return new Scalar.Read(tensor, Subscript.of(List.of(at)));
  }

  private static Store store(Value value, Scalar body, Index... at) {
    return new Store(value, Subscript.of(List.of(at)), body, true);
  }

  private static Step nest(List<Index> outer, Statement... statements) {
    return new Step.Nest(outer, List.of(statements), Origin.NONE);
  }

  private static Scalar multiply(Scalar a, Scalar b) {
    return apply(ScalarFunction.MUL, a, b);
  }

  private static Scalar add(Scalar a, Scalar b) {
    return apply(ScalarFunction.ADD, a, b);
  }

  /** Runs it in every form, asserts equal memory, and gives the frame before and after. */
  private Frame run(Step step, Consumer<Frame> prepare) {
    Frame first = null;
    for (int form : Machine.FORMS) {
      Frame frame = machine.frame(5);
      prepare.accept(frame);
      machine.run(step, form, frame);
      if (first == null) {
        first = frame;
      }
      assertThat(bits(frame.work)).as("reals in form %d", form).isEqualTo(bits(first.work));
      assertThat(frame.workInts).as("integers in form %d", form).isEqualTo(first.workInts);
    }
    return first;
  }

  private static int[] bits(float[] numbers) {
    int[] bits = new int[numbers.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToIntBits(numbers[i]);
    }
    return bits;
  }

  private float[] reals(Frame frame, Value value) {
    int offset = machine.offset(value);
    return Arrays.copyOfRange(frame.work, offset, offset + machine.count(value));
  }

  private int[] ints(Frame frame, Value value) {
    int offset = machine.offset(value);
    return Arrays.copyOfRange(frame.workInts, offset, offset + machine.count(value));
  }

  private void usesVectors(Step step, boolean does) {
    assertThat(Instructions.calls(machine.bytes(step, 512), "kernel", "fromArray"))
        .as("loads of vectors").matches(n -> does == n > 0);
    assertThat(Instructions.calls(machine.bytes(step, 0), "kernel", "fromArray")).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 26, 50, 1021})
  void computesElementwise(int count) {
    Value x = machine.tensor("x", Element.REAL, count);
    Value y = machine.tensor("y", Element.REAL, count);
    Value z = machine.tensor("z", Element.REAL, count);
    Index i = machine.index("i", count);
    Step step = nest(List.of(), new Statement.Map(List.of(i),
        List.of(store(z, add(multiply(read(x, i), read(y, i)), apply(ScalarFunction.EXP, read(x, i))), i))));
    usesVectors(step, count > 1);
    Frame frame = run(step, f -> {});
    float[] a = reals(frame, x);
    float[] b = reals(frame, y);
    for (int k = 0; k < count; k++) {
      assertThat((double) reals(frame, z)[k]).isCloseTo(a[k] * (double) b[k] + Math.exp(a[k]), within(1e-4));
    }
  }

  private static Offset<Double> within(double offset) {
    return Offset.offset(offset);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 37})
  void flattensRowsThatLieBehindOneAnother(int rows) {
    Size batch = machine.open("Batch", rows);
    Value x = machine.tensor("x", Element.REAL, batch, Size.of(3));
    Value z = machine.tensor("z", Element.REAL, batch, Size.of(3));
    Index b = machine.index("Batch", batch);
    Index k = machine.index("Feature", 3);
    Step step = nest(List.of(), new Statement.Map(List.of(b, k),
        List.of(store(z, multiply(read(x, b, k), Scalar.of(3)), b, k))));
    Frame frame = run(step, f -> {});
    for (int i = 0; i < 3 * rows; i++) {
      assertThat(reals(frame, z)[i]).isEqualTo(reals(frame, x)[i] * 3);
    }
  }

  @Test
  void broadcastsAndReadsColumns() {
    Value x = machine.tensor("x", Element.REAL, 7, 19);
    Value bias = machine.tensor("bias", Element.REAL, 19);
    Value column = machine.tensor("column", Element.REAL, 7);
    Value z = machine.tensor("z", Element.REAL, 7, 19);
    Index i = machine.index("i", 7);
    Index j = machine.index("j", 19);
    Step step = nest(List.of(), new Statement.Map(List.of(i, j),
        List.of(store(z, multiply(add(read(x, i, j), read(bias, j)), read(column, i)), i, j))));
    usesVectors(step, true);
    Frame frame = run(step, f -> {});
    float[] expected = new float[7 * 19];
    for (int k = 0; k < expected.length; k++) {
      expected[k] = (reals(frame, x)[k] + reals(frame, bias)[k % 19]) * reals(frame, column)[k / 19];
    }
    assertThat(reals(frame, z)).isEqualTo(expected);
  }

  @Test
  void transposes() {
    Value x = machine.tensor("x", Element.REAL, 5, 33);
    Value z = machine.tensor("z", Element.REAL, 33, 5);
    Index i = machine.index("i", 5);
    Index j = machine.index("j", 33);
    Frame frame = run(nest(List.of(), new Statement.Map(List.of(j, i), List.of(store(z, read(x, i, j), j, i)))),
        f -> {});
    assertThat(reals(frame, z)[7 * 5 + 3]).isEqualTo(reals(frame, x)[3 * 33 + 7]);
  }

  @Test
  void takesEarlierStoresFromRegistersAndWritesAfterAllAreComputed() {
    Value w = machine.tensor("w", Element.REAL, 53);
    Value m = machine.tensor("m", Element.REAL, 53);
    Value freshM = machine.over(m, "m'");
    Value freshW = machine.over(w, "w'");
    Value update = machine.register("update", Element.REAL);
    Index i = machine.index("i", 53);
    Scalar momentum = add(multiply(read(m, i), Scalar.of(0.9)), read(w, i));
    Step step = nest(List.of(), new Statement.Map(List.of(i), List.of(
        store(freshM, momentum, i),
        new Store(update, Subscript.of(List.of(i)), multiply(new Scalar.Read(freshM, Subscript.of(List.of(i))),
            Scalar.of(0.5)), false),
        store(freshW, apply(ScalarFunction.SUB, read(w, i), new Scalar.Read(update, Subscript.of(List.of(i)))), i))));
    Frame before = machine.frame(5);
    Frame frame = run(step, f -> {});
    for (int k = 0; k < 53; k++) {
      float next = reals(before, m)[k] * 0.9f + reals(before, w)[k];
      assertThat(reals(frame, m)[k]).isEqualTo(next);
      assertThat(reals(frame, w)[k]).isEqualTo(reals(before, w)[k] - next * 0.5f);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 10, 15, 16, 17, 31, 32, 33, 47, 48, 49, 50, 63, 64, 100, 1021})
  void sumsRowsByLanes(int count) {
    sumsRows(machine.open("K", count), count);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 48, 49, 63, 64, 96, 2048})
  void sumsRowsOfAKnownSizeByLanes(int count) {
    sumsRows(Size.of(count), count);
  }

  private void sumsRows(Size columns, int count) {
    Value x = machine.tensor("x", Element.REAL, Size.of(3), columns);
    Value z = machine.tensor("z", Element.REAL, 3);
    Index i = machine.index("i", 3);
    Index k = machine.index("k", columns);
    Step step = nest(List.of(i), new Statement.Reduce(List.of(), List.of(k), Reduction.SUM, Order.LANES,
        apply(ScalarFunction.EXP, read(x, i, k)), store(z, Scalar.ZERO, i)));
    usesVectors(step, true);
    Frame frame = run(step, f -> {});
    for (int row = 0; row < 3; row++) {
      double sum = 0;
      for (int c = 0; c < count; c++) {
        sum += Math.exp(reals(frame, x)[row * count + c]);
      }
      assertThat((double) reals(frame, z)[row]).isCloseTo(sum, within(1e-5 * sum));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 16, 17, 31, 32})
  void writesSmallReductionsOutInTheSameOrder(int count) {
    Size open = machine.open("K", count);
    Value x = machine.tensor("x", Element.REAL, Size.of(5), open);
    Index i = machine.index("i", 5);
    for (Reduction reduction : List.of(Reduction.SUM, Reduction.MAX, Reduction.MIN)) {
      for (Order order : Order.values()) {
        List<Value> results = new ArrayList<>();
        List<Statement> statements = new ArrayList<>();
        for (Size size : List.of(open, Size.of(count))) {
          Index k = machine.index("k", size);
          Value z = machine.tensor("z", Element.REAL, 5);
          results.add(z);
          statements.add(new Statement.Reduce(List.of(i), List.of(k), reduction, order, read(x, i, k),
              store(z, Scalar.ZERO, i)));
        }
        Frame frame = run(nest(List.of(), statements.toArray(Statement[]::new)),
            f -> f.work[machine.offset(x)] = -0f);
        assertThat(bits(reals(frame, results.get(1)))).isEqualTo(bits(reals(frame, results.get(0))));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void findsThePlaceInASmallWindow(boolean largest) {
    Value x = machine.tensor("x", Element.REAL, 6, 8);
    Value z = machine.tensor("z", Element.INT, 3, 4);
    Index i = machine.index("i", 3);
    Index j = machine.index("j", 4);
    Index k = machine.index("window", 4);
    Subscript window = Subscript.of(k);
    Scalar body = new Scalar.Read(x, List.of(
        Subscript.of(i).times(Size.of(2)).plus(window.floorDiv(Size.of(2))),
        Subscript.of(j).times(Size.of(2)).plus(window.modulo(Size.of(2)))));
    Step step = nest(List.of(), new Statement.ArgReduce(List.of(i, j), k, largest, body, store(z, Scalar.ZERO, i, j)));
    Frame frame = run(step, f -> {
      f.work[machine.offset(x) + 9] = Float.NaN;
      f.work[machine.offset(x) + 2] = f.work[machine.offset(x) + 3];
    });
    float[] image = reals(frame, x);
    for (int n = 0; n < 12; n++) {
      int corner = n / 4 * 16 + n % 4 * 2;
      float[] four = {image[corner], image[corner + 1], image[corner + 8], image[corner + 9]};
      int best = 0;
      for (int p = 1; p < 4; p++) {
        boolean better = largest ? !(four[p] <= four[best]) : !(four[best] <= four[p]);
        best = better && !Float.isNaN(four[best]) ? p : best;
      }
      assertThat(ints(frame, z)[n]).isEqualTo(best);
    }
  }

  @Test
  void dividesPositionsOutsideOfInnerLoops() {
    Value x = machine.tensor("x", Element.REAL, 3, 5);
    Value place = machine.tensor("place", Element.INT, 3, 5);
    Value z = machine.tensor("z", Element.REAL, 6, 10);
    Index i = machine.index("i", 6);
    Index j = machine.index("j", 10);
    Size two = Size.of(2);
    List<Subscript> window = List.of(Subscript.of(i).floorDiv(two), Subscript.of(j).floorDiv(two));
    Subscript corner = Subscript.of(i).modulo(two).times(two).plus(Subscript.of(j).modulo(two));
    Scalar body = new Scalar.Select(
        apply(ScalarFunction.EQ, new Scalar.Read(place, window), new Scalar.At(corner)),
        new Scalar.Read(x, window), Scalar.ZERO);
    Step step = nest(List.of(), new Statement.Map(List.of(i, j), List.of(store(z, body, i, j))));
    for (int form : Machine.FORMS) {
      assertThat(Instructions.calls(machine.bytes(step, form), "kernel", "floorDiv")).isLessThanOrEqualTo(1);
    }
    Frame frame = run(step, f -> {
      for (int n = 0; n < 15; n++) {
        f.workInts[machine.offset(place) + n] = n % 4;
      }
    });
    for (int n = 0; n < 60; n++) {
      int from = n / 20 * 5 + n % 10 / 2;
      boolean here = from % 4 == n / 10 % 2 * 2 + n % 2;
      assertThat(reals(frame, z)[n]).isEqualTo(here ? reals(frame, x)[from] : 0);
    }
  }

  /** @param stride the distance of rows: rows that lie behind one another are one */
  @ParameterizedTest
  @ValueSource(ints = {75, 80})
  void sumsByTheStatedTree(int stride) {
    Value x = machine.tensor("x", Element.REAL, 2, stride);
    Value z = machine.tensor("z", Element.REAL, new Size[0]);
    Index i = machine.index("i", 2);
    Index k = machine.index("k", 75);
    Step step = nest(List.of(), new Statement.Reduce(List.of(), List.of(i, k), Reduction.SUM, Order.LANES,
        read(x, i, k), store(z, Scalar.ZERO)));
    Frame frame = run(step, f -> {});
    float[] sums = new float[32];
    for (int n = 0; n < 150; n++) {
      int lane = stride == 75 ? n : n % 75;
      sums[lane % 32] += reals(frame, x)[n / 75 * stride + n % 75];
    }
    for (int apart = 16; apart > 0; apart /= 2) {
      for (int lane = 0; lane < apart; lane++) {
        sums[lane] += sums[lane + apart];
      }
    }
    assertThat(reals(frame, z)[0]).isEqualTo(sums[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 9, 16, 17, 40, 64, 65, 100, 1021})
  void sumsColumnsInAChain(int count) {
    Value x = machine.tensor("x", Element.REAL, 11, count);
    Value z = machine.tensor("z", Element.REAL, count);
    Index i = machine.index("i", 11);
    Index j = machine.index("j", count);
    Step step = nest(List.of(), new Statement.Reduce(List.of(j), List.of(i), Reduction.SUM, Order.CHAIN,
        multiply(read(x, i, j), Scalar.of(0.3)), store(z, Scalar.ZERO, j)));
    usesVectors(step, count > 1);
    Frame frame = run(step, f -> {});
    float[] expected = new float[count];
    for (int n = 0; n < 11 * count; n++) {
      expected[n % count] += reals(frame, x)[n] * 0.3f;
    }
    assertThat(reals(frame, z)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 16, 33, 100})
  void findsExtremes(int count) {
    for (Reduction reduction : List.of(Reduction.MAX, Reduction.MIN)) {
      Size columns = machine.open("K" + reduction, count);
      Value x = machine.tensor("x", Element.REAL, Size.of(4), columns);
      Value z = machine.tensor("z", Element.REAL, 4);
      Index i = machine.index("i", 4);
      Index k = machine.index("k", columns);
      Step step = nest(List.of(i), new Statement.Reduce(List.of(), List.of(k), reduction, Order.CHAIN, read(x, i, k),
          store(z, Scalar.ZERO, i)));
      usesVectors(step, true);
      Frame frame = run(step, f -> {
        f.work[machine.offset(x) + count / 2] = Float.NaN;
        Arrays.fill(f.work, machine.offset(x) + count, machine.offset(x) + 2 * count, -0f);
        f.work[machine.offset(x) + count + count / 3] = 0f;
      });
      assertThat(reals(frame, z)[0]).isNaN();
      float third = reduction == Reduction.MAX ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
      for (int c = 0; c < count; c++) {
        float next = reals(frame, x)[2 * count + c];
        third = reduction == Reduction.MAX ? Math.max(third, next) : Math.min(third, next);
      }
      assertThat(reals(frame, z)[2]).isEqualTo(third);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 16, 33})
  void asksWhetherAnyOrAllHold(int count) {
    for (Reduction reduction : List.of(Reduction.ANY, Reduction.ALL)) {
      Size columns = machine.open("K" + reduction, count);
      Value x = machine.tensor("x", Element.REAL, Size.of(3), columns);
      Value z = machine.tensor("z", Element.BOOL, 3);
      Index i = machine.index("i", 3);
      Index k = machine.index("k", columns);
      Step step = nest(List.of(i), new Statement.Reduce(List.of(), List.of(k), reduction, Order.CHAIN,
          apply(ScalarFunction.GT, read(x, i, k), Scalar.of(1)), store(z, Scalar.ZERO, i)));
      Frame frame = run(step, f -> {
        Arrays.fill(f.work, machine.offset(x), machine.offset(x) + count, 0.5f);
        Arrays.fill(f.work, machine.offset(x) + count, machine.offset(x) + 2 * count, 2f);
        Arrays.fill(f.work, machine.offset(x) + 2 * count, machine.offset(x) + 3 * count, 2f);
        f.work[machine.offset(x) + 3 * count - 1] = 0f;
      });
      boolean any = reduction == Reduction.ANY;
      assertThat(ints(frame, z)).containsExactly(0, 1, any && count > 1 ? 1 : 0);
    }
  }

  @Test
  void findsPositionsOfExtremes() {
    Value x = machine.tensor("x", Element.REAL, 4, 21);
    Value z = machine.tensor("z", Element.INT, 4);
    Index i = machine.index("i", 4);
    Index k = machine.index("k", 21);
    Step step = nest(List.of(), new Statement.ArgReduce(List.of(i), k, true, read(x, i, k), store(z, Scalar.ZERO, i)));
    Frame frame = run(step, f -> {
      int at = machine.offset(x);
      f.work[at + 5] = 100;
      f.work[at + 9] = 100;
      f.work[at + 21 + 3] = Float.NaN;
      f.work[at + 21 + 4] = Float.POSITIVE_INFINITY;
      f.work[at + 21 + 8] = Float.NaN;
      Arrays.fill(f.work, at + 42, at + 63, Float.NEGATIVE_INFINITY);
      f.work[at + 63 + 20] = 50;
    });
    assertThat(ints(frame, z)).containsExactly(5, 3, 0, 20);
  }

  @Test
  void keepsARowBetweenStatements() {
    int classes = 10;
    Size batch = machine.open("Batch", 6);
    Value x = machine.tensor("x", Element.REAL, batch, Size.of(classes));
    Value most = machine.tensor("most", Element.REAL, batch);
    Value total = machine.tensor("total", Element.REAL, batch);
    Value exps = machine.tensor("exps", Element.REAL, batch, Size.of(classes));
    Value softmax = machine.tensor("softmax", Element.REAL, batch, Size.of(classes));
    Index b = machine.index("Batch", batch);
    Index k = machine.index("Class", classes);
    Index l = machine.index("Class", classes);
    Step step = nest(List.of(b),
        new Statement.Reduce(List.of(), List.of(k), Reduction.MAX, Order.LANES, read(x, b, k),
            store(most, Scalar.ZERO, b)),
        new Statement.Map(List.of(l), List.of(store(exps,
            apply(ScalarFunction.EXP, apply(ScalarFunction.SUB, read(x, b, l), read(most, b))), b, l))),
        new Statement.Reduce(List.of(), List.of(k), Reduction.SUM, Order.LANES, read(exps, b, k),
            store(total, Scalar.ZERO, b)),
        new Statement.Map(List.of(l),
            List.of(store(softmax, apply(ScalarFunction.DIV, read(exps, b, l), read(total, b)), b, l))));
    Frame frame = run(step, f -> {});
    for (int row = 0; row < 6; row++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += reals(frame, softmax)[row * classes + c];
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
    }
  }

  @Test
  void gathersAndScatters() {
    Value table = machine.tensor("table", Element.REAL, 9, 21);
    Value token = machine.tensor("token", Element.INT, 13);
    Value z = machine.tensor("z", Element.REAL, 13, 21);
    Value back = machine.tensor("back", Element.REAL, 9, 21);
    Index t = machine.index("t", 13);
    Index m = machine.index("m", 21);
    Subscript looked = Subscript.of(new Subscript.Lookup(token, Subscript.of(List.of(t))));
    Step gather = nest(List.of(), new Statement.Map(List.of(t, m), List.of(
        store(z, new Scalar.Read(table, List.of(looked, Subscript.of(m))), t, m))));
    Step scatter = new Step.Scatter(back, List.of(t, m), List.of(looked, Subscript.of(m)), read(z, t, m), Origin.NONE);
    Consumer<Frame> tokens = f -> {
      for (int i = 0; i < 13; i++) {
        f.workInts[machine.offset(token) + i] = i * 5 % 9;
      }
    };
    usesVectors(gather, true);
    usesVectors(scatter, true);
    Frame frame = run(gather, tokens);
    assertThat(reals(frame, z)[2 * 21 + 4]).isEqualTo(reals(frame, table)[21 + 4]);
    Frame scattered = run(scatter, tokens);
    float[] expected = new float[9 * 21];
    for (int n = 0; n < 13 * 21; n++) {
      expected[n / 21 * 5 % 9 * 21 + n % 21] += reals(scattered, z)[n];
    }
    assertThat(reals(scattered, back)).isEqualTo(expected);
  }

  @Test
  void drawsTheSameBits() {
    Value z = machine.tensor("z", Element.REAL, 5, 30);
    Index i = machine.index("i", 5);
    Index j = machine.index("j", 30);
    Subscript position = Subscript.of(i).times(Size.of(30)).plus(Subscript.of(j));
    Step step = nest(List.of(), new Statement.Map(List.of(i, j),
        List.of(store(z, new Scalar.Draw(42, position), i, j))));
    Frame frame = run(step, f -> {});
    int key = Draws.key(7, 3, 42);
    for (int n = 0; n < 150; n++) {
      assertThat(reals(frame, z)[n]).isEqualTo(Draws.uniform(key, Draws.secondKey(key), n));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 40})
  void guardsReads(int count) {
    Value x = machine.tensor("x", Element.REAL, 3, count);
    Value z = machine.tensor("z", Element.REAL, 3, count);
    Index i = machine.index("i", 3);
    Index j = machine.index("j", count);
    Subscript shifted = Subscript.of(j).plus(Size.of(-1));
    Scalar inside = apply(ScalarFunction.GE, new Scalar.At(shifted), Scalar.of(0));
    Scalar body = new Scalar.Select(inside, new Scalar.Read(x, List.of(Subscript.of(i), shifted)), Scalar.of(-7));
    Step step = nest(List.of(), new Statement.Map(List.of(i, j), List.of(store(z, body, i, j))));
    usesVectors(step, count > 1);
    Frame frame = run(step, f -> {});
    for (int n = 0; n < 3 * count; n++) {
      assertThat(reals(frame, z)[n]).isEqualTo(n % count == 0 ? -7 : reals(frame, x)[n - 1]);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 16, 21, 50})
  void concatenatesAndPads(int count) {
    Value a = machine.tensor("a", Element.REAL, 2, count);
    Value b = machine.tensor("b", Element.REAL, 2, 19);
    int all = count + 19 + 3;
    Value z = machine.tensor("z", Element.REAL, 2, all);
    Value sums = machine.tensor("sums", Element.REAL, all);
    Index i = machine.index("i", 2);
    Index j = machine.index("j", all);
    Scalar first = apply(ScalarFunction.LT, new Scalar.At(Subscript.of(j)), Scalar.of(count));
    Scalar inside = apply(ScalarFunction.NOT, apply(ScalarFunction.GE, new Scalar.At(Subscript.of(j)),
        new Scalar.SizeOf(Size.of(count + 19))));
    Scalar second = new Scalar.Read(b, List.of(Subscript.of(i), Subscript.of(j).plus(Size.of(-count))));
    Scalar body = new Scalar.Select(first, read(a, i, j), new Scalar.Select(inside, second, Scalar.of(9)));
    Step map = nest(List.of(), new Statement.Map(List.of(i, j), List.of(store(z, body, i, j))));
    usesVectors(map, true);
    Frame frame = run(map, f -> {});
    float[] expected = new float[2 * all];
    for (int n = 0; n < 2 * all; n++) {
      int column = n % all;
      expected[n] = column < count
          ? reals(frame, a)[n / all * count + column]
          : column < count + 19 ? reals(frame, b)[n / all * 19 + column - count] : 9;
    }
    assertThat(reals(frame, z)).isEqualTo(expected);
    Step sum = nest(List.of(), new Statement.Reduce(List.of(j), List.of(i), Reduction.SUM, Order.CHAIN, body,
        store(sums, Scalar.ZERO, j)));
    usesVectors(sum, true);
    assertThat(reals(run(sum, f -> {}), sums)[0]).isEqualTo(expected[0] + expected[all]);
  }

  @Test
  void readsBackwardsAndWithGaps() {
    Value x = machine.tensor("x", Element.REAL, 40);
    Value z = machine.tensor("z", Element.REAL, 50);
    Index j = machine.index("j", 50);
    Subscript back = Subscript.of(j).times(Size.of(-3)).plus(Size.of(100));
    Scalar guard = apply(ScalarFunction.AND, apply(ScalarFunction.GE, new Scalar.At(back), Scalar.of(0)),
        apply(ScalarFunction.LT, new Scalar.At(back), Scalar.of(40)));
    Scalar shifted = new Scalar.Read(x, List.of(Subscript.of(j).plus(Size.of(-21))));
    Step step = nest(List.of(), new Statement.Map(List.of(j),
        List.of(store(z, new Scalar.Select(guard, shifted, Scalar.of(5)), j))));
    usesVectors(step, true);
    Frame frame = run(step, f -> {});
    for (int n = 0; n < 50; n++) {
      boolean inside = 100 - 3 * n >= 0 && 100 - 3 * n < 40;
      assertThat(reals(frame, z)[n]).isEqualTo(inside ? reals(frame, x)[n - 21] : 5);
    }
  }

  @Test
  void writesPositionsAndTruthValues() {
    Value p = machine.tensor("p", Element.INT, 37);
    Value q = machine.tensor("q", Element.BOOL, 37);
    Value r = machine.tensor("r", Element.REAL, 37);
    Index i = machine.index("i", 37);
    Scalar at = new Scalar.At(Subscript.of(i).times(Size.of(3)).plus(Size.of(2)));
    Scalar odd = apply(ScalarFunction.AND, apply(ScalarFunction.GT, at, Scalar.of(20)),
        apply(ScalarFunction.NOT, apply(ScalarFunction.LT, read(r, i), Scalar.of(0))));
    Step step = nest(List.of(), new Statement.Map(List.of(i), List.of(store(p, at, i), store(q, odd, i),
        store(r, new Scalar.Select(read(q, i), at, read(r, i)), i))));
    Frame before = machine.frame(5);
    Frame frame = run(step, f -> {});
    for (int n = 0; n < 37; n++) {
      boolean holds = 3 * n + 2 > 20 && !(reals(before, r)[n] < 0);
      assertThat(ints(frame, p)[n]).isEqualTo(3 * n + 2);
      assertThat(ints(frame, q)[n]).isEqualTo(holds ? 1 : 0);
      assertThat(reals(frame, r)[n]).isEqualTo(holds ? 3 * n + 2 : reals(before, r)[n]);
    }
  }

  @Test
  void hasTheSameBitsOnSeveralThreads() {
    int rows = 700;
    Size batch = machine.open("Batch", rows);
    Value x = machine.tensor("x", Element.REAL, batch, Size.of(90));
    Value total = machine.tensor("total", Element.REAL, batch);
    Value columns = machine.tensor("columns", Element.REAL, Size.of(90));
    Value z = machine.tensor("z", Element.REAL, batch, Size.of(90));
    Index b = machine.index("Batch", batch);
    Index k = machine.index("k", 90);
    List<Step> steps = List.of(
        nest(List.of(),
            new Statement.Map(List.of(b, k), List.of(store(z, apply(ScalarFunction.TANH, read(x, b, k)), b, k)))),
        nest(List.of(b), new Statement.Reduce(List.of(), List.of(k), Reduction.SUM, Order.LANES,
            apply(ScalarFunction.EXP, read(z, b, k)), store(total, Scalar.ZERO, b)),
            new Statement.Map(List.of(k),
                List.of(store(z, apply(ScalarFunction.DIV, read(z, b, k), read(total, b)), b, k)))),
        nest(List.of(), new Statement.Reduce(List.of(k), List.of(b), Reduction.SUM, Order.CHAIN,
            apply(ScalarFunction.SIGMOID, read(z, b, k)), store(columns, Scalar.ZERO, k))));
    try (Pool pool = Pool.of(3)) {
      for (Step step : steps) {
        int[] alone = bits(run(step, f -> {}).work);
        for (int form : Machine.FORMS) {
          Frame frame = machine.frame(5, pool);
          assertThat(Instructions.calls(machine.bytes(step, form), "kernel", "loop")).isEqualTo(1);
          machine.run(step, form, frame);
          assertThat(bits(frame.work)).as("form %d", form).isEqualTo(alone);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 16, 37})
  void givesLargeBodiesMethodsOfTheirOwn(int count) {
    Value x = machine.tensor("x", Element.REAL, 2, count);
    Index i = machine.index("i", 2);
    Index j = machine.index("j", count);
    List<Store> stores = new ArrayList<>();
    for (int n = 0; n < 8; n++) {
      Value y = machine.tensor("y" + n, Element.REAL, 2, count);
      stores.add(store(y, apply(ScalarFunction.TANH, multiply(read(x, i, j), Scalar.of(n + 1))), i, j));
    }
    Step step = nest(List.of(i), new Statement.Map(List.of(j), stores), new Statement.Map(List.of(j), stores));
    run(step, f -> {});
    for (int form : Machine.FORMS) {
      assertThat(Instructions.longestMethod(machine.bytes(step, form))).isLessThanOrEqualTo(6000);
    }
  }

  @Test
  void callsNothingButArithmetic() {
    Value x = machine.tensor("x", Element.REAL, 50);
    Index i = machine.index("i", 50);
    List<Store> stores = new ArrayList<>();
    for (ScalarFunction function : ScalarFunction.values()) {
      List<Scalar> arguments =
          List.of(read(x, i), apply(ScalarFunction.ADD, read(x, i), new Scalar.Draw(1, Subscript.of(i))));
      Scalar value = new Scalar.Apply(function, arguments.subList(0, function.arity()));
      stores.add(store(machine.tensor("y", Element.REAL, 50),
          function.isPredicate() ? new Scalar.Select(value, Scalar.ONE, Scalar.ZERO) : value, i));
    }
    for (int form : Machine.FORMS) {
      for (Store store : stores) {
        byte[] bytes = machine.bytes(nest(List.of(), new Statement.Map(List.of(i), List.of(store))), form);
        assertThat(Instructions.called(bytes, "kernel"))
            .filteredOn(c -> !ALLOWED.contains(c) && !c.startsWith("adjoint/generated")).isEmpty();
      }
    }
  }

  private static final List<String> ALLOWED = List.of("java/lang/Math.fma", "java/lang/Math.sqrt", "java/lang/Math.abs",
      "java/lang/Math.max", "java/lang/Math.min", "java/lang/Float.floatToRawIntBits", "java/lang/Float.intBitsToFloat",
      "adjoint/runtime/program/RareArguments.sin", "adjoint/runtime/program/RareArguments.cos",
      "adjoint/runtime/program/RareArguments.remainder", "jdk/incubator/vector/FloatVector.toArray",
      "jdk/incubator/vector/VectorMask.anyTrue",
      "adjoint/runtime/program/Draws.key", "adjoint/runtime/program/Draws.secondKey",
      "jdk/incubator/vector/VectorSpecies.length", "jdk/incubator/vector/VectorSpecies.indexInRange",
      "jdk/incubator/vector/VectorSpecies.maskAll", "jdk/incubator/vector/FloatVector.fromArray",
      "jdk/incubator/vector/FloatVector.intoArray", "jdk/incubator/vector/FloatVector.broadcast",
      "jdk/incubator/vector/FloatVector.add", "jdk/incubator/vector/FloatVector.sub",
      "jdk/incubator/vector/FloatVector.mul", "jdk/incubator/vector/FloatVector.div",
      "jdk/incubator/vector/FloatVector.fma", "jdk/incubator/vector/FloatVector.sqrt",
      "jdk/incubator/vector/FloatVector.neg", "jdk/incubator/vector/FloatVector.abs",
      "jdk/incubator/vector/FloatVector.max", "jdk/incubator/vector/FloatVector.min",
      "jdk/incubator/vector/FloatVector.blend", "jdk/incubator/vector/FloatVector.compare",
      "jdk/incubator/vector/FloatVector.reinterpretAsInts", "jdk/incubator/vector/IntVector.reinterpretAsFloats",
      "jdk/incubator/vector/IntVector.broadcast", "jdk/incubator/vector/IntVector.addIndex",
      "jdk/incubator/vector/IntVector.add", "jdk/incubator/vector/IntVector.sub",
      "jdk/incubator/vector/IntVector.mul", "jdk/incubator/vector/IntVector.and", "jdk/incubator/vector/IntVector.or",
      "jdk/incubator/vector/IntVector.min", "jdk/incubator/vector/IntVector.max",
      "jdk/incubator/vector/IntVector.lanewise", "jdk/incubator/vector/IntVector.compare",
      "jdk/incubator/vector/IntVector.blend", "jdk/incubator/vector/IntVector.convert",
      "jdk/incubator/vector/VectorMask.cast", "jdk/incubator/vector/VectorMask.and",
      "jdk/incubator/vector/VectorMask.or", "jdk/incubator/vector/VectorMask.not",
      "jdk/incubator/vector/VectorMask.andNot");

  @Test
  void copies() {
    Value x = machine.tensor("x", Element.REAL, 3, 7);
    Value z = machine.tensor("z", Element.REAL, 3, 7);
    Frame frame = run(new Step.Copy(x, z, Origin.NONE), f -> {});
    assertThat(reals(frame, z)).isEqualTo(reals(frame, x));
  }
}
