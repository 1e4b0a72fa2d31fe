package adjoint.runtime.data;

import static adjoint.runtime.Recipes.axis;
import static adjoint.runtime.Recipes.divide;
import static adjoint.runtime.Recipes.index;
import static adjoint.runtime.Recipes.real;
import static adjoint.runtime.Recipes.with;
import static adjoint.runtime.data.Loaded.ints;
import static adjoint.runtime.data.Loaded.load;
import static adjoint.runtime.data.Loaded.reals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Transform;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IDX and .npy files. */
class ArrayTest {

  private static final Field IMAGE = real("image", List.of(axis("Row", 2), axis("Col", 2)),
      new Selection.Array("images"), divide(255));
  private static final Field LABEL = with(index("label", "", "Digit", 3), new Selection.Array("labels"));

  @TempDir
  Path folder;

  private static byte[] idx(int type, int[] shape, int... values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * shape.length + values.length)
        .put(new byte[]{0, 0, (byte) type, (byte) shape.length});
    for (int size : shape) {
      buffer.putInt(size);
    }
    for (int value : values) {
      buffer.put((byte) value);
    }
    return buffer.array();
  }

  static byte[] npy(String descr, boolean fortran, String shape, ByteBuffer data) {
    String header = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
        + shape + ", }\n";
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(10 + text.length + data.capacity()).order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) text.length).put(text)
        .put(data.array()).array();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private Recipe mnist(byte[] images, byte[] labels) throws IOException {
    Files.write(folder.resolve("images.gz"), Loaded.gzip(images));
    Files.write(folder.resolve("labels"), labels);
    Source source = new Idx(List.of(new Source.NamedFile("images", "images.gz"),
        new Source.NamedFile("labels", "labels")), Recipes.PLACE);
    return Recipes.of(folder, source, List.of(IMAGE, LABEL));
  }

  private static final int[] PIXELS = {0, 255, 51, 102, 1, 2, 3, 4, 5, 6, 7, 8, 255, 254, 253, 252};

  @Test
  void imagesAndLabels() throws IOException {
    SplitPart train = load(mnist(idx(8, new int[]{4, 2, 2}, PIXELS), idx(8, new int[]{4}, 0, 1, 2, 0))).train();
    assertThat(reals(train, "image", 0, 3)).containsExactly(0, 1, 0.2f, 0.4f, 1, (float) (254 / 255.0),
        (float) (253 / 255.0), (float) (252 / 255.0));
    assertThat(ints(train, "label", 0, 1, 2, 3)).containsExactly(0, 1, 2, 0);
  }

  @Test
  void bytesMayBeStandardised() throws IOException {
    Recipe recipe = mnist(idx(8, new int[]{4, 2, 2}, PIXELS), idx(8, new int[]{4}, 0, 1, 2, 0));
    Recipe standard = Recipes.of(folder, recipe.data().orElseThrow(),
        List.of(with(IMAGE, new Transform.Standardize())));
    assertThat(reals(load(standard).train(), "image", 0, 1, 2, 3)[0]).isNegative();
  }

  @Test
  void aLabelOutOfRange() throws IOException {
    Recipe recipe = mnist(idx(8, new int[]{4, 2, 2}, PIXELS), idx(8, new int[]{4}, 0, 1, 3, 0));
    assertThatThrownBy(() -> load(recipe)).isInstanceOf(UserProblem.class)
        .hasMessage("labels, example 2 is 3, but Digit has 3 positions: 0 to 2");
  }

  @Test
  void arraysOfDifferentLengths() throws IOException {
    Recipe recipe = mnist(idx(8, new int[]{4, 2, 2}, PIXELS), idx(8, new int[]{3}, 0, 1, 0));
    assertThatThrownBy(() -> load(recipe)).isInstanceOf(UserProblem.class)
        .hasMessage("images.gz holds 4 examples, but labels holds 3");
  }

  @Test
  void imagesOfAnotherSize() throws IOException {
    Recipe recipe = mnist(idx(8, new int[]{2, 2, 4}, PIXELS), idx(8, new int[]{2}, 0, 1));
    assertThatThrownBy(() -> load(recipe)).isInstanceOf(UserProblem.class)
        .hasMessage("image takes 4 numbers an example [Row=2, Col=2], but images.gz is 2x2x4, 8 an example");
  }

  @Test
  void anUnknownArray() throws IOException {
    Recipe recipe = mnist(idx(8, new int[]{4, 2, 2}, PIXELS), idx(8, new int[]{4}, 0, 1, 2, 0));
    Recipe wrong = Recipes.of(folder, recipe.data().orElseThrow(), List.of(with(IMAGE, new Selection.Array("image"))));
    assertThatThrownBy(() -> load(wrong)).isInstanceOf(UserProblem.class).hasMessage("there is no array image");
  }

  @ParameterizedTest
  @CsvSource({"17,images.gz is cut off", "3,images.gz isn't an IDX file", "0,images.gz is empty",
    "9,images.gz is cut off"})
  void anIdxFileCutOff(int length, String message) throws IOException {
    byte[] whole = idx(8, new int[]{4, 2, 2}, PIXELS);
    Recipe recipe = mnist(Arrays.copyOf(whole, length), idx(8, new int[]{4}, 0, 1, 2, 0));
    assertThatThrownBy(() -> load(recipe)).isInstanceOf(UserProblem.class).hasMessageStartingWith(message);
  }

  @Test
  void aHeaderThatClaimsTooMuchAllocatesNothing() throws IOException {
    Recipe recipe = mnist(idx(8, new int[]{2_000_000_000, 1, 1}, 1, 2, 3), idx(8, new int[]{4}, 0, 1, 2, 0));
    assertThatThrownBy(() -> load(recipe)).isInstanceOf(UserProblem.class).hasMessageContaining("is cut off");
    Recipe more = mnist(idx(0x0e, new int[]{2_000_000_000, 2_000_000_000, 5}, 1), idx(8, new int[]{4}, 0, 1, 2, 0));
    assertThatThrownBy(() -> load(more)).isInstanceOf(UserProblem.class).hasMessageContaining("more than fits 2 GB");
  }

  private static NumberArray read(byte[] file) throws IOException {
    return NpyReading.read("a.npy", new ByteArrayInputStream(file));
  }

  private static double[] numbers(NumberArray array) {
    double[] values = new double[array.rows() * array.width()];
    Arrays.setAll(values, array.elements()::at);
    return values;
  }

  @Test
  void npyOfEveryType() throws IOException {
    assertThat(numbers(read(npy("<f4", false, "(2,)", little(8).putFloat(1.5f).putFloat(-2)))))
        .containsExactly(1.5, -2);
    assertThat(numbers(read(npy("<f8", false, "(2,)", little(16).putDouble(0.1).putDouble(-2)))))
        .containsExactly(0.1, -2);
    assertThat(numbers(read(npy(">f8", false, "(1,)", ByteBuffer.allocate(8).putDouble(0.1))))).containsExactly(0.1);
    assertThat(numbers(read(npy("|i1", false, "(2,)", little(2).put((byte) -1).put((byte) 1))))).containsExactly(-1, 1);
    assertThat(numbers(read(npy("|u1", false, "(2,)", little(2).put((byte) -1).put((byte) 1)))))
        .containsExactly(255, 1);
    assertThat(numbers(read(npy("<i2", false, "(1,)", little(2).putShort((short) -300))))).containsExactly(-300);
    assertThat(numbers(read(npy("<u2", false, "(1,)", little(2).putShort((short) -1))))).containsExactly(65535);
    assertThat(numbers(read(npy("<i4", false, "(1,)", little(4).putInt(-70000))))).containsExactly(-70000);
    assertThat(numbers(read(npy("<i8", false, "(1,)", little(8).putLong(1L << 40))))).containsExactly(1L << 40);
    assertThat(numbers(read(npy("|b1", false, "(2,)", little(2).put((byte) 1).put((byte) 0))))).containsExactly(1, 0);
  }

  @Test
  void npyInFortransOrderIsTurned() throws IOException {
    NumberArray array = read(npy("<i4", true, "(2, 3)", little(24).putInt(0).putInt(10).putInt(1).putInt(11).putInt(2)
        .putInt(12)));
    assertThat(array.shape()).containsExactly(2, 3);
    assertThat(numbers(array)).containsExactly(0, 1, 2, 10, 11, 12);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {"<c16|(1,)|a.npy holds elements of type c16",
    "<f4|()|a.npy holds a single number",
    "<f4|(3,)|a.npy is cut off: 8 of 12 bytes are there", "<f4|(1,)|a.npy holds more than the 4 bytes",
    "<f4|(99999999999,)|a.npy says that it holds an array",
    "<f4|(65536, 65536, 4)|a.npy says that it holds an array"})
  void badNpy(String descr, String shape, String message) {
    assertThatThrownBy(() -> read(npy(descr, false, shape, little(8)))).isInstanceOf(UserProblem.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void otherFilesInPlaceOfNpy() {
    assertThatThrownBy(() -> read(new byte[]{'P', 'K', 3, 4, 0, 0, 0, 0, 0})).hasMessageContaining("archive (.npz)");
    assertThatThrownBy(() -> read("hello, world".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("isn't a .npy file");
    assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("is empty");
  }

  @Test
  void damagedNpyHeadersAreRefusedWithoutASurprise() {
    Random random = new Random(5);
    byte[] whole = npy("<f4", false, "(2,)", little(8));
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(4) == 0 ? random.nextInt(whole.length) : whole.length);
      for (int j = 0; j < 3 && damaged.length > 0; j++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        numbers(read(damaged));
      } catch (UserProblem | IOException expected) {
        assertThat(expected).hasMessageContaining("");
      }
    }
  }

  @Test
  void examplesWithAMissingNumberAreDroppedFromAllFields() throws IOException {
    Files.write(folder.resolve("x.npy"), npy("<f4", false, "(5,)", little(20).putFloat(1).putFloat(Float.NaN)
        .putFloat(3).putFloat(4).putFloat(5)));
    Files.write(folder.resolve("y.npy"), npy("|u1", false, "(5,)", little(5).put(new byte[]{10, 20, 30, 40, 50})));
    Source source = new Npy(List.of(new Source.NamedFile("x", "x.npy"), new Source.NamedFile("y", "y.npy")),
        Recipes.PLACE);
    Field x = real("x", List.of(), new Selection.Array("x"));
    Field y = real("y", List.of(), new Selection.Array("y"));
    SplitPart train = load(Recipes.of(folder, source, List.of(with(x, new Missing.Drop()), y))).train();
    assertThat(reals(train, "y", 0, 1, 2, 3)).containsExactly(10, 30, 40, 50);
    assertThatThrownBy(() -> load(Recipes.of(folder, source, List.of(x, y)))).hasMessage("x.npy, example 1 is missing");
  }
}
