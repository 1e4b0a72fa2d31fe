package adjoint.repl.session;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.Conversation;
import adjoint.repl.session.Completing.Proposal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names, dims, layers with their signatures, columns and files are proposed. */
class CompletingTest {

  private final Conversation conversation = Conversation.at(Path.of("../examples/iris"));

  private List<String> values(String before) {
    return Completing.proposals(conversation.context().session(), before).stream().map(Proposal::value).toList();
  }

  @Test
  void names() {
    conversation.answers("dim Pixel = 4\nlabels = zeros[Pixel]\nfn lasso(x: [..]) -> [..] { x }");

    assertThat(values("1 + la")).containsExactly("labels", "lasso", "layer");
    assertThat(values("zeros[Pi")).containsExactly("Pixel", "PixelShuffle");
    assertThat(values("x |> softm")).containsExactly("softmax", "softmin");
    assertThat(values("zer")).containsExactly("zeros");
  }

  @Test
  void layersWithTheirSignatures() {
    assertThat(Completing.proposals(conversation.context().session(), "x |> Linea"))
        .containsExactly(new Proposal("Linear", "layer Linear[In -> Out](x: [.., In]) -> [.., Out]"));
  }

  @Test
  void settingsInBracketsAndParametersInParentheses() {
    assertThat(values("y = x |> Conv2d[8, 3, dila")).containsExactly("dilation");
    assertThat(values("y = TransformerDecoderLayer[Head = 2, 8](x, sum[D](y), memo"))
        .containsExactly("memory", "memory_valid");
    assertThat(values("Conv2d[8, 3](dila")).isEmpty();
  }

  @Test
  void resultsAndWhatIsStored() {
    conversation.answers("dim D = 3\nh = Linear[D -> 2]\nh(zeros[D])");

    assertThat(values("$")).containsExactly("$1");
    assertThat(values("h.w")).containsExactly("h.weight");
  }

  @Test
  void columnsOfTheTable() {
    String train = "train M {\n  data csv(\"iris.csv\") { flower: [Feature] = columns(\"sepal";

    assertThat(values(train)).hasSize(2).allMatch(column -> column.startsWith("sepal"));
  }

  @Test
  void columnsOfTheDeclaredTrainBlock() {
    conversation.answers(":load iris.nn");

    assertThat(values("data csv(\"x.csv\") { y = column(\"")).isEmpty();
    assertThat(values("column(\"petal")).hasSize(2);
  }

  @Test
  void files() {
    assertThat(values("use \"iris.n")).containsExactly("iris.nn");
    assertThat(values(":load iris.n")).containsExactly("iris.nn");
    assertThat(Completing.proposals(conversation.context().session(), ":load ../iri"))
        .containsExactly(new Proposal("../iris/", ""));
  }

  @Test
  void nothingForNonsense() {
    assertThat(values("use \"no/such/fol")).isEmpty();
    assertThat(values("xyzzy")).isEmpty();
    assertThat(values("\"\0")).isEmpty();
  }
}
