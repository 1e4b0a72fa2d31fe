package adjoint.deployment;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;

/** By ONNX Runtime on one thread. */
final class WithOnnxRuntime {

  private WithOnnxRuntime() {}

  public static void main(String[] words) throws IOException {
    Net.main(words, WithOnnxRuntime::load);
  }

  private static Net load(Path file) {
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(1);
      OrtSession session = environment.createSession(file.toString(), options);
      return row -> predict(environment, session, row);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static float[] predict(OrtEnvironment environment, OrtSession session, float[] row) {
    try (OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(row), new long[]{1, row.length});
        OrtSession.Result result = session.run(Map.of("image", input))) {
      return ((float[][]) result.get(0).getValue())[0];
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
