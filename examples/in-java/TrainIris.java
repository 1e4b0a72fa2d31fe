import adjoint.compiler.Network;
import adjoint.compiler.Rejected;
import adjoint.runtime.UserProblem;
import adjoint.runtime.model.Model;
import adjoint.runtime.train.Options;
import adjoint.runtime.train.Progress;
import adjoint.runtime.train.Report;
import java.nio.file.Path;
import java.util.Map;

/** Compiles, trains and uses a network without leaving Java: `java TrainIris.java FOLDER`, the folder being the run's. */
public final class TrainIris {

  private TrainIris() {}

  public static void main(String[] words) {
    try {
      train(Path.of(words[0]));
    } catch (Rejected rejected) {
      System.err.println(rejected.getMessage()); // all mistakes in the file, with carets, as `nn check` shows them
    } catch (UserProblem problem) {
      System.err.println(problem.getMessage()); // data, weights, folders
    }
  }

  private static void train(Path run) {
    Network iris = Network.read(Path.of("examples/iris/iris.nn"), Map.of("Hidden", "8"));
    Report report = iris.train(Options.standard().withEpochs(20).withOut(run), Progress.silent());
    report.scores().forEach((part, scores) -> System.out.println(part.word() + " " + scores));

    Model model = iris.load(run);
    float[] logits = model.predict(new float[]{5.1f, 3.5f, 1.4f, 0.2f});
    for (int i = 0; i < logits.length; i++) {
      System.out.println(model.names("Species").get(i) + " " + logits[i]);
    }
  }
}
