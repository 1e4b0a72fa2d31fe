package adjoint.compiler.onnx.export;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.compiler.onnx.proto.GraphProto;
import adjoint.compiler.onnx.proto.GraphProto.ValueType;
import adjoint.compiler.onnx.proto.ModelProto;
import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.proto.TensorProto;
import adjoint.compiler.parse.Parsed;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.recipe.Recipe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelExportTest {

  @Test
  void inputsOutputsAndParametersHaveTheirNames() {
    ModelProto model = exported("""
        dim Batch
        dim Pixel = 6
        dim Digit = 3
        model Digits(image: [Batch, Pixel]) -> (score: [Batch, Digit], digit: Digit[Batch]) {
          score = image |> Linear[Digit]
          (score = score, digit = argmax[Digit](score))
        }
        """, ModelExport.Preparation.NONE, 17);

    GraphProto graph = model.graph();
    assertThat(graph.inputs().stream().map(GraphProto.ValueProto::name)).containsExactly("image");
    assertThat(graph.outputs().stream().map(GraphProto.ValueProto::name)).containsExactly("score", "digit");
    assertThat(graph.initializers().stream().map(TensorProto::name)).contains("linear.weight", "linear.bias");
    assertThat(graph.inputs().getFirst().type()).isEqualTo(new ValueType.Tensor(Optional.of(ElementType.FLOAT),
        Optional.of(List.of(new GraphProto.Size.Named("Batch"), new GraphProto.Size.Known(6)))));
    assertThat(model.opsets()).isEqualTo(Map.of("", 17L));
    assertThat(operators(model)).containsExactly("MatMul", "Add", "ArgMax");
  }

  @Test
  void whatRepeatsIsWrittenOutLayerAfterLayer() {
    ModelProto model = exported("""
        dim Batch
        dim Width = 4
        model Deep(x: [Batch, Width]) -> [Batch, Width] {
          x |> repeat 3 { Linear[Width] |> relu }
        }
        """, ModelExport.Preparation.NONE, 17);

    assertThat(operators(model)).containsExactly("MatMul", "Add", "Relu", "MatMul", "Add", "Relu", "MatMul", "Add",
        "Relu");
    assertThat(model.graph().initializers().stream().map(TensorProto::name)).containsExactlyInAnyOrder(
        "linear.weight.0", "linear.weight.1", "linear.weight.2", "linear.bias.0", "linear.bias.1", "linear.bias.2");
  }

  @Test
  void gradientsCanBeWritten() {
    ModelProto model = exported("""
        dim Batch
        dim Width = 4
        model Slope(x: [Batch, Width]) -> [Batch, Width] {
          grad(sum(tanh(x) ^ 2), x)
        }
        """, ModelExport.Preparation.NONE, 17);

    assertThat(operators(model)).contains("Tanh").doesNotContain("Scan");
  }

  @Test
  void drawsAreNamedWithTheirLinesAllAtOnce() {
    Lowered lowered = lowered("""
        dim Batch
        dim Width = 4
        model Noise(x: [Batch, Width]) -> [Batch, Width] {
          a = x + normal[Batch, Width](0, 1)
          tanh(a) * uniform[Batch, Width](0, 1)
        }
        """);
    ModelExport.Exported exported = ModelExport.of(lowered.models().get("Noise"), _ -> new float[0],
        ModelExport.Preparation.NONE, 17);

    assertThat(exported.model()).isEmpty();
    assertThat(exported.obstacles().stream().map(o -> o.origin().own().line() + ": " + o.why())).hasSize(2)
        .allMatch(o -> o.contains("it draws at random by Adjoint's own generator"));
  }

  @Test
  void newerVersionsHaveOperatorsOfTheirOwn() {
    String text = """
        dim Batch
        dim Width = 4
        model Smooth(x: [Batch, Width]) -> [Batch] {
          max[Width](gelu(x))
        }
        """;

    assertThat(operators(exported(text, ModelExport.Preparation.NONE, 20))).containsExactly("Gelu", "ReduceMax");
    assertThat(operators(exported(text, ModelExport.Preparation.NONE, 17)))
        .containsExactly("Mul", "Erf", "Add", "Mul", "Mul", "ReduceMax");
  }

  @Test
  void preparationStandsBeforeTheModel() {
    ModelProto model = prepared("""
        dim Batch
        dim Measure = 3
        dim Kind = 4
        dim Width = 2
        model Wine(wine: [Batch, Measure], kind: Kind[Batch]) -> [Batch] {
          sum[Measure](wine) + sum[Width](kind |> Embedding[Width])
        }
        train Wine {
          data csv("wine.csv") {
            wine: [Measure] = standardize(log(columns("m*"))),
            kind: Kind = categories(column("kind")),
            price: real = column("price")
          }
          minimize mean((Wine(wine, kind) - price) ^ 2) using SGD[lr = 1]
          batch Batch = 4
        }
        """, new Fitted("wine", List.of(new double[]{1, 2, 3}, new double[]{4, 5, 6}), List.of()),
        new Fitted("kind", List.of(), List.of("dry", "red", "rosé", "white")));

    assertThat(operators(model)).startsWith("LabelEncoder").containsSubsequence("Log", "Sub", "Div");
    assertThat(model.graph().initializers().stream().map(TensorProto::name)).contains("wine.mean", "wine.deviation");
    assertThat(model.metadata()).containsEntry("names.Kind", "[\"dry\",\"red\",\"rosé\",\"white\"]");
    assertThat(model.graph().nodes().getFirst().attribute("keys_strings"))
        .hasValue(new Content.Texts(List.of("dry", "red", "rosé", "white")));
  }

  private static ModelProto prepared(String text, Fitted... fitted) {
    Lowered lowered = lowered(text);
    return exported(text, new ModelExport.Preparation(lowered.recipe().map(Recipe::fields).orElseThrow(),
        List.of(fitted)), 17);
  }

  private static List<String> operators(ModelProto model) {
    return model.graph().nodes().stream().map(NodeProto::operator).toList();
  }

  private static ModelProto exported(String text, ModelExport.Preparation preparation, int opset) {
    Lowered lowered = lowered(text);
    ModelExport.Exported exported = ModelExport.of(lowered.models().values().iterator().next(),
        path -> new float[lowered.layout().slot(path).orElseThrow().count()], preparation, opset);
    assertThat(exported.obstacles()).isEmpty();
    return exported.model().orElseThrow();
  }

  private static Lowered lowered(String text) {
    Parsed parsed = Parser.parse(new Source("test.nn", text));
    assertThat(parsed.problems()).isEmpty();
    ProgramLowering.Result result = ProgramLowering.lower(parsed.file(),
        new ProgramLowering.Options(Path.of("."), path -> Optional.empty(), Map.of(), false));
    assertThat(result.problems()).isEmpty();
    return result.lowered().orElseThrow();
  }
}
