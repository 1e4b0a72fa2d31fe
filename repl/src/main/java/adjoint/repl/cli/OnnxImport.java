package adjoint.repl.cli;

import adjoint.compiler.Network;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.onnx.translate.ImportNetwork;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.weights.AtomicFile;
import adjoint.runtime.weights.Checkpoint;
import java.nio.file.Path;
import java.util.Map;

/**
 * A network of an `.onnx` file in the language: `nn import model.onnx -o model.nn`.
 *
 * @param store its weights, placed by the layout
 */
record OnnxImport(String text, Lowered lowered, float[] store) {

  /**
   * The file's network, checked as any program is.
   *
   * @param out where it will be written
   */
  static OnnxImport of(Path file, Path out) {
    var imported = ImportNetwork.of(file);
    var lowered = Network.of(new Source(out.toString(), imported.text()), out, Map.of(), false).lowered();
    float[] store = Frames.store(lowered.layout());
    for (Layout.Slot slot : lowered.layout().slots()) {
      float[] values = imported.weights().get(slot.path());
      if (slot.kind().isDeclared()) {
        System.arraycopy(values, 0, store, slot.offset(), slot.count());
      }
    }
    return new OnnxImport(imported.text(), lowered, store);
  }

  /** Writes the program and, beside it, its weights, and says where those are. */
  Path write(Path out) {
    Path weights = out.resolveSibling(out.getFileName().toString().replaceAll("\\.nn$", ".safetensors"));
    AtomicFile.write(out, text);
    Checkpoint.save(weights, lowered.name(), lowered.layout(), store, Checkpoint.WEIGHTS, Map.of());
    return weights;
  }

  int tensors() {
    return (int) lowered.layout().slots().stream().filter(slot -> slot.kind().isDeclared()).count();
  }
}
