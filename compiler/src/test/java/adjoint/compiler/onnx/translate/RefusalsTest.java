package adjoint.compiler.onnx.translate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.compiler.onnx.proto.ElementType;
import adjoint.compiler.onnx.proto.GraphProto;
import adjoint.compiler.onnx.proto.GraphProto.Size;
import adjoint.compiler.onnx.proto.GraphProto.ValueProto;
import adjoint.compiler.onnx.proto.GraphProto.ValueType;
import adjoint.compiler.onnx.proto.ModelProto;
import adjoint.compiler.onnx.proto.ModelProto.FunctionProto;
import adjoint.compiler.onnx.proto.NodeProto;
import adjoint.compiler.onnx.proto.WriteModel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be imported is named, all at once; what can't be true isn't believed. */
class RefusalsTest {

  @TempDir
  private Path folder;

  @Test
  void allUnknownOperatorsAreNamedAtOnce() {
    refused(
        List.of(node("NonZero", "x", "a"), node("Det", "x", "b"), node("NonZero", "b", "c"), node("Relu", "c", "y")),
        "net.onnx has operators that can't be imported:\n  NonZero, 2 times, first NonZero that makes a"
            + "\n  Det, once: Det that makes b");
  }

  @Test
  void valuesAreMadeOnceAndOfOthers() {
    refused(List.of(node("Relu", "b", "a"), node("Relu", "a", "b"), node("Relu", "a", "y")), "is made of itself");
    refused(List.of(node("Relu", "x", "y"), node("Abs", "x", "y")), "the value y is made twice");
    refused(List.of(node("Relu", "x", "x")), "the value x is made twice");
    refused(List.of(node("Relu", "z", "y")), "nothing makes its input z");
    refused(List.of(node("Relu", "x", "z")), "nothing makes the output y");
  }

  @Test
  void functionsEnd() {
    var endless = new FunctionProto("own", "F", List.of("a"), List.of("b"), List.of(), List.of(),
        List.of(new NodeProto("", "own", "F", List.of("a"), List.of("b"), List.of())), Map.of("", 17L));
    refused(List.of(new NodeProto("", "own", "F", List.of("x"), List.of("y"), List.of())), List.of(endless), 17,
        "deep");
  }

  @Test
  void oldOperatorsAreRefused() {
    refused(List.of(node("Relu", "x", "y")), List.of(), 6, "opset 6");
  }

  private static NodeProto node(String operator, String input, String output) {
    return new NodeProto("", "", operator, List.of(input), List.of(output), List.of());
  }

  private void refused(List<NodeProto> nodes, String why) {
    refused(nodes, List.of(), 17, why);
  }

  private void refused(List<NodeProto> nodes, List<FunctionProto> functions, long opset, String why) {
    assertThatThrownBy(() -> ImportNetwork.of(written(nodes, functions, opset))).hasMessageContaining(why);
  }

  private Path written(List<NodeProto> nodes, List<FunctionProto> functions, long opset) throws IOException {
    var graph = new GraphProto("g", nodes, List.of(), List.of(value("x")), List.of(value("y")), List.of(), "");
    Path file = folder.resolve("net.onnx");
    try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING)) {
      WriteModel.to(channel, new ModelProto(8, "", "", "", Map.of("", opset), graph, functions, Map.of()));
    }
    return file;
  }

  private static ValueProto value(String name) {
    return new ValueProto(name,
        new ValueType.Tensor(Optional.of(ElementType.FLOAT), Optional.of(List.of(new Size.Known(3)))));
  }
}
