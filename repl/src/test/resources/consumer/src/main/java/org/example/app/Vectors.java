package org.example.app;

import java.util.Arrays;
import java.util.Map;
import org.example.model.digits.generated.Blueprint;
import org.example.model.digits.runtime.model.Weights;
import org.example.model.digits.runtime.program.CompiledFunction;
import org.example.model.digits.runtime.program.Frame;
import org.example.model.digits.runtime.program.Frames;
import org.example.model.digits.runtime.program.Pool;
import org.example.model.digits.runtime.program.VectorModule;

/** Looks where programs shouldn't: do both forms of the code link with this Java, and agree? */
public final class Vectors {

  private static final long ROWS = 70;

  private Vectors() {}

  public static void main(String[] words) {
    VectorModule.require();
    float[] scalar = run(Blueprint.PARTS.scalar());
    float[] vector = run(Blueprint.PARTS.vector());
    System.out.println("the same bits: " + Arrays.equals(scalar, vector));
  }

  private static float[] run(CompiledFunction function) {
    Frame frame = Frames.of(function, Weights.of(Blueprint.PARTS).store(), Map.of("Batch", ROWS), Pool.of(1));
    for (int i = 0; i < frame.reals[0].length; i++) {
      frame.reals[0][i] = i * 7 % 17;
    }
    function.run(frame);
    return frame.reals[1];
  }
}
