package adjoint.compiler.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Graphs survive being printed and read back, and the verifier names what is wrong with one. */
class GraphTextTest {

  private static final String EVERYTHING =
      """
          graph step
          %0 image: real[Batch, Pixel=64] = data
          %1 label: int[Batch] = data
          %2 linear1.weight: real[Pixel=64, Hidden=32] = parameter
          %3 lr: real = setting "learning rate"
          %9 hidden: real[Batch, Hidden=32] = for i4:Batch, i5:Hidden=32 sum i6:Pixel=64 { %0[i4, i6] * %2[i6, i5] }
          %12 relu: real[Batch, Hidden=32] = for i10:Batch, i11:Hidden=32 { %9[i10, i11] > 0 ? %9[i10, i11] : -0.5 }
          %15 pad: real[W=32*Batch + 4] = for i13:W=32*Batch + 4 { at(i13 - 2) >= at(0) and at(i13 - 2) < at(32*Batch) ? %12[((i13 - 2) // 32), ((i13 - 2) % 32)] : 0 }
          %18 most: int[Batch] = for i16:Batch argmax i17:Hidden=32 { -%12[i16, i17] ^ 2 }
          %22 picked: real[Batch] = for i21:Batch { %12[i21, %1[i21]] / size(Batch) * (draw(-7, i21*2 + 1) - inf) }
          %27 table: real[Hidden=32] = for i23:Hidden=32 scatter i24:Batch at [%1[i24]] { log(%22[i24]) }
          %38 best: real[Hidden=32] = for i39:Hidden=32 scatter max i40:Batch at [%1[i40]] { %22[i40] }
          %41 order: int[Batch] = sort %22
          %42 ranks: int[Batch] = sort descending %41
          %34 h: real[Hidden=32], %35 hs: real[T, Hidden=32] = scan reverse i28:T {
            %29 h: real[Hidden=32] = carry %27 next %32
            %32 next: real[Hidden=32] = for i30:Hidden=32 { maximum(%29[i30], -(1 + size(T))) - (1 - %3[]) }
            yield %32
          }
          %37 any: bool = any i36:Batch { not %22[i36] == 1 or %1[i36] <= 3 }
          output loss = %37
          store linear1.weight = %9
          """;

  @Test
  void printsWhatItReads() {
    Graph graph = GraphParser.parse(EVERYTHING);
    assertThat(GraphPrinter.print(graph)).isEqualTo(EVERYTHING);
    assertThat(Verifier.problems(graph)).isEmpty();
  }

  @Test
  void sizesAreReadInNormalForm() {
    String text = """
        graph sizes
        %0 x: real[H=(Height + 2*pad - K) // s + 1] = data
        """;
    Graph graph = GraphParser.parse(text);
    String printed = GraphPrinter.print(graph);
    assertThat(GraphParser.parse(printed)).isEqualTo(graph);
    assertThat(graph.inputs().getFirst().value().axes().getFirst().size().evaluate(
        name -> switch (name) {
          case "Height" -> 28;
          case "pad" -> 1;
          case "K" -> 3;
          default -> 2;
        })).isEqualTo(14);
  }

  @Test
  void namesTheLineThatItCannotRead() {
    assertThatThrownBy(() -> GraphParser.parse("graph g\n%0 x: real = data\n%1 y: real = { %0[] + }\n"))
        .hasMessageContaining("line 3").hasMessageContaining("expected an expression");
  }

  @Test
  void refusesWhatGraphsPromiseNotToHold() {
    problem("%1 y: real[D=3] = for i2:D=3 { %0[i2, i2] }", "%0 has 1 axes, but is read at 2");
    problem("%1 y: real[D=3] = for i2:D=3 { %0[i2 + 1] }", "the position i2 + 1 leaves an axis of size 3");
    problem("%1 y: real[D=3] = for i2:D=3 { at(i2) < at(2) ? %0[i2 + 1] : 0 }", "");
    problem("%1 y: real[D=4] = for i2:D=3 { %0[i2] }", "%1 has the axes [D=4], but its definition has [D=3]");
    problem("%1 y: int[D=3] = for i2:D=3 { %0[i2] }", "%1 is INT, but its definition is REAL");
    problem("%1 y: bool[D=3] = for i2:D=3 { %0[i2] and %0[i2] }", "AND of REAL");
    problem("%1 y: real[D=3] = for i2:D=3 { %0[i2] ? 1 : 0 }", "selects by what isn't BOOL");
    problem("%0 y: real[D=3] = for i2:D=3 { 1 }", "defined twice");
    problem("%1 y: real[D=3] = for i1:D=3 { 1 }", "the number of %1 is used twice");
    problem("%1 y: real[D=3] = for i2:D=3 { %0[i2] }\n%3 z: real = { %0[i2] }", "i2 is not bound here");
  }

  @Test
  void refusesReductionsOfWhatTheyAreNotFor() {
    problem("%1 y: bool = any i2:D=3 { %0[i2] }", "ANY of REAL");
    problem("%1 y: bool = all i2:D=3 { %0[i2] > 0 }", "");
    problem("%1 y: bool = sum i2:D=3 { %0[i2] > 0 }", "SUM of BOOL");
    problem("%1 y: real[D=3] = for i2:D=3 { %0[i2] > 0 ? 1 : %0[i2] > 1 }", "selects between a BOOL and a number");
  }

  @Test
  void refusesPlacesThatAreNone() {
    problem("%1 y: real[D=3] = for i2:D=3 { %0[i2 - 1] }", "the position i2 - 1 leaves an axis of size 3");
    problem("%1 y: real[D=3] = for i2:D=3 { %0[i2 + 1] > 0 ? 1 : 0 }", "the position i2 + 1 leaves an axis of size 3");
    problem("%1 y: real[D=3] = for i2:D=3 { at(i2) < 2 ? 0 : %0[i2 + 1] }", "");
    problem("%1 y: real[D=3] = for i2:D=3 { %0[%0[i2]] }", "looks up positions in REAL");
    problem("%1 y: int = argmax i2:D=3 { %0[i2] }\n%3 z: real = { %0[i2] }", "i2 is not bound here");
  }

  @Test
  void refusesIndicesOfOtherDefinitions() {
    for (String body : List.of("%0[(i3 // 2)]", "%0[(i3 % 2)]", "at(i3)", "draw(1, i3)", "%0[i3] > 0 ? 1 : 0")) {
      problem("%1 x: real[D=3] = for i3:D=3 { 1 }\n%4 y: real[D=3] = for i2:D=3 { " + body + " }",
          "i3 is not bound here");
    }
  }

  @Test
  void refusesScattersThatMissTheirTarget() {
    problem("%1 y: real[E=4] = for i2:E=4 scatter i3:D=3 at [i3] { %0[i3] }", "");
    problem("%1 y: int[D=3] = sort %0", "");
    problem("%1 y: bool[D=3] = for i2:D=3 { %0[i2] > 0 }\n%3 z: int[D=3] = sort %1", "sorts %1");
    problem("%1 y: real = { 1 }\n%3 z: int = sort %1", "sorts %1");
    problem("%1 y: real[E=4] = for i2:E=4 scatter i3:D=3 at [i3, i3] { %0[i3] }", "at 2 positions into 1 axes");
    problem("%1 y: real[E=4] = for i2:E=4 scatter i3:D=3 at [i3 + 2] { %0[i3] }", "leaves an axis of size 4");
    problem("%1 y: real[E=4] = for i2:E=4 scatter i3:D=3 at [i3] { %0[i3] > 0 }", "scatters BOOLs");
    problem("%1 y: real[E=4] = for i2:E=4 scatter i3:D=3 at [i3] { at(i2) }", "i2 is not bound here");
    problem("%1 y: real[E=4] = for i2:E=4 scatter i3:D=3 at [i3] { 1 }\n%4 z: int = { at(i3) }", "i3 is not bound");
  }

  @Test
  void refusesScansWhoseCarriesDoNotFit() {
    scan("%0", "%5", "", "");
    scan("%0", "%4", "%4 n: real[E=2] = for i6:E=2 { 1 }", "%3 has the axes [D=3]");
    scan("%0", "%4", "%4 n: int[D=3] = for i6:D=3 { at(i6) }", "%3 carries INT");
    scan("%0", "%5", "}\n%8 z: real[D=3] = for i9:D=3 { %5[i9] }\n", "%5 is not defined here");
    scan("%0", "%5", "}\n%8 z: int = { at(i2) }\n", "i2 is not bound here");
  }

  private static void scan(String initial, String next, String more, String expected) {
    problem("""
        %1 h: real[D=3] = scan i2:T {
          %3 h: real[D=3] = carry INITIAL next NEXT
          %5 e: real[D=3] = for i7:D=3 { %3[i7] + 1 }
          MORE
        """.replace("INITIAL", initial).replace("NEXT", next).replace("MORE", more)
        + (more.startsWith("}") ? "" : "}\n"), expected);
  }

  private static void problem(String definition, String expected) {
    String text = "graph g\n%0 x: real[D=3] = data\n" + definition + "\n";
    String found;
    try {
      found = String.join("\n", Verifier.problems(GraphParser.parse(text)));
    } catch (IllegalArgumentException e) {
      found = e.getMessage();
    }
    if (expected.isEmpty()) {
      assertThat(found).isEmpty();
    } else {
      assertThat(found).contains(expected);
    }
  }
}
