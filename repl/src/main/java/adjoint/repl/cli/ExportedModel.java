package adjoint.repl.cli;

import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.onnx.export.ModelExport;
import adjoint.compiler.onnx.export.Obstacle;
import adjoint.compiler.onnx.proto.ModelProto;
import adjoint.compiler.onnx.proto.WriteModel;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.weights.AtomicFile;
import adjoint.runtime.weights.Checkpoint;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model of a program as an `.onnx` file.
 *
 * @param treated the fields that it takes as they are after their preparation, which ONNX can't say
 */
record ExportedModel(ModelProto model, List<String> treated) {

  /**
   * A model with its weights.
   *
   * @throws UserProblem where something of it can't be said in ONNX
   */
  static ExportedModel of(Lowered lowered, String model, WeightOptions weights, boolean prepares, int opset) {
    var store = Frames.store(lowered.layout());
    var trained = weights.given(lowered.name(), lowered.layout());
    if (trained.isEmpty()) {
      lowered.files().load(lowered.layout(), store);
    }
    var notes = trained
        .map(file -> Checkpoint.load(file, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS))
        .orElse(Map.of());
    var preparation = prepares
        ? new ModelExport.Preparation(lowered.recipe().map(Recipe::fields).orElse(List.of()),
            FittedNotes.read(notes).orElse(List.of()))
        : ModelExport.Preparation.NONE;
    var exported = ModelExport.of(lowered.models().get(model), path -> elements(lowered.layout(), path, store),
        preparation, opset);
    return new ExportedModel(exported.model().orElseThrow(() -> refused(model, exported.obstacles())),
        exported.treated());
  }

  private static float[] elements(Layout layout, String path, float[] store) {
    var slot = layout.slot(path).orElseThrow();
    return Arrays.copyOfRange(store, slot.offset(), slot.offset() + slot.count());
  }

  private static UserProblem refused(String model, List<Obstacle> obstacles) {
    return UserProblem.of(RuntimeProblem.NOT_IN_ONNX, model + " can't be written as ONNX:"
        + obstacles.stream().map(o -> "\n  " + o.origin().span().source().name() + ":" + o.origin().span().line() + ": "
            + o.why()).collect(Collectors.joining()));
  }

  /** Writes it, and says how many tensors it holds. */
  int write(Path out) {
    AtomicFile.write(out, channel -> WriteModel.to(channel, model));
    return model.graph().initializers().size();
  }
}
