package adjoint.compiler.parse;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.ast.PrintAst;
import adjoint.compiler.source.Source;
import org.junit.jupiter.api.Test;

/** What is still known of lines that could not be read, so that later stages make no follow-ups. */
class SalvageTest {

  @Test
  void namesOfLinesAreBoundToSomethingWrong() {
    var file = Parser.parse(new Source("a.nn", """
        layer A[N](x: [.., N]) -> [.., N] {
          param weight [N] = 1
          a, b = f(x y)
          c: [N] = 3 4
          d + = 3
          e <- 3 4
          x
        }
        """)).file();
    assertThat(PrintAst.print(file)).isEqualTo("""
        layer A[N](x: [.., N]) -> [.., N]
          weight = <wrong>
          a, b = <wrong>
          c = <wrong>
          <wrong>
          <wrong>
          x
        """);
  }

  @Test
  void namesOfDeclarationsAreKept() {
    var file = Parser.parse(new Source("a.nn", """
        dim A = = 3
        alpha = 3 4
        layer B(x: [) -> { x }
        modle C(x: [..]) -> [..] { x }
        dim D = 7
        """)).file();
    assertThat(file.unread()).containsExactlyInAnyOrder("A", "alpha", "B", "C");
    assertThat(PrintAst.print(file)).isEqualTo("dim D = 7\n");
  }
}
