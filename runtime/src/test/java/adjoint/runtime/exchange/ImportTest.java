package adjoint.runtime.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Frames;
import adjoint.runtime.weights.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights read into a program, and written out of it. */
class ImportTest {

  private static final String[] RECURRENT = {"lstm.input: In -> Gate Hidden",
    "lstm.recurrent: Hidden -> Gate Hidden'", "lstm.bias: Gate Hidden", "fc.weight: Hidden -> Out", "fc.bias: Out",
    "norm.weight: Out"};

  @TempDir
  Path folder;

  static float[] read(Path file, Nets net, String map) {
    float[] store = Frames.store(net.layout());
    try {
      Import.read(file, "Net", net.declared(), net.layout(), Nets.written(map), store);
    } catch (UserProblem problem) {
      assertThat(store).as("the store").containsOnly(0);
      throw problem;
    }
    return Arrays.copyOf(store, net.layout().length());
  }

  private static UserProblem refused(Path file, Nets net, String map) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> read(file, net, map));
    assertThat(problem).as("a problem").isNotNull();
    return problem;
  }

  private Path npz(Map<String, byte[]> arrays) throws IOException {
    Map<String, byte[]> members = new LinkedHashMap<>();
    arrays.forEach((name, array) -> members.put(name + ".npy", array));
    return Files.write(folder.resolve("a.npz"), NpzFixture.archive(members));
  }

  /** Of one tensor. */
  private Path safetensors(String name, String type, String shape, ByteBuffer data) throws IOException {
    byte[] json = ("{\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":[0,"
        + data.remaining() + "]}}").getBytes(StandardCharsets.UTF_8);
    return Files.write(folder.resolve("a.safetensors"), ByteBuffer.allocate(8 + json.length + data.remaining())
        .order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).put(data).array());
  }

  private static float[] numbers(Nets net) {
    float[] store = Frames.store(net.layout());
    for (int i = 0; i < net.layout().length(); i++) {
      store[i] = 1f / (i + 1);
    }
    return store;
  }

  @Test
  void whatIsWrittenComesBack() throws IOException {
    Nets net = Nets.of(RECURRENT);
    float[] store = numbers(net);
    for (String name : List.of("a.safetensors", "a.npz")) {
      Path file = folder.resolve(name);
      int tensors = Export.write(file, net.known("fc.* = head.*"), store, Map.of("data", "{}"));
      byte[] bytes = Files.readAllBytes(file);
      Export.write(file, net.known("fc.* = head.*"), store, Map.of("data", "{}"));
      assertThat(tensors).isEqualTo(7);
      assertThat(Files.readAllBytes(file)).as("the same bytes again").isEqualTo(bytes);
      assertThat(read(file, net, "fc.* = head.*")).isEqualTo(Arrays.copyOf(store, net.layout().length()));
    }
  }

  /** Of files with very many tensors, neither the time nor what is told grows out of hand. */
  @Test
  void manyDifferencesAreCut() throws IOException {
    int count = 100_000;
    StringBuilder header = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      header.append(i == 0 ? "" : ",").append("\"layer").append(i).append(".weight\":{\"dtype\":\"F32\",\"shape\":[1],")
          .append("\"data_offsets\":[").append(4 * i).append(',').append(4 * i + 4).append("]}");
    }
    byte[] json = header.append('}').toString().getBytes(StandardCharsets.UTF_8);
    Path file = Files.write(folder.resolve("a.safetensors"), ByteBuffer.allocate(8 + json.length + 4 * count)
        .order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).put(json).array());
    UserProblem problem = refused(file, Nets.of(IntStream.range(0, 1000)
        .mapToObj(i -> "part" + i + ".bias: Out").toArray(String[]::new)), "");
    assertThat(problem.getMessage().lines()).hasSize(1 + 21 + 21)
        .contains("  and 980 more such", "  and 99,980 more such");
  }

  @Test
  void twoTensorsCannotHaveOneName() {
    Nets net = Nets.of(RECURRENT);
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> Export
        .write(folder.resolve("a.npz"), net.known("fc.bias = b, norm.weight = b"), numbers(net), Map.of()));
    assertThat(problem).hasMessage("fc.bias and norm.weight would both be called b");
  }

  @Test
  void biasesThatAreTwoThereAreOneHere() throws IOException {
    Nets net = Nets.of(Map.of("rnn", "PyTorch: bias = b1 + b2"), "-", "rnn.bias: Out");
    Path file = npz(
        Map.of("rnn.b1", NpzFixture.floats("(4,)", 1, 2, 3, 4), "rnn.b2", NpzFixture.floats("(4,)", 10, 20, 30, 40)));
    assertThat(read(file, net, "")).containsExactly(11, 22, 33, 44);
  }

  @Test
  void neighboursMayBeMergedOrNotAndOnesMayBeMissing() throws IOException {
    Nets net = Nets.of("q.weight: In -> Gate Hidden", "p.weight: In One -> Out");
    byte[] point = NpzFixture.floats("(4, 3)", new float[12]);
    for (String shape : List.of("(8, 3)", "(4, 2, 3)", "(4, 2, 1, 3)", "(1, 8, 3)")) {
      assertThat(read(npz(Map.of("q.weight", NpzFixture.floats(shape, new float[24]), "p.weight", point)), net, ""))
          .hasSize(36);
    }
    for (String shape : List.of("(3, 8)", "(24,)", "(4, 6)", "(2, 4, 3)", "(8, 3, 2)")) {
      Path file =
          npz(Map.of("q.weight", NpzFixture.floats(shape, new float[shape.equals("(8, 3, 2)") ? 48 : 24]), "p.weight",
              point));
      assertThat(refused(file, net, "")).hasMessageContaining("q.weight is [")
          .hasMessageContaining("must be [8, 3], that is [(Gate, Hidden), In]");
    }
  }

  @Test
  void allDifferencesAreNamedAtOnce() throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("dense.weight", NpzFixture.floats("(4, 2)", new float[8]));
    arrays.put("fc.bias", NpzFixture.floats("(3,)", 1, 2, 3));
    arrays.put("lstm.weight_ih_l0", NpzFixture.floats("(3, 4, 2)", new float[24]));
    arrays.put("lstm.weight_hh_l0", NpzFixture.floats("(8, 2)", new float[16]));
    arrays.put("lstm.bias_ih_l0", NpzFixture.floats("(8,)", new float[8]));
    arrays.put("norm.weigth", NpzFixture.floats("(5,)", new float[5]));
    arrays.put("norm.num_batches_tracked", NpzFixture.floats("()", 0));
    Path file = npz(arrays);
    UserProblem problem = refused(file, Nets.of(RECURRENT), "");
    assertThat(problem.code()).isEqualTo("NN0505");
    assertThat(problem).hasMessage(String.join("\n  ", file + " doesn't fit the model Net:",
        "lstm.weight_ih_l0 is [3, 4, 2] in the file, and must be [8, 3], that is [(Gate, Hidden), In] "
            + "(lstm.input in the model); as it lies it is lstm.input[In, Gate, Hidden]",
        "lstm.bias_hh_l0 [8] (lstm.bias in the model) is missing",
        "fc.weight [4, 2] is missing; did you mean dense.weight [4, 2]?",
        "fc.bias is [3] in the file, and must be [4], that is [Out]",
        "norm.weight [4] is missing; did you mean norm.weigth [5]?",
        "dense.weight [4, 2] has no place in the model", "norm.weigth [5] has no place in the model"));
    assertThat(problem.hint()).contains(
        "a map says what is called what: --map FILE, with lines such as fc.* = dense.*");
  }

  @Test
  void whatLiesTheOtherWayIsReadByAMap() throws IOException {
    Path file = npz(Map.of("kernel", NpzFixture.floats("(3, 4)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)));
    assertThat(read(file, Nets.of("fc.weight: In -> Out"), "fc.weight[In, Out] = kernel"))
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void typesOfSafetensorsAreConverted() throws IOException {
    Nets one = Nets.of("a: One");
    assertThat(
        read(safetensors("a", "I64", "[1]", ByteBuffer.wrap(new byte[]{-2, -1, -1, -1, -1, -1, -1, -1})), one, ""))
        .containsExactly(-2);
    assertThat(read(safetensors("a", "U64", "[]", ByteBuffer.wrap(new byte[]{0, 0, 0, 0, 0, 0, 0, -128})), one, ""))
        .containsExactly(0x1p63f);
    assertThat(read(safetensors("a", "BOOL", "[]", ByteBuffer.wrap(new byte[]{1})), one, "")).containsExactly(1);
    assertThat(read(safetensors("a", "F8_E5M2", "[]", ByteBuffer.wrap(new byte[]{(byte) 0xc1})), one, ""))
        .containsExactly(-2.5f);
    assertThat(read(safetensors("a", "F8_E4M3", "[]", ByteBuffer.wrap(new byte[]{0x7e})), one, ""))
        .containsExactly(448);
    assertThat(read(safetensors("a", "F8_E4M3", "[]", ByteBuffer.wrap(new byte[]{1})), one, ""))
        .containsExactly(0x1p-9f);
    assertThat(read(safetensors("a", "F8_E4M3", "[]", ByteBuffer.wrap(new byte[]{0x7f})), one, "")).containsExactly(
        Float.NaN);
  }

  @Test
  void numbersThatAreTooLargeAreTold() throws IOException {
    ByteBuffer huge = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 1e39);
    assertThat(refused(safetensors("a", "F64", "[1]", huge), Nets.of("a: One"), ""))
        .hasMessageEndingWith("\"a\" holds 1.0E39, more than a 32-bit float can");
    ByteBuffer infinite = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, Double.NEGATIVE_INFINITY);
    assertThat(read(safetensors("a", "F64", "[1]", infinite), Nets.of("a: One"), ""))
        .containsExactly(Float.NEGATIVE_INFINITY);
  }

  @Test
  void weightsOfOursKeepTheirLayout() {
    Nets before = Nets.of("linear.weight: In -> Out", "linear.bias: Out");
    Nets after = Nets.of("fc.weight: In -> Out", "fc.bias: Out");
    Path file = folder.resolve("ours.safetensors");
    float[] store = numbers(before);
    Checkpoint.save(file, "Net", before.layout(), store, Checkpoint.EVERYTHING, Map.of());
    assertThat(read(file, after, "fc.* = linear.*")).isEqualTo(Arrays.copyOf(store, 16));
    assertThat(refused(file, after, ""))
        .hasMessageContaining("fc.weight [3, 4] is missing; did you mean linear.weight");
  }

  @Test
  void aNameForOutSaysTheFormat() {
    Nets net = Nets.of(RECURRENT);
    assertThat(catchThrowableOfType(UserProblem.class,
        () -> Export.write(folder.resolve("a.pt"), net.known(""), numbers(net), Map.of())).code()).isEqualTo("NN0504");
  }
}
