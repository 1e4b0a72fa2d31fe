package adjoint.compiler.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import org.junit.jupiter.api.Test;

class RenderTest {

  private static final Source MNIST = new Source("mnist.nn", """
      dim Batch
      dim Pixel = 784
      dim Hidden = 256
      dim Digit = 10

      model Net(image: [Batch, Pixel]) -> [Batch, Digit] {
        image |> Linear[Hidden] |> relu
              |> Linear[Pixel -> Digit]
      }
      """);
  private static final Source BLOCKS = new Source("blocks.nn", "layer A(x: [..]) -> [..] {\n\t日本 = x\n}\n");

  @Test
  void bothSidesNotesAndHelp() {
    var problem = Diagnostic
        .of(CompilerProblem.INPUT_DIMS_MISMATCH, find(MNIST, "Pixel ->", 5),
            "Linear takes Pixel here, but the value flowing into it has Hidden")
        .withLabel("Pixel = 784")
        .withRelated(find(MNIST, "Linear[Hidden]", 14), "made here: [Batch, Hidden], Hidden = 256")
        .withNote("declared: dim Pixel (line 2), dim Hidden (line 3)")
        .withHelp("did you mean Linear[Hidden -> Digit]?");
    assertThat(Render.render(problem, false)).isEqualTo("""
        error[NN0204]: Linear takes Pixel here, but the value flowing into it has Hidden
          ┌─ mnist.nn:8:19
        7 │   image |> Linear[Hidden] |> relu
          │            -------------- made here: [Batch, Hidden], Hidden = 256
        8 │         |> Linear[Pixel -> Digit]
          │                   ^^^^^ Pixel = 784
          = declared: dim Pixel (line 2), dim Hidden (line 3)
          = help: did you mean Linear[Hidden -> Digit]?
        """);
  }

  @Test
  void linesBetweenAreLeftOutAndOneIsShown() {
    var problem = Diagnostic.of(CompilerProblem.INPUT_DIMS_MISMATCH, find(MNIST, "Digit = 10", 5), "message")
        .withRelated(find(MNIST, "Pixel = 784", 5), "two above").withRelated(find(MNIST, "relu", 4), "three below");
    assertThat(Render.render(problem, false)).isEqualTo("""
        error[NN0204]: message
          ┌─ mnist.nn:4:5
        2 │ dim Pixel = 784
          │     ----- two above
        3 │ dim Hidden = 256
        4 │ dim Digit = 10
          │     ^^^^^
          ⋮
        7 │   image |> Linear[Hidden] |> relu
          │                              ---- three below
        """);
  }

  @Test
  void severalFilesHaveAFrameEach() {
    var problem = Diagnostic.of(CompilerProblem.INPUT_DIMS_MISMATCH, find(MNIST, "Linear", 6), "message")
        .withRelated(find(BLOCKS, "日本", 2), "declared here");
    assertThat(Render.render(problem, false)).isEqualTo("""
        error[NN0204]: message
          ┌─ mnist.nn:7:12
        7 │   image |> Linear[Hidden] |> relu
          │            ^^^^^^
          ┌─ blocks.nn:2:2
        2 │     日本 = x
          │     ---- declared here
        """);
  }

  @Test
  void marksOnOneLineStandInItsOrder() {
    var problem =
        Diagnostic.of(CompilerProblem.INPUT_DIMS_MISMATCH, find(MNIST, "relu", 4), "message")
            .withRelated(find(MNIST, "image |>", 5), "first");
    assertThat(Render.render(problem, false)).contains("""
        7 │   image |> Linear[Hidden] |> relu
          │   ----- first
          │                              ^^^^
        """);
  }

  @Test
  void aPlaceInNoFileHasNoFrame() {
    assertThat(Render
        .render(Diagnostic.of(CompilerProblem.INPUT_DIMS_MISMATCH, Span.NONE, "message").withHelp("try it"), false))
        .isEqualTo("error[NN0204]: message\n  = help: try it\n");
  }

  @Test
  void colourIsAllThatColourAdds() {
    var problem = Diagnostic.of(CompilerProblem.INPUT_DIMS_MISMATCH, find(MNIST, "relu", 4), "message")
        .withLabel("label").withHelp("help");
    String coloured = Render.render(problem, true);
    assertThat(coloured).contains("\u001B[1;31m");
    assertThat(coloured.replaceAll("\u001B\\[[0-9;]*m", "")).isEqualTo(Render.render(problem, false));
  }

  private static Span find(Source source, String text, int length) {
    int at = source.text().indexOf(text);
    return new Span(source, at, at + length);
  }
}
