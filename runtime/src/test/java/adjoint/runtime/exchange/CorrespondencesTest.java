package adjoint.runtime.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.UserProblem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What tensors are called in PyTorch, and how they lie there. */
class CorrespondencesTest {

  private static UserProblem wrong(Nets net, String map) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> net.known(map));
    assertThat(problem).as("a problem").isNotNull();
    assertThat(problem.code()).isEqualTo("NN0520");
    return problem;
  }

  @Test
  void whatIsRightOfAnArrowComesFirstThereAsOneAxis() {
    assertThat(Nets.of("fc.weight: In -> Out", "conv.weight: In K -> Out", "q.weight: In -> Gate Hidden",
        "embed.weight: Out In", "fc.bias: Out").there(""))
        .containsExactly("fc.weight [Out, In] [4, 3]", "conv.weight [Out, In, K] [4, 3, 5]",
            "q.weight [(Gate, Hidden), In] [8, 3]", "embed.weight [Out, In] [4, 3]", "fc.bias [Out] [4]");
  }

  @Test
  void elementsGoToTheirPlaces() {
    Counterpart linear = Nets.of("fc.weight: In -> Out").known("").counterparts().get(0);
    for (int out = 0; out < 4; out++) {
      for (int in = 0; in < 3; in++) {
        assertThat(linear.places().applyAsInt(out * 3 + in)).isEqualTo(in * 4 + out);
      }
    }
  }

  @Test
  void aLayersCommentSaysWhereItDiffers() {
    Nets net = Nets.of("lstm.input: In -> Gate Hidden", "lstm.recurrent: Hidden -> Gate Hidden'",
        "lstm.bias: Gate Hidden", "norm.weight: In");
    assertThat(net.there("")).containsExactly("lstm.weight_ih_l0 [(Gate, Hidden), In] [8, 3]",
        "lstm.weight_hh_l0 [(Gate, Hidden'), Hidden] [8, 2]",
        "lstm.bias_ih_l0 + lstm.bias_hh_l0 [(Gate, Hidden)] [8]", "norm.weight [In] [3]");
    assertThat(net.known("").leavesOut("norm.num_batches_tracked")).isTrue();
    assertThat(net.known("").leavesOut("other.num_batches_tracked")).isFalse();
  }

  @Test
  void eachInstanceRenamesWhatIsInIt() {
    Nets net =
        Nets.of(Map.of("", "PyTorch: block.* = encoder.*.", "block", "PyTorch: norm.* = ln.*,", "norm", Nets.NORM),
            "-", "block.norm.weight: In", "block.fc.bias: Out");
    assertThat(net.there("")).containsExactly("encoder.ln.weight [In] [3]", "encoder.fc.bias [Out] [4]");
    assertThat(net.there("encoder.* = model.*")).containsExactly("model.ln.weight [In] [3]", "model.fc.bias [Out] [4]");
    assertThat(net.known("encoder.* = model.*").leavesOut("model.ln.num_batches_tracked")).isTrue();
  }

  @Test
  void eachCopyOfARepeatHasANumber() {
    Nets net =
        Nets.of(Map.of("fc", "PyTorch: leave out count."), "block", "block.fc.weight: In -> Out", "block.scale: In");
    assertThat(net.there("")).containsExactly("block.0.fc.weight [Out, In] [4, 3]",
        "block.1.fc.weight [Out, In] [4, 3]", "block.0.scale [In] [3]", "block.1.scale [In] [3]");
    assertThat(net.known("").counterparts()).extracting(Counterpart::offset).containsExactly(0, 12, 24, 27);
    assertThat(net.known("").leavesOut("block.1.fc.count")).isTrue();
    assertThat(net.there("block.*.fc.* = h.*.mlp.*").get(1)).startsWith("h.1.mlp.weight ");
  }

  @Test
  void aMapNamesATensorByItsNameThereOrByItsPath() {
    Nets net = Nets.of("lstm.input: In -> Gate Hidden", "lstm.bias: Gate Hidden", "fc.weight: In -> Out",
        "lstm.recurrent: Hidden -> Gate Hidden'");
    assertThat(net.there("# a comment\nlstm.*_l0 = rnn.*_l1 // another\nfc.weight[In, Out] = dense/kernel:0"))
        .containsExactly("rnn.weight_ih_l1 [(Gate, Hidden), In] [8, 3]",
            "rnn.bias_ih_l1 + rnn.bias_hh_l1 [(Gate, Hidden)] [8]", "dense/kernel:0 [In, Out] [3, 4]",
            "rnn.weight_hh_l1 [(Gate, Hidden'), Hidden] [8, 2]");
    assertThat(net.there("lstm.bias = b").get(1)).isEqualTo("b [(Gate, Hidden)] [8]");
    assertThat(net.there("lstm.bias_hh_l0 = b, *.weight = *.w")).element(1).asString()
        .startsWith("lstm.bias_ih_l0 + b ");
    assertThat(net.known("leave out head.*").leavesOut("head.weight")).isTrue();
  }

  @Test
  void linesThatCannotBeReadAreShown() {
    Nets net = Nets.of("fc.weight: In -> Out", "fc.bias: Out");
    for (String line : List.of("fc.weight", "= a", "fc.weight =", "a = b c", "leave out", "fc.weight(a) = b", "a == b",
        "fc.*.x = b", "fc.weight = a +", "fc.weight[In = a")) {
      assertThat(wrong(net, "\n" + line).getMessage()).startsWith("names.map:2: \"" + line + "\" ");
    }
    assertThat(wrong(net, "fc.weight[In] = a")).hasMessage(
        "names.map:1: \"fc.weight[In] = a\" must name each axis once: In, Out");
    assertThat(wrong(net, "fc.weight[In, Out, Out] = a")).hasMessageContaining("must name each axis once: In, Out");
    assertThat(wrong(Nets.of(Map.of("fc", "PyTorch: as nn.Linear."), "-", "fc.bias: Out"), ""))
        .hasMessage("the comment above Layer: \"as nn.Linear\" isn't understood");
  }

  @Test
  void aLineThatNamesNothingIsAMistake() {
    Nets net = Nets.of("linear1.weight: In -> Out", "linear1.bias: Out");
    UserProblem problem = wrong(net, "linaer1.weight = a\nlinear1.bias = b\nhead.* = c.*");
    assertThat(problem).hasMessage("names.map:1: \"linaer1.weight = a\" names no tensor of the program; "
        + "did you mean linear1.weight?\nnames.map:3: \"head.* = c.*\" names no tensor of the program");
    assertThat(wrong(Nets.of(Map.of("fc", "PyTorch: wieght = w."), "-", "fc.weight: In"), "")).hasMessage(
        "the comment above Layer: \"wieght = w\" names no tensor of the program; did you mean weight?");
  }

  @Test
  void hugePatternsEnd() {
    Nets net = Nets.of("fc.weight: In -> Out");
    String stars = "*a".repeat(30);
    assertThat(wrong(net, stars + " = " + stars)).hasMessageContaining("names no tensor");
    assertThat(wrong(net, "x".repeat(200_000))).hasMessageContaining("isn't understood");
    assertThat(wrong(net, "a = " + "b + ".repeat(50_000))).hasMessageContaining("isn't understood");
  }
}
