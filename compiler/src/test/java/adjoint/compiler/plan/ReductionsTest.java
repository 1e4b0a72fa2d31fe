package adjoint.compiler.plan;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.plan.Step.Order;
import org.junit.jupiter.api.Test;

/** In which order reductions go. */
class ReductionsTest {

  @Test
  void aShortProductWithAMatrixIsAChainForEachColumn() {
    assertThat(product(16, 3).order()).isEqualTo(Order.CHAIN);
  }

  @Test
  void aLongProductGoesAlongTheLanesOfItsRow() {
    assertThat(product(64, 3).order()).isEqualTo(Order.LANES);
  }

  @Test
  void aRowGoesAlongTheLanes() {
    assertThat(of("%9 y: real[N] = for i1:N sum i2:K=64 { exp(%0[i1, i2]) }", 64, 3).order()).isEqualTo(Order.LANES);
  }

  @Test
  void aColumnIsAChainBesideOthers() {
    assertThat(of("%9 y: real[K=64] = for i2:K=64 sum i1:N { exp(%0[i1, i2]) }", 64, 3).order()).isEqualTo(Order.CHAIN);
  }

  @Test
  void aWindowIsAChain() {
    assertThat(of("%9 y: real[N, L=32] = for i1:N, i3:L=32 sum i2:W=2 { %0[i1, i3*2 + i2] }", 64, 3).order())
        .isEqualTo(Order.CHAIN);
  }

  @Test
  void whatLiesTogetherIsInnermost() {
    Reductions rows = of("%9 y: real = sum i2:K=64, i1:N { exp(%0[i1, i2]) }", 64, 3);
    assertThat(rows.order()).isEqualTo(Order.LANES);
    assertThat(rows.over()).extracting(Index::name).containsExactly("N", "K");
  }

  private static Reductions product(int depth, int columns) {
    return of("%9 y: real[N, C=<C>] = for i1:N, i3:C=<C> sum i2:K=<K> { %0[i1, i2] * %5[i2, i3] }", depth, columns);
  }

  private static Reductions of(String definition, int depth, int columns) {
    Graph graph = GraphParser.parse("graph sums\n%0 x: real[N, K=<K>] = data\n%5 w: real[K=<K>, C=<C>] = parameter\n"
        .concat(definition).concat("\noutput y = %9\n").replace("<K>", "" + depth).replace("<C>", "" + columns));
    Operation.Comprehension sum = (Operation.Comprehension) graph.definitions().getLast().operation();
    return Reductions.of(sum.out(), sum.over(), sum.body());
  }
}
