package adjoint.compiler.link;

import adjoint.compiler.plan.RandomConvolutions;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Convolutions of any stride, dilation, padding and size, among channels or one by one, and both of their gradients: the
 * reference, scalar code and vector code agree, on one thread and on several.
 */
class ConvolutionsAgreeTest {

  static LongStream seeds() {
    return LongStream.range(0, 12);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agree(long seed) {
    FormsAgree.check(RandomConvolutions.of(seed), Map.of("Batch", 1 + seed % 2), seed, 3);
  }
}
