package adjoint.compiler.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphParser;
import adjoint.runtime.program.Draws;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterpreterTest {

  private static Evaluation evaluate(String text, Map<String, double[]> inputs) {
    Graph graph = GraphParser.parse("graph g\n" + text);
    return Interpreter.evaluateWithMagnitudes(graph, new Arguments(Map.of("N", 2L), inputs, 7, 3));
  }

  @Test
  void multipliesMatrices() {
    Evaluation evaluation = evaluate("""
        %0 a: real[N, K=3] = data
        %1 b: real[K=3, M=2] = data
        %5 c: real[N, M=2] = for i2:N, i3:M=2 sum i4:K=3 { %0[i2, i4] * %1[i4, i3] }
        output c = %5
        """, Map.of("a", new double[]{1, 2, 3, 4, 5, 6}, "b", new double[]{1, -1, 0, 1, 2, 0}));
    assertThat(evaluation.output("c")).containsExactly(7, 1, 16, 1);
    // 1·(-1) + 2·1 + 3·0: twice Σ|terms| for the factors' own errors, once for the products'
    assertThat(evaluation.magnitude("c")[1]).isEqualTo(9);
  }

  @Test
  void readsGuardedPlacesOnlyWhereTheyAreChosen() {
    Evaluation evaluation = evaluate("""
        %0 a: real[N] = data
        %5 c: real[N] = for i2:N { at(i2 - 1) >= at(0) ? %0[i2 - 1] : -9 }
        output c = %5
        """, Map.of("a", new double[]{1, 2}));
    assertThat(evaluation.output("c")).containsExactly(-9, 1);
    assertThatThrownBy(() -> evaluate("""
        %0 a: real[N] = data
        %3 i: int[N] = data
        %5 c: real[N] = for i2:N { %0[%3[i2]] }
        output c = %5
        """, Map.of("a", new double[]{1, 2}, "i", new double[]{0, 2})))
        .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining("%0 a at 2");
  }

  @Test
  void theFirstAmongEqualsAndNotANumberWin() {
    String text = """
        %0 a: real[N, K=3] = data
        %5 first: int[N] = for i2:N argmax i3:K=3 { %0[i2, i3] }
        %8 most: real[N] = for i6:N max i7:K=3 { %0[i6, i7] }
        output first = %5
        output most = %8
        """;
    Evaluation evaluation = evaluate(text, Map.of("a", new double[]{1, 4, 4, 0, Double.NaN, 9}));
    assertThat(evaluation.output("first")).containsExactly(1, 1);
    assertThat(evaluation.output("most")).containsExactly(4, Double.NaN);
  }

  @Test
  void scansCarryAndStack() {
    Evaluation evaluation = evaluate("""
        %0 a: real[N] = data
        %1 zero: real = setting
        %9 last: real, %10 sums: real[N] = scan reverse i2:N {
          %3 s: real = carry %1 next %4
          %4 s: real = { %3[] * 10 + %0[i2] }
          yield %4
        }
        %13 scattered: real[N] = for i11:N scatter i12:N at [(i12 // 2)] { %10[i12] }
        output last = %9
        output sums = %10
        output scattered = %13
        """, Map.of("a", new double[]{1, 2}, "zero", new double[]{5}));
    assertThat(evaluation.output("last")).containsExactly(521);
    assertThat(evaluation.output("sums")).containsExactly(521, 52);
    assertThat(evaluation.output("scattered")).containsExactly(573, 0);
  }

  @Test
  void drawsAreThoseOfTheRuntime() {
    Evaluation evaluation = evaluate("""
        %5 u: real[N] = for i2:N { draw(11, i2 + 4) }
        output u = %5
        """, Map.of());
    int key = Draws.key(7, 3, 11);
    assertThat(evaluation.output("u")[1]).isEqualTo(Draws.uniform(key, Draws.secondKey(key), 5));
  }

  @Test
  void saysWhichInputIsMissing() {
    assertThatThrownBy(() -> evaluate("%0 a: real[N] = data\noutput a = %0\n", Map.of()))
        .hasMessage("the input a takes 2 elements, not none");
  }
}
