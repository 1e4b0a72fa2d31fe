package adjoint.runtime.command;

import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Model;
import adjoint.runtime.model.Workspace;
import adjoint.runtime.program.Draws;
import adjoint.runtime.program.Frame;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.text.Words;
import java.util.Arrays;
import java.util.List;

/** Measures how long predictions take here. */
public final class Bench implements Command {

  private static final int ROUNDS = 15;
  /** The tokens of a text that may have any length. */
  private static final int SENTENCE = 20;
  private static final double LEAST_MICROSECONDS = 0.001;

  @Override
  public String parameter() {
    return "";
  }

  @Override
  public String words() {
    return "Measure how long predictions take here.";
  }

  @Override
  public List<Option> options() {
    return List.of(new Option("--seconds", "N", "Warm up for N seconds before each figure; 5 where nothing is said."),
        new Option("--weights", "PATH", OptionTexts.WEIGHTS + "."));
  }

  @Override
  public int run(Arguments arguments, Shell shell) {
    int seconds = arguments.number("--seconds", 5, 1, 600);
    Model model = Model.of(shell.parts(), shell.weights(arguments), shell);
    shell.noteScalar();
    shell.out().println("examples  microseconds  a second");
    int[] sizes = model.description().batch().isPresent() ? new int[]{1, Model.BLOCK} : new int[]{1};
    for (int examples : sizes) {
      double micros = Math.max(LEAST_MICROSECONDS, measure(model, examples, seconds));
      shell.out().println(Words.right(Integer.toString(examples), 8) + "  " + Words.right(Words.fixed(micros, 2), 12)
          + "  " + Words.count(Math.round(examples * 1e6 / micros)));
      shell.out().flush();
    }
    return 0;
  }

  /** The median of some rounds, in microseconds a call. */
  private static double measure(Model model, int examples, int seconds) {
    Workspace workspace = model.borrow(examples);
    fill(model.description(), workspace, examples);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    long calls = 0;
    long start = System.nanoTime();
    while (System.nanoTime() < end) {
      workspace.run(examples);
      calls++;
    }
    long round = Math.max(1, calls * 100_000_000 / (System.nanoTime() - start));
    double[] micros = new double[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long from = System.nanoTime();
      for (long call = 0; call < round; call++) {
        workspace.run(examples);
      }
      micros[i] = (System.nanoTime() - from) / 1e3 / round;
    }
    Arrays.sort(micros);
    return micros[ROUNDS / 2];
  }

  /** Numbers as they might come; their values don't change how long it takes. */
  private static void fill(Description description, Workspace workspace, int examples) {
    Frame frame = workspace.frame();
    for (int i = 0; i < description.inputs().size(); i++) {
      Field field = description.inputs().get(i);
      if (SequenceBatch.isKept(field)) {
        fill(field, i, workspace, examples);
        continue;
      }
      int count = examples * field.count();
      long most = field.index().isPresent() ? field.index().get().size() : 2;
      for (int at = 0; at < count; at++) {
        float draw = Draws.uniform(1, 2, at);
        if (frame.reals[i].length > 0) {
          frame.reals[i][at] = draw;
        } else {
          frame.ints[i][at] = (int) (draw * most);
        }
      }
    }
  }

  /** Texts and other sequences as long as their dim, or of a sentence's length. */
  private static void fill(Field field, int input, Workspace workspace, int examples) {
    int length = field.open().isPresent() ? SENTENCE * SequenceBatch.width(field) : field.count();
    long most = field.index().isPresent() ? field.index().get().size() : 1;
    for (int example = 0; example < examples; example++) {
      double[] values = new double[length];
      for (int at = 0; at < length; at++) {
        values[at] = Draws.uniform(1, 2, example * length + at) * most;
      }
      workspace.texts().put(input, example, values);
    }
  }
}
