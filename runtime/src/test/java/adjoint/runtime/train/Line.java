package adjoint.runtime.train;

import adjoint.runtime.Recipes;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Draws;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Functions;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Layout.Kind;
import adjoint.runtime.program.Layout.Unplaced;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Program;
import adjoint.runtime.program.Signature;
import adjoint.runtime.program.TrainingFunctions;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A program as the compiler would make it, by hand: y = x·w + b over two inputs, squared error, gradient descent with
 * momentum, and a little noise on the inputs, so that draws matter. The store: w[2] at 0, b at 2, a count of steps at 3
 * (a state), momenta from 4.
 */
public final class Line {

  static final Axis BATCH = new Axis("Batch", Size.open("Batch"));
  static final Axis IN = Recipes.axis("In", 2);
  static final Layout LAYOUT = Layout.of(List.of(new Unplaced("line.weight", Kind.PARAMETER, List.of(IN)),
      new Unplaced("line.bias", Kind.PARAMETER, List.of()), new Unplaced("steps", Kind.STATE, List.of()),
      new Unplaced("m(line.weight)", Kind.MOMENT, List.of(IN)), new Unplaced("m(line.bias)", Kind.MOMENT, List.of()),
      new Unplaced("gathered", Kind.MOMENT, List.of(Recipes.axis("Gathered", 3)))));

  private static final Port X = new Port("x", Element.REAL, List.of(BATCH, IN));
  private static final Port Y = new Port("y", Element.REAL, List.of(BATCH));
  private static final Port LOSS = scalar("loss");

  private Line() {}

  static Port scalar(String name) {
    return new Port(name, Element.REAL, List.of());
  }

  public static CompiledFunction function(Signature signature, Consumer<Frame> body) {
    return new CompiledFunction() {
      @Override
      public Signature signature() {
        return signature;
      }

      @Override
      public long workReals(long[] dims) {
        return 0;
      }

      @Override
      public long workInts(long[] dims) {
        return 0;
      }

      @Override
      public void run(Frame frame) {
        body.accept(frame);
      }
    };
  }

  static Program program() {
    return program(frame -> {});
  }

  /** With something that is done before each step. */
  static Program program(Consumer<Frame> before) {
    CompiledFunction step = function(new Signature("step", List.of("Batch"), List.of(X, Y), List.of("lr"),
        List.of(LOSS, scalar("gradient/line.weight"), scalar("update/line.weight"))), frame -> {
          before.accept(frame);
          step(frame);
        });
    CompiledFunction gather = function(new Signature("accumulate", List.of("Batch"), List.of(X, Y), List.of(),
        List.of(LOSS)), Line::gather);
    return program(step, Optional.of(gather));
  }

  private static Program program(CompiledFunction step, Optional<CompiledFunction> gather) {
    Port squared = new Port("squared", Element.REAL, List.of(BATCH));
    CompiledFunction rows = function(new Signature("rows", List.of("Batch"), List.of(Y, X), List.of(),
        List.of(squared)), Line::rows);
    CompiledFunction reduce = function(new Signature("reduce", List.of("Batch"), List.of(squared), List.of(),
        List.of(LOSS, scalar("rmse"))), Line::reduce);
    return program(step, gather, rows, reduce);
  }

  static Program program(CompiledFunction step, Optional<CompiledFunction> gather, CompiledFunction rows,
      CompiledFunction reduce) {
    CompiledFunction initialise = function(new Signature("initialise", List.of(), List.of(), List.of(), List.of()),
        frame -> {
          int key = Draws.key(frame.seed, 0, 1);
          for (int i = 0; i < 2; i++) {
            frame.store[i] = Draws.uniform(key, Draws.secondKey(key), i);
          }
        });
    CompiledFunction model = function(new Signature("Line", List.of("Batch"), List.of(X), List.of(),
        List.of(new Port("y", Element.REAL, List.of(BATCH)))), Line::predict);
    return new Program("Line", LAYOUT, new Functions<>(initialise, Map.of("Line", model),
        Optional.of(new TrainingFunctions<>(step, gather, List.of(), rows, reduce, Optional.empty(), List.of("rmse")))),
        "");
  }

  private static float predict(Frame frame, float[] x, int row) {
    return x[2 * row] * frame.store[0] + x[2 * row + 1] * frame.store[1] + frame.store[2];
  }

  private static void predict(Frame frame) {
    for (int i = 0; i < frame.dims[0]; i++) {
      frame.reals[1][i] = predict(frame, frame.reals[0], i);
    }
  }

  /** Adds a batch's gradients to what was gathered; gives the loss. */
  private static float gradients(Frame frame, float[] sums) {
    int count = (int) frame.dims[0];
    int key = Draws.key(frame.seed, frame.step, 2);
    float loss = 0;
    for (int i = 0; i < count; i++) {
      frame.reals[0][2 * i] += 1e-3f * (Draws.uniform(key, Draws.secondKey(key), i) - 0.5f);
      float error = predict(frame, frame.reals[0], i) - frame.reals[1][i];
      loss += error * error / count;
      for (int j = 0; j < 2; j++) {
        sums[j] += 2 * error * frame.reals[0][2 * i + j] / count;
      }
      sums[2] += 2 * error / count;
    }
    return loss;
  }

  private static void gather(Frame frame) {
    float[] sums = {frame.store[7], frame.store[8], frame.store[9]};
    frame.reals[2][0] = gradients(frame, sums);
    System.arraycopy(sums, 0, frame.store, 7, 3);
  }

  private static void step(Frame frame) {
    float[] sums = {frame.store[7], frame.store[8], frame.store[9]};
    frame.reals[2][0] = gradients(frame, sums);
    float update = 0;
    for (int j = 0; j < 3; j++) {
      frame.store[7 + j] = 0;
      frame.store[4 + j] = 0.5f * frame.store[4 + j] + sums[j];
      frame.store[j] -= frame.settings[0] * frame.store[4 + j];
      update += Math.abs(frame.settings[0] * frame.store[4 + j]);
    }
    frame.store[3] = frame.step;
    frame.reals[3][0] = Math.abs(sums[0]) + Math.abs(sums[1]);
    frame.reals[4][0] = update;
  }

  private static void rows(Frame frame) {
    for (int i = 0; i < frame.dims[0]; i++) {
      float error = predict(frame, frame.reals[1], i) - frame.reals[0][i];
      frame.reals[2][i] = error * error;
    }
  }

  private static void reduce(Frame frame) {
    double sum = 0;
    for (int i = 0; i < frame.dims[0]; i++) {
      sum += frame.reals[0][i];
    }
    frame.reals[1][0] = (float) (sum / frame.dims[0]);
    frame.reals[2][0] = (float) Math.sqrt(sum / frame.dims[0]);
  }

  /** A table of `rows` points of y = 2a - b + 0.5. */
  static String table(int rows) {
    List<String> lines = new ArrayList<>(List.of("a,b,y"));
    int key = Draws.key(7, 0, 0);
    for (int i = 0; i < rows; i++) {
      float a = Draws.uniform(key, Draws.secondKey(key), 2 * i);
      float b = Draws.uniform(key, Draws.secondKey(key), 2 * i + 1);
      lines.add(a + "," + b + "," + (2 * a - b + 0.5f));
    }
    return String.join("\n", lines) + "\n";
  }
}
