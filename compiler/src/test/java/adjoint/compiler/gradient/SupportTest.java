package adjoint.compiler.gradient;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupportTest {

  private static final int LAYERS = 1000;

  private final Index row = new Index(0, "i", Size.of(4));
  private final Index column = new Index(1, "j", Size.of(3));

  /** As a chain of linear layers, each with a relu behind it, hands them back. */
  @Test
  void aDeepNetHandsOnlyTheNewestGuardsBack() {
    Support support = Support.EVERYWHERE;
    List<Scalar> all = new ArrayList<>();
    for (int layer = 0; layer < LAYERS; layer++) {
      List<Guard> guards = new ArrayList<>(support.guards());
      guards.add(positive(layer));
      all.add(guards.getLast().condition());
      support = Support.of(List.of(row), guards, List.of(column));
    }
    assertThat(support.guards()).hasSizeLessThan(20).extracting(Guard::condition)
        .isEqualTo(all.subList(LAYERS - support.guards().size(), LAYERS));
  }

  @Test
  void soDoesAChainWithoutSums() {
    Support support = Support.EVERYWHERE;
    for (int layer = 0; layer < LAYERS; layer++) {
      List<Guard> guards = new ArrayList<>(support.guards());
      guards.add(positive(layer));
      support = Support.of(List.of(row, column), guards, List.of());
    }
    assertThat(support.guards()).hasSizeLessThan(100).last()
        .isEqualTo(positive(LAYERS - 1).inherit());
  }

  private Guard positive(int layer) {
    Value value = new Value(layer, "layer", Element.REAL,
        List.of(new Axis("I", row.size()), new Axis("J", column.size())));
    Scalar read = new Scalar.Read(value, Subscript.of(List.of(row, column)));
    return Guard.of(Scalar.apply(ScalarFunction.GT, read, Scalar.ZERO), true);
  }
}
