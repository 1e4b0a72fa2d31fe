package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.onnx.export.ModelExport;
import adjoint.compiler.onnx.export.Obstacle;
import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.GraphProto;
import adjoint.compiler.onnx.proto.ModelProto;
import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.proto.TensorProto;
import adjoint.compiler.onnx.proto.WriteModel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The library as ONNX. The files lie in `target/onnx` afterwards, where `check_onnx.py` compares what ONNX Runtime says with
 * PyTorch's values.
 */
class ExportTest {

  private static final Path FOLDER = Path.of("target/onnx");

  private static final Path OPERATORS = Fixture.FOLDER.resolve("operators.onnx.txt");

  @Test
  void eachLayerAndFunctionBecomesOperatorsOfTheStandard() throws IOException {
    StringBuilder found = new StringBuilder();
    for (Fixture fixture : ReferenceTest.inference()) {
      Lowered lowered = Programs.lower(fixture.name(), fixture.program());
      found.append(fixture.name()).append(": ").append(operators(exported(fixture, lowered, ModelExport.OLDEST)))
          .append('\n');
      exported(fixture, lowered, 20);
    }
    if (!Files.exists(OPERATORS)) {
      Files.writeString(OPERATORS, found);
      fail("the operators are written down in " + OPERATORS + ": look at them");
    }

    assertThat(found.toString()).isEqualTo(Files.readString(OPERATORS));
  }

  private static String operators(ModelProto model) {
    return model.graph().nodes().stream().map(NodeProto::operator).collect(Collectors.joining(" "));
  }

  private static ModelProto exported(Fixture fixture, Lowered lowered, int opset) throws IOException {
    ModelExport.Exported exported = ModelExport.of(lowered.models().get("Case"), path -> fixture.lines().stream()
        .filter(l -> (l.kind().equals("parameter") || l.kind().equals("state")) && l.name().equals(path))
        .map(Fixture.Line::floats).findFirst()
        .orElseGet(() -> new float[lowered.layout().slot(path).orElseThrow().count()]), ModelExport.Preparation.NONE,
        opset);

    assertThat(exported.obstacles().stream().map(Obstacle::why)).as(fixture.name()).isEmpty();
    ModelProto model = exported.model().orElseThrow();
    isInOrder(model.graph(), new HashSet<>());
    write(fixture.name() + "." + opset, model);
    return model;
  }

  /** Each name is made once, before it is read. */
  private static void isInOrder(GraphProto graph, Set<String> around) {
    Set<String> known = new HashSet<>(around);
    graph.inputs().forEach(i -> assertThat(known.add(i.name())).as(i.name()).isTrue());
    graph.initializers().stream().map(TensorProto::name).forEach(n -> assertThat(known.add(n)).as(n).isTrue());
    for (NodeProto node : graph.nodes()) {
      assertThat(known).as(node.name()).containsAll(node.inputs().stream().filter(n -> !n.isEmpty()).toList());
      node.attributes().forEach(a -> {
        if (a.content() instanceof Content.OfGraph(var body)) {
          isInOrder(body, known);
        }
      });
      node.outputs().forEach(o -> assertThat(known.add(o)).as(o).isTrue());
    }
    graph.outputs().forEach(o -> assertThat(known).contains(o.name()));
  }

  private static void write(String name, ModelProto model) throws IOException {
    Path file = FOLDER.resolve(name + ".onnx");
    Files.createDirectories(file.getParent());
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      WriteModel.to(channel, model);
    }
  }
}
