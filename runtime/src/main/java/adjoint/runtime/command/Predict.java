package adjoint.runtime.command;

import adjoint.runtime.model.Model;
import adjoint.runtime.model.Weights;
import adjoint.runtime.predict.Predictor;
import adjoint.runtime.predict.Request;
import java.util.List;
import java.util.Optional;

/** Runs the model on examples. */
public final class Predict implements Command {

  @Override
  public String parameter() {
    return "[INPUT]";
  }

  @Override
  public String words() {
    return "Run the model on a CSV table, JSON lines, an .npy array, an image or a sentence; else standard input.";
  }

  @Override
  public List<Option> options() {
    return List.of(new Option("--weights", "PATH", OptionTexts.WEIGHTS + "."),
        new Option("--json", "", OptionTexts.PREDICT_JSON),
        new Option("--seed", "N", OptionTexts.PREDICT_SEED),
        new Option("--threads", "N", OptionTexts.THREADS));
  }

  @Override
  public int run(Arguments arguments, Shell shell) {
    int threads = arguments.number("--threads", 1, 1, 1 << 10);
    Weights weights = shell.weights(arguments);
    String input = arguments.word().orElse("-");
    Request request = new Request(input.equals("-") ? Optional.empty() : Optional.of(Arguments.path("INPUT", input)),
        arguments.has("--json") ? Request.Output.JSON : Request.Output.CSV, threads,
        arguments.number("--seed", 0, Integer.MIN_VALUE, Integer.MAX_VALUE));
    Predictor.run(shell.parts().description(), Model.function(shell.parts(), shell), weights.store(),
        weights.fitted(), request, System.in, shell.out(), shell.warnings());
    return 0;
  }
}
