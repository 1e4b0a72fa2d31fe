package adjoint.compiler.onnx.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.compiler.onnx.proto.AttributeProto.Content;
import adjoint.compiler.onnx.proto.GraphProto.Size;
import adjoint.compiler.onnx.proto.GraphProto.ValueProto;
import adjoint.compiler.onnx.proto.GraphProto.ValueType;
import adjoint.compiler.onnx.proto.ModelProto.FunctionProto;
import adjoint.compiler.onnx.proto.TensorProto.Data;
import adjoint.runtime.UserProblem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is read again; what is damaged, or wants too much, is refused in words. */
class ModelFileTest {

  private static final Path FILE = Path.of("net.onnx");
  private static final byte[] BYTES = {1, 2, 3, 4, 5, 6, 7, 8};

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    ModelProto read = ReadModel.of(ByteBuffer.wrap(written(model())), FILE);

    assertThat(read).usingRecursiveComparison().ignoringFields("graph.initializers").isEqualTo(model());
    assertThat(read.graph().initializers()).hasSameSizeAs(model().graph().initializers());
    assertThat(TensorNumbers.floats(read.graph().initializers().get(0))).containsExactly(0.5f, -2);
    assertThat(TensorNumbers.wholes(read.graph().initializers().get(1))).containsExactly(-1, 1L << 40);
  }

  @Test
  void everyElementTypeIsWidened() {
    assertThat(floats(ElementType.FLOAT16, 0x00, 0x3C, 0x00, 0xC0)).containsExactly(1, -2);
    assertThat(floats(ElementType.BFLOAT16, 0x80, 0x3F, 0x00, 0xC0)).containsExactly(1, -2);
    assertThat(floats(ElementType.INT8, 0xFF, 0x7F)).containsExactly(-1, 127);
    assertThat(floats(ElementType.UINT8, 0xFF, 0x7F)).containsExactly(255, 127);
    assertThat(floats(ElementType.INT16, 0xFF, 0xFF)).containsExactly(-1);
    assertThat(floats(ElementType.UINT16, 0xFF, 0xFF)).containsExactly(65535);
    assertThat(floats(ElementType.INT4, 0x8F)).containsExactly(-1, -8);
    assertThat(floats(ElementType.UINT4, 0x8F)).containsExactly(15, 8);
    assertThat(floats(ElementType.BOOL, 1, 0)).containsExactly(1, 0);
    assertThat(floats(ElementType.UINT32, 0xFF, 0xFF, 0xFF, 0xFF)).containsExactly(4294967295f);
    assertThat(floats(ElementType.DOUBLE, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F)).containsExactly(1);
  }

  /** Wherever a file ends, and whatever byte of it is another, it is read or refused, never more. */
  @Test
  void damagedFilesAreRefused() throws IOException {
    byte[] whole = written(model());
    for (int length = 0; length < whole.length; length++) {
      readOrRefuse(ByteBuffer.wrap(whole, 0, length));
    }
    var random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] other = whole.clone();
      other[random.nextInt(other.length)] = (byte) random.nextInt();
      readOrRefuse(ByteBuffer.wrap(other));
    }
  }

  private static void readOrRefuse(ByteBuffer bytes) {
    try {
      ReadModel.of(bytes, FILE);
    } catch (UserProblem refused) {
      assertThat(refused).hasMessageStartingWith("net.onnx can't be read as ONNX: ");
    }
  }

  @Test
  void nestingHasALimit() {
    var message = new WireWriter();
    for (int i = 0; i < 100; i++) {
      var inner = message;
      message = new WireWriter();
      message.message(1, node -> node.message(5, attribute -> attribute.message(6, inner::copyTo)));
    }
    var graph = message;
    var deepest = new WireWriter();
    deepest.message(7, graph::copyTo);
    assertThatThrownBy(() -> ReadModel.of(ByteBuffer.wrap(written(deepest)), FILE)).isInstanceOf(UserProblem.class)
        .hasMessageContaining("nested");
  }

  @Test
  void sizesAreHeldAgainstWhatIsThere() {
    assertThatThrownBy(() -> read(tensor(List.of(1L << 40), ByteBuffer.wrap(BYTES)))).hasMessageContaining("no array");
    assertThatThrownBy(() -> read(tensor(List.of(-1L), ByteBuffer.wrap(BYTES)))).hasMessageContaining("no array");
    assertThatThrownBy(() -> read(tensor(List.of(3L), ByteBuffer.wrap(BYTES))))
        .hasMessageContaining("the tensor w [3] has 8 bytes rather than 12");
  }

  @Test
  void externalDataLieInTheFolder(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("net"));
    Files.write(folder.resolve("net/w.bin"), BYTES);
    Files.write(folder.resolve("secret.bin"), BYTES);
    Files.createSymbolicLink(folder.resolve("net/link.bin"), folder.resolve("secret.bin"));
    Path file = folder.resolve("net/net.onnx");

    assertThat(ReadModel.of(external("w.bin", "4", "4"), file).graph().initializers().get(0).data())
        .isEqualTo(new Data.Raw(ByteBuffer.wrap(new byte[]{5, 6, 7, 8})));
    assertThatThrownBy(() -> ReadModel.of(external("../secret.bin", "0", "4"), file)).hasMessageContaining("outside");
    assertThatThrownBy(() -> ReadModel.of(external("link.bin", "0", "4"), file)).hasMessageContaining("a link out of");
    assertThatThrownBy(() -> ReadModel.of(external("no.bin", "0", "4"), file)).hasMessageContaining("can't be read");
    assertThatThrownBy(() -> ReadModel.of(external("w.bin", "6", "4"), file))
        .hasMessageContaining("outside of its file");
    assertThatThrownBy(() -> ReadModel.of(external("w.bin", "x", "4"), file)).hasMessageContaining("no number");
  }

  private static ByteBuffer external(String location, String offset, String length) throws IOException {
    var out = new WireWriter();
    out.message(7, graph -> graph.message(5, tensor -> {
      tensor.wholes(1, List.of(1L));
      tensor.whole(2, 1);
      Map.of("location", location, "offset", offset, "length", length)
          .forEach((key, value) -> tensor.message(13, entry -> {
            entry.text(1, key);
            entry.text(2, value);
          }));
    }));
    return ByteBuffer.wrap(written(out));
  }

  private static float[] floats(ElementType element, int... bytes) {
    byte[] of = new byte[bytes.length];
    for (int i = 0; i < of.length; i++) {
      of[i] = (byte) bytes[i];
    }
    long count = 8L * of.length / element.bits();
    return TensorNumbers.floats(new TensorProto("", element, List.of(count), new Data.Raw(ByteBuffer.wrap(of))));
  }

  private static TensorProto tensor(List<Long> dims, ByteBuffer bytes) {
    return new TensorProto("w", ElementType.FLOAT, dims, new Data.Raw(bytes));
  }

  private static ModelProto read(TensorProto tensor) throws IOException {
    var graph = new GraphProto("g", List.of(), List.of(tensor), List.of(), List.of(), List.of(), "");
    return ReadModel.of(ByteBuffer.wrap(written(
        new ModelProto(8, "", "", "", Map.of("", 17L), graph, List.of(), Map.of()))), FILE);
  }

  private static ModelProto model() {
    var raw = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(0.5f).putFloat(-2).flip();
    var weight = tensor(List.of(2L), raw);
    var node = new NodeProto("n", "", "Gemm", List.of("x", "", "w"), List.of("y"), List.of(
        new AttributeProto("alpha", new Content.Real(0.5f)), new AttributeProto("to", new Content.Whole(0)),
        new AttributeProto("mode", new Content.Text("same")),
        new AttributeProto("r", new Content.Reals(List.of(1f, 2f))),
        new AttributeProto("perm", new Content.Wholes(List.of(0L, -1L))),
        new AttributeProto("names", new Content.Texts(List.of("", "ä"))),
        new AttributeProto("of", new Content.Reference("outer"))));
    var values = List.of(new ValueProto("x", new ValueType.Tensor(Optional.of(ElementType.FLOAT),
        Optional.of(List.of(new Size.Named("batch"), new Size.Known(0), new Size.Unknown())))));
    var graph = new GraphProto("g", List.of(node),
        List.of(weight, TensorProto.of("i", List.of(2L), new long[]{-1, 1L << 40})), values, values, List.of(), "doc");
    var function = new FunctionProto("d", "F", List.of("a"), List.of("b"), List.of("k"), List.of(), List.of(node),
        Map.of("", 17L));
    return new ModelProto(8, "p", "1", "d", Map.of("", 17L), graph, List.of(function), Map.of("k", "v"));
  }

  private static byte[] written(ModelProto model) throws IOException {
    var out = new ByteArrayOutputStream();
    WriteModel.to(Channels.newChannel(out), model);
    return out.toByteArray();
  }

  private static byte[] written(WireWriter message) throws IOException {
    var out = new ByteArrayOutputStream();
    message.writeTo(Channels.newChannel(out));
    return out.toByteArray();
  }
}
