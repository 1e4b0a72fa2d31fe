package adjoint.compiler.measure;

import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Signature;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Schedule;
import adjoint.runtime.tensor.Element;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Random arguments: what kernels cost hardly depends on the numbers, and so no data are needed to time them. */
public final class Inputs {

  /** Of counts, which have no dim. */
  private static final int FEW = 2;

  private Inputs() {}

  /**
   * Fills a frame: reals from a normal distribution, positions anywhere in their dims.
   *
   * @param positions the dims that inputs are positions of, by the inputs' names
   * @param recipe gives the settings their first values
   */
  public static void fill(Frame frame, Signature signature, Map<String, Field.IndexDim> positions,
      Optional<Recipe> recipe) {
    Random random = new Random(1);
    for (int i = 0; i < signature.inputs().size(); i++) {
      Port port = signature.inputs().get(i);
      int below = Optional.ofNullable(positions.get(port.name())).map(dim -> (int) dim.size()).orElse(FEW);
      for (int j = 0; j < frame.reals[i].length; j++) {
        frame.reals[i][j] = (float) random.nextGaussian();
      }
      for (int j = 0; j < frame.ints[i].length; j++) {
        frame.ints[i][j] = random.nextInt(port.element() == Element.BOOL ? FEW : below);
      }
    }
    for (int i = 0; i < frame.settings.length; i++) {
      Optional<Schedule> schedule =
          Optional.ofNullable(recipe.map(Recipe::settings).orElse(Map.of()).get(signature.settings().get(i)));
      frame.settings[i] = schedule.map(each -> (float) each.at(0, new Schedule.Run(1, 1))).orElse(0f);
    }
    frame.seed = 1;
  }

  /** The dims that a training's fields are positions of, by the fields' names. */
  public static Map<String, Field.IndexDim> positions(Recipe recipe) {
    Map<String, Field.IndexDim> positions = new HashMap<>();
    recipe.fields().forEach(field -> field.index().ifPresent(dim -> positions.put(field.name(), dim)));
    return positions;
  }

  /** The sizes of a frame's open dims, by their names. */
  static Map<String, Long> dims(Signature signature, Frame frame) {
    Map<String, Long> dims = new HashMap<>();
    for (int i = 0; i < frame.dims.length; i++) {
      dims.put(signature.openDims().get(i), frame.dims[i]);
    }
    return dims;
  }
}
