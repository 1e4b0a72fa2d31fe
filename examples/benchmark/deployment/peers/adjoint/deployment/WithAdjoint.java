package adjoint.deployment;

import java.io.IOException;

/** By the class in the model's jar. */
final class WithAdjoint {

  private WithAdjoint() {}

  public static void main(String[] words) throws IOException {
    model.Mlp mlp = model.Mlp.load();
    Net.main(words, file -> mlp::predict);
  }
}
