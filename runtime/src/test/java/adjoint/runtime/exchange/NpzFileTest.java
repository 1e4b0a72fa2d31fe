package adjoint.runtime.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.UserProblem;
import adjoint.runtime.weights.TensorFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives of arrays, as NumPy writes them and as nobody should. */
class NpzFileTest {

  @TempDir
  Path folder;

  private Path file(byte[] bytes) {
    try {
      return Files.write(folder.resolve("a.npz"), bytes);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Path file(String name, byte[] array) {
    return file(NpzFixture.archive(Map.of(name, array)));
  }

  /** All tensors of a file. */
  private static Map<String, double[]> read(Path file) {
    TensorFile tensors = WeightFormat.open(file);
    Map<String, double[]> all = new TreeMap<>();
    tensors.entries().forEach((name, entry) -> {
      double[] values = new double[(int) (entry.end() - entry.begin()) / entry.type().bytes()];
      tensors.read(entry, (i, value) -> values[i] = value);
      all.put(name, values);
    });
    return all;
  }

  private static UserProblem refused(Path file) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> read(file));
    assertThat(problem).as("a problem").isNotNull();
    return problem;
  }

  private double[] only(byte[] array) {
    return read(file("a.npy", array)).get("a");
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length);
    for (int value : values) {
      data.put((byte) value);
    }
    return data.flip();
  }

  @Test
  void arraysAreReadByTheirNames() {
    Map<String, byte[]> members = new LinkedHashMap<>();
    members.put("fc.weight.npy", NpzFixture.floats("(2, 3)", 1, 2, 3, 4, 5, 6));
    members.put("scale.npy", NpzFixture.floats("()", 7));
    assertThat(read(file(NpzFixture.archive(members)))).containsOnlyKeys("fc.weight", "scale")
        .hasEntrySatisfying("fc.weight", a -> assertThat(a).containsExactly(1, 2, 3, 4, 5, 6))
        .hasEntrySatisfying("scale", a -> assertThat(a).containsExactly(7));
  }

  @Test
  void eachTypeAndOrderIsRead() {
    assertThat(only(NpzFixture.array(">f4", false, "(2,)", NpzFixture.data(ByteOrder.BIG_ENDIAN, 0.5f, -3))))
        .containsExactly(0.5,
            -3);
    assertThat(
        only(NpzFixture.array("<f4", true, "(2, 3)", NpzFixture.data(ByteOrder.LITTLE_ENDIAN, 1, 4, 2, 5, 3, 6))))
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(only(NpzFixture.array("<f8", false, "(1,)", ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN)
        .putDouble(0, 0.1)))).containsExactly(0.1);
    assertThat(only(NpzFixture.array("<f2", false, "(2,)", bytes(0x55, 0x35, 0, 0xc0)))).containsExactly(0.333251953125,
        -2);
    assertThat(only(NpzFixture.array("|i1", false, "(2,)", bytes(0xff, 5)))).containsExactly(-1, 5);
    assertThat(only(NpzFixture.array(">u2", false, "(1,)", bytes(0xff, 0xfe)))).containsExactly(65534);
    assertThat(only(NpzFixture.array("<i8", false, "()", bytes(3, 0, 0, 0, 0, 0, 0, 0)))).containsExactly(3);
    assertThat(only(NpzFixture.array("|b1", false, "(2,)", bytes(1, 0)))).containsExactly(1, 0);
  }

  @Test
  void everyTruncationIsTold() throws IOException {
    byte[] whole = NpzFixture
        .archive(Map.of("a.npy", NpzFixture.floats("(5,)", 1, 2, 3, 4, 5), "b.npy", NpzFixture.floats("(1,)", 9)));
    for (int length = 0; length < whole.length; length++) {
      UserProblem problem = refused(file(Arrays.copyOf(whole, length)));
      assertThat(problem.code()).as(problem.getMessage()).isEqualTo("NN0503");
    }
  }

  @Test
  void noArchiveIsASurprise() throws IOException {
    Random random = new Random(5);
    byte[] whole = NpzFixture
        .archive(Map.of("a.npy", NpzFixture.floats("(5,)", 1, 2, 3, 4, 5), "b.npy", NpzFixture.floats("(1,)", 9)));
    for (int i = 0; i < 1000; i++) {
      byte[] damaged = whole.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        damaged[random.nextInt(whole.length)] = (byte) random.nextInt();
      }
      try {
        read(file(damaged));
      } catch (UserProblem expected) {
        assertThat(expected.code()).matches("NN050[34]");
      }
    }
  }

  @Test
  void everyFlippedBitOfTheDataIsTold() throws IOException {
    Path file = folder.resolve("stored.npz");
    Export.write(file, Nets.of("fc.bias: Out").known(""), new float[]{0.1f, 0.2f, 0.3f, 0.4f}, Map.of());
    byte[] whole = Files.readAllBytes(file);
    int data = new String(whole, StandardCharsets.ISO_8859_1).indexOf(" }") + 2;
    while (whole[data] == ' ' || whole[data] == '\n') {
      data++;
    }
    for (int i = data; i < data + 16; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 4;
      assertThat(refused(file(damaged))).hasMessageContaining("\"fc.bias\" isn't what was written");
    }
  }

  @Test
  void whatIsNoArrayIsNamed() {
    assertThat(refused(file("a.npy", new byte[]{1, 2})))
        .hasMessageEndingWith("is damaged: \"a\" isn't a .npy array: it doesn't begin as one");
    assertThat(refused(file("a.npy", NpzFixture.withHeader("{'descr': '|O'}", bytes()))))
        .hasMessageContaining("\"a\" has a header that isn't understood: \"{'descr': '|O'}\"");
    assertThat(refused(file("a.npy", NpzFixture.array("<c8", false, "(1,)", ByteBuffer.allocate(8)))))
        .hasMessageContaining("\"a\" holds elements of type \"c8\"");
    assertThat(refused(file("a.npy", NpzFixture.array("<f4", false, "(1 2,)", ByteBuffer.allocate(8)))))
        .hasMessageContaining("its shape is \"1 2,\"");
    assertThat(refused(file("readme.txt", new byte[3])))
        .hasMessageEndingWith("is no .npz: it holds \"readme.txt\", which is no .npy array");
    UserProblem pickle = refused(file("archive/data.pkl", new byte[3]));
    assertThat(pickle.code()).isEqualTo("NN0504");
    assertThat(pickle).hasMessageContaining("its pickle has the code 0");
    assertThat(pickle.hint().orElseThrow()).contains("torch.save");
  }

  @Test
  void sizesThatCannotBeAllocateNothing() {
    for (String shape : new String[]{"(4000000000, 4000000000, 4)", "(1000000000,)", "(999999999999999999,)"}) {
      assertThat(refused(file("a.npy", NpzFixture.floats(shape, 1))))
          .hasMessageContaining("\"a\" doesn't have as many bytes");
    }
    assertThat(refused(file("a.npy", NpzFixture.floats("(9999999999999999999999,)", 1))))
        .hasMessageContaining("its shape is");
    byte[] claims = NpzFixture.floats("(1,)", 1);
    byte[] version2 = new byte[20];
    System.arraycopy(claims, 0, version2, 0, 6);
    version2[6] = 2;
    version2[11] = 127;
    assertThat(refused(file("a.npy", version2))).hasMessageContaining("its header claims 2,130,706,432 bytes");
  }

  /** A bomb has the header of a small array, or honestly says how large it is: neither is unpacked. */
  @Test
  void bombsAreNotUnpacked() {
    int large = 50_000_000;
    Path honest =
        file("fc.weight.npy", NpzFixture.array("<f4", false, "(" + large / 4 + ",)", ByteBuffer.allocate(large)));
    long before = allocated();
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> ImportTest.read(honest, Nets.of("fc.weight: In -> Out"), ""));
    long honestly = allocated() - before;
    Path lying = file("fc.weight.npy", NpzFixture.array("<f4", false, "(3, 4)", ByteBuffer.allocate(large)));
    before = allocated();
    assertThat(refused(lying)).hasMessageContaining("\"fc.weight\" doesn't have as many bytes as its shape [3, 4]");
    assertThat(problem).hasMessageContaining("fc.weight is [12500000] in the file, and must be [4, 3]");
    assertThat(honestly + allocated() - before).isLessThan(5_000_000);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  /** The directory at an archive's end says another size than what comes out. */
  @Test
  void sizesInTheDirectoryAreNotTrusted() {
    byte[] array = NpzFixture.floats("(1,)", 1);
    byte[] longer = Arrays.copyOf(array, array.length + 400);
    byte[] archive = NpzFixture.archive(Map.of("a.npy", longer));
    int directory = new String(archive, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, array.length);
    assertThat(refused(file(archive))).hasMessageContaining("is damaged: \"a\" ");
    byte[] shorter = NpzFixture.archive(Map.of("a.npy", Arrays.copyOf(array, array.length - 1)));
    directory = new String(shorter, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    ByteBuffer.wrap(shorter).order(ByteOrder.LITTLE_ENDIAN).putInt(directory + 24, array.length);
    assertThat(refused(file(shorter))).hasMessageContaining("is damaged: \"a\" ");
  }
}
