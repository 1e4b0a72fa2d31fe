package adjoint.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.PassRunner;
import adjoint.compiler.graph.Watch;
import adjoint.runtime.program.Layout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelinesTest {

  private static final Graph GRAPH = GraphParser.parse("""
      graph sum
      %0 x: real[Row=4] = data x
      %1 y: real[Row=4] = for i2:Row=4 { exp(%0[i2]) }
      %3 z: real = sum i4:Row=4 { %1[i4] * %1[i4] }
      output z = %3
      """);

  @Test
  void aPassThatBreaksAGraphIsNamed() {
    Pass broken = new Pass() {
      @Override
      public Graph apply(Graph graph) {
        return graph.with(graph.definitions().reversed());
      }

      @Override
      public String name() {
        return "TurnAround";
      }
    };

    assertThatThrownBy(() -> new PassRunner(Watch.NONE).run(List.of(broken), GRAPH))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("after TurnAround").hasMessageContaining("%1 is not defined here");
  }

  @Test
  void passesThatUndoEachOtherAreFound() {
    Pass grow = graph -> new Graph(graph.name() + "'", graph.inputs(), graph.definitions(), graph.outputs());

    assertThatThrownBy(() -> new PassRunner(Watch.NONE).runUntilStable(List.of(grow), GRAPH))
        .hasMessageContaining("still changes after");
  }

  @Test
  void theWatchSeesEveryPassInTheOrderOfTheLists() {
    List<String> seen = new ArrayList<>();
    Watch watch = (pass, text) -> {
      seen.add(pass);
      assertThat(text.get()).contains("exp(");
    };

    Backend.plan(Compiler.simplified(GRAPH, watch), Layout.of(List.of()), Backend.Options.DEFAULT, watch);

    assertThat(seen.stream().distinct()).containsExactlyElementsOf(Pipelines.names());
  }
}
