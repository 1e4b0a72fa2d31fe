package adjoint.runtime.serve;

import adjoint.runtime.Recipes;
import adjoint.runtime.model.Describing;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Model;
import adjoint.runtime.model.Parts;
import adjoint.runtime.model.Traits;
import adjoint.runtime.model.Weights;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Signature;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import adjoint.runtime.train.Line;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A model that doubles two numbers, after something else is done with its frame. */
final class Doubling {

  private static final Axis BATCH = new Axis("Batch", Size.open("Batch"));
  private static final Axis PAIR = Recipes.axis("Pair", 2);
  private static final Layout NOTHING = new Layout(List.of(), 0);

  private Doubling() {}

  static Model model(Consumer<Frame> before) {
    Signature signature = new Signature("Doubling", List.of("Batch"),
        List.of(new Port("x", Element.REAL, List.of(BATCH, PAIR))), List.of(),
        List.of(new Port("y", Element.REAL, List.of(BATCH, PAIR))));
    CompiledFunction function = Line.function(signature, frame -> {
      before.accept(frame);
      for (int i = 0; i < 2 * frame.dims[0]; i++) {
        frame.reals[1][i] = 2 * frame.reals[0][i];
      }
    });
    Description description = Describing.describe("Doubling", NOTHING, signature, Optional.empty(),
        new Traits(true, false, Map.of()));
    return Model.of(parts(description, function), new Weights(Frames.store(NOTHING), Map.of()), note -> {});
  }

  private static Parts parts(Description description, CompiledFunction function) {
    return new Parts() {
      @Override
      public Description description() {
        return description;
      }

      @Override
      public CompiledFunction scalar() {
        return function;
      }

      @Override
      public CompiledFunction vector() {
        return function;
      }

      @Override
      public InputStream weights() {
        return InputStream.nullInputStream();
      }

      @Override
      public long checksum() {
        return 0;
      }
    };
  }
}
