package adjoint.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Layout.Kind;
import adjoint.runtime.program.Layout.Unplaced;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

  private static final Layout LAYOUT = layout(3, 2);

  @TempDir
  Path folder;

  private static Layout layout(long in, long out) {
    return Layout.of(List.of(new Unplaced("linear.weight", Kind.PARAMETER,
        List.of(Recipes.axis("In", in), Recipes.axis("Out", out))),
        new Unplaced("linear.bias", Kind.PARAMETER, List.of(Recipes.axis("Out", out))),
        new Unplaced("norm.mean", Kind.STATE, List.of()),
        new Unplaced("m(linear.weight)", Kind.MOMENT, List.of(Recipes.axis("In", in), Recipes.axis("Out", out)))));
  }

  private static float[] numbers() {
    float[] store = Frames.store(LAYOUT);
    for (int i = 0; i < LAYOUT.length(); i++) {
      store[i] = i == 1 ? Float.NaN : i == 2 ? -0f : 1f / (i + 1);
    }
    return store;
  }

  private Path saved() {
    Path file = folder.resolve("a.safetensors");
    Checkpoint.save(file, "Digits", LAYOUT, numbers(), Checkpoint.EVERYTHING, Map.of("seed", "7"));
    return file;
  }

  private static UserProblem refused(Path file, Layout layout) {
    float[] store = Frames.store(layout);
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> Checkpoint.load(file, "Digits", layout, store, Checkpoint.WEIGHTS));
    assertThat(problem).as("a problem").isNotNull();
    assertThat(store).as("the store").containsOnly(0);
    return problem;
  }

  /** Each is the nearest number of its type; what is a half in it goes to the even one. */
  @Test
  void weightsMayBeWrittenInFewerBits() {
    Map<ElementType, Double> errors =
        Map.of(ElementType.F32, 0.0, ElementType.F16, 0x1p-12, ElementType.BF16, 0x1p-9, ElementType.I8, 0x1p-8);
    errors.forEach((type, error) -> {
      Path file = folder.resolve(type + ".safetensors");
      float[] store = Frames.store(LAYOUT);
      for (int i = 0; i < store.length; i++) {
        store[i] = (i % 2 == 0 ? 1 : -1) / (i + 1f);
      }
      Checkpoint.save(file, "Digits", LAYOUT, store, Checkpoint.WEIGHTS, Map.of(), type);
      float[] read = Frames.store(LAYOUT);
      Checkpoint.load(file, "Digits", LAYOUT, read, Checkpoint.WEIGHTS);

      for (Layout.Slot slot : LAYOUT.slots().subList(0, 3)) {
        for (int i = slot.offset(); i < slot.offset() + slot.count(); i++) {
          assertThat((double) read[i]).as(type + " " + i).isCloseTo(store[i], Offset.offset(error + 1e-9));
        }
      }
    });
  }

  @Test
  void narrowNumbersReadBackAsThemselves() {
    for (ElementType type : List.of(ElementType.F16, ElementType.BF16)) {
      int wrong = 0;
      for (int bits = 0; bits < 1 << 16; bits++) {
        ByteBuffer buffer = ByteBuffer.allocate(2).putShort(0, (short) bits);
        float value = (float) type.read(buffer.duplicate());
        type.write(buffer, value);
        wrong += Float.isNaN(value) || (buffer.getShort(0) & 0xFFFF) == bits ? 0 : 1;
      }
      assertThat(wrong).as(type.name()).isZero();
    }
    ByteBuffer rounded = ByteBuffer.allocate(8);
    for (float value : new float[]{65_519, 65_520, 1 + 0x1p-11f, 0x1p-25f}) {
      ElementType.F16.write(rounded, value);
    }
    assertThat(rounded.array()).containsExactly(0x7B, (byte) 0xFF, 0x7C, 0, 0x3C, 0, 0, 0);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("b.safetensors"), bytes);
  }

  private Path file(String header, int data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return file(ByteBuffer.allocate(8 + json.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length)
        .put(json).array());
  }

  @Test
  void everyBitComesBack() {
    float[] store = Frames.store(LAYOUT);
    Map<String, String> notes = Checkpoint.load(saved(), "Digits", LAYOUT, store, Checkpoint.EVERYTHING);
    assertThat(bits(store)).isEqualTo(bits(numbers()));
    assertThat(notes).containsEntry("model", "Digits").containsEntry("seed", "7")
        .containsEntry("adjoint", Checkpoint.VERSION);
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[LAYOUT.length()];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  @Test
  void theFileIsAsTheFormatSays() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(saved())).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);
    assertThat(length % 8).isZero();
    assertThat(header).startsWith("{\"__metadata__\":{\"format\":\"adjoint\"")
        .contains("\"linear.weight\":{\"dtype\":\"F32\",\"shape\":[3,2],\"data_offsets\":[0,24]}")
        .contains("\"norm.mean\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[32,36]}");
    assertThat(bytes.getFloat(8 + length)).isEqualTo(1);
    assertThat(bytes.capacity()).isEqualTo(8 + length + 4 * LAYOUT.length());
  }

  /** Whatever is altered in a file is told; where it isn't, the file says the same. */
  @Test
  void everyByteOfAFileIsLookedAfter() throws IOException {
    Path file = folder.resolve("c.safetensors");
    Checkpoint.save(file, "Digits", LAYOUT, numbers(), Checkpoint.EVERYTHING,
        Map.of("seed", "7", "data", "{\"x\":{\"numbers\":[[2.5,3]],\"names\":[\"a\",\"\u00e4\"]}}"));
    byte[] whole = Files.readAllBytes(file);
    Map<String, String> notes = Checkpoint.notes(file);
    for (int at = 0; at < whole.length; at++) {
      for (int bit : new int[]{0, 1, 4, 7}) {
        byte[] altered = whole.clone();
        altered[at] ^= (byte) (1 << bit);
        Files.write(file, altered);
        Optional<Map<String, String>> read = loaded(file);
        assertThat(read.isEmpty() || same(read.get(), notes)).as("byte %d, bit %d: %s", at, bit, read).isTrue();
      }
    }
  }

  /** A file without one of its checksums is read as one that never had it. */
  private static boolean same(Map<String, String> notes, Map<String, String> before) {
    return notes.entrySet().containsAll(before.entrySet().stream().filter(e -> !e.getKey().contains("checksum"))
        .toList());
  }

  private static Optional<Map<String, String>> loaded(Path file) {
    try {
      return Optional.of(Checkpoint.load(file, "Digits", LAYOUT, Frames.store(LAYOUT), Checkpoint.EVERYTHING));
    } catch (UserProblem problem) {
      assertThat(problem.code()).isIn("NN0503", "NN0504", "NN0505");
      return Optional.empty();
    }
  }

  @Test
  void notesAreLookedAfterWhereOnlyTheyAreRead() throws IOException {
    Path file = saved();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new String(whole, StandardCharsets.ISO_8859_1).replace("\"seed\":\"7\"", "\"seed\":\"8\"")
        .getBytes(StandardCharsets.ISO_8859_1));
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> Checkpoint.notes(file));
    assertThat(problem).hasMessage(file + " is damaged: its header has changed since it was written");
  }

  @Test
  void weightsAloneMayBeReadFromAFileWithEverything() {
    float[] store = Frames.store(LAYOUT);
    Checkpoint.load(saved(), "Digits", LAYOUT, store, Checkpoint.WEIGHTS);
    assertThat(store[8]).isEqualTo(1f / 9);
    assertThat(store[9]).isZero();
  }

  @Test
  void largeTensorsGoThroughInPieces() {
    Layout large = layout(1001, 111);
    float[] store = Frames.store(large);
    Random random = new Random(1);
    for (int i = 0; i < large.length(); i++) {
      store[i] = random.nextFloat();
    }
    Path file = folder.resolve("large.safetensors");
    Checkpoint.save(file, "Digits", large, store, Checkpoint.EVERYTHING, Map.of());
    float[] again = Frames.store(large);
    Checkpoint.load(file, "Digits", large, again, Checkpoint.EVERYTHING);
    assertThat(again).isEqualTo(store);
  }

  @Test
  void otherShapesAreNamed() {
    UserProblem problem = refused(saved(), layout(3, 4));
    assertThat(problem.code()).isEqualTo("NN0505");
    assertThat(problem).hasMessage(folder.resolve("a.safetensors")
        + " doesn't fit the model Digits: linear.weight is [3, 2] in the file and "
        + "[3, 4] in the model (In, Out); linear.bias is [2] in the file and [4] in the model (Out)");
  }

  @Test
  void tensorsOfAnotherModelAreNamed() {
    Layout other = Layout.of(List.of(new Unplaced("conv.weight", Kind.PARAMETER, List.of())));
    Path file = folder.resolve("c.safetensors");
    Checkpoint.save(file, "Conv", other, new float[1], Checkpoint.EVERYTHING, Map.of());
    assertThat(refused(file, LAYOUT)).hasMessage(file
        + " doesn't fit the model Digits: it has no linear.weight; it has no linear.bias; "
        + "it has no norm.mean; the model has no conv.weight; it was written by the model Conv");
  }

  @Test
  void aFileThatIsNotThere() {
    assertThat(refused(folder.resolve("none"), LAYOUT).code()).isEqualTo("NN0502");
    assertThat(refused(folder, LAYOUT).code()).isEqualTo("NN0502");
  }

  @Test
  void everyTruncationIsTold() throws IOException {
    byte[] whole = Files.readAllBytes(saved());
    for (int length = 0; length < whole.length; length++) {
      assertThat(refused(file(Arrays.copyOf(whole, length)), LAYOUT).code()).isEqualTo("NN0503");
    }
    assertThat(refused(file(Arrays.copyOf(whole, 100)), LAYOUT)).hasMessageContaining("it is cut off in its header");
    assertThat(refused(file(Arrays.copyOf(whole, whole.length - 4)), LAYOUT))
        .hasMessageContaining("it is cut off: \"m(linear.weight)\" ends at byte 60");
    assertThat(refused(file(Arrays.copyOf(whole, whole.length + 4)), LAYOUT))
        .hasMessageContaining("4 bytes behind its last tensor");
  }

  @Test
  void everyFlippedBitOfTheDataIsTold() throws IOException {
    byte[] whole = Files.readAllBytes(saved());
    for (int i = whole.length - 4 * LAYOUT.length(); i < whole.length; i++) {
      byte[] damaged = whole.clone();
      damaged[i] ^= 4;
      assertThat(refused(file(damaged), LAYOUT)).hasMessageContaining("its data have changed since they were written");
    }
  }

  @Test
  void noHeaderIsASurprise() throws IOException {
    Random random = new Random(11);
    byte[] whole = Files.readAllBytes(saved());
    int header = whole.length - 4 * LAYOUT.length();
    for (int i = 0; i < 4000; i++) {
      byte[] damaged = whole.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        damaged[random.nextInt(header)] = (byte) (random.nextBoolean()
            ? random.nextInt()
            : "0123456789{}[],:\"".charAt(random.nextInt(17)));
      }
      float[] store = Frames.store(LAYOUT);
      try {
        Checkpoint.load(file(damaged), "Digits", LAYOUT, store, Checkpoint.EVERYTHING);
      } catch (UserProblem expected) {
        assertThat(expected.code()).startsWith("NN050");
      }
    }
  }

  @Test
  void headersThatClaimTooMuchAllocateNothing() throws IOException {
    assertThat(refused(file(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(90_000_000).array()),
        LAYOUT))
        .hasMessageContaining("cut off in its header");
    assertThat(refused(file(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).array()),
        LAYOUT))
        .hasMessageContaining("doesn't begin as a safetensors file");
    assertThat(refused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[4000000000,4000000000,4],\"data_offsets\":[0,4]}}",
        4), LAYOUT))
        .hasMessageContaining("doesn't have as many bytes as its shape");
    assertThat(refused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[250000000],\"data_offsets\":[0,1000000000]}}", 4),
        LAYOUT))
        .hasMessageContaining("it is cut off");
  }

  @Test
  void overlapsGapsAndNonsense() throws IOException {
    String tensor = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}";
    assertThat(refused(file("{\"a\":" + String.format(tensor, 0, 4) + ",\"b\":" + String.format(tensor, 0, 4) + "}", 4),
        LAYOUT))
        .hasMessageContaining("two of its tensors overlap");
    assertThat(refused(file("{\"a\":" + String.format(tensor, 4, 8) + "}", 8), LAYOUT))
        .hasMessageContaining("there is a gap before \"a\"");
    assertThat(refused(file("[1]", 0), LAYOUT)).hasMessageContaining("its header is no JSON object");
    assertThat(refused(file("{\"a\":{\"dtype\":\"C64\",\"shape\":[],\"data_offsets\":[0,8]}}", 8), LAYOUT))
        .hasMessageContaining("\"C64\"");
    assertThat(refused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4), LAYOUT))
        .hasMessageContaining("lacks a type");
    assertThat(refused(file("{\"__metadata__\":3}", 0), LAYOUT))
        .hasMessageContaining("its metadata are no JSON object");
  }

  @Test
  void weightsOfOtherProgramsAreNamed() throws IOException {
    assertThat(refused(file("PK\3\4 and so on".getBytes(StandardCharsets.ISO_8859_1)), LAYOUT))
        .hasMessageContaining("PyTorch's .pt");
    assertThat(refused(file(new byte[]{(byte) 0x80, 2, 1, 1, 1, 1, 1, 1, 1}), LAYOUT))
        .hasMessageContaining("a Python pickle");
    assertThat(refused(file(new byte[]{(byte) 0x89, 'H', 'D', 'F', 1, 1, 1, 1, 1}), LAYOUT))
        .hasMessageContaining("an HDF5 file");
  }

  @Test
  void aHeaderOfAnyLengthIsRead() {
    for (int filler = 0; filler < 1500; filler++) {
      Path file = folder.resolve("c.safetensors");
      Checkpoint.save(file, "Digits", LAYOUT, numbers(), Checkpoint.EVERYTHING, Map.of("seed", "7".repeat(filler)));
      float[] store = Frames.store(LAYOUT);
      Checkpoint.load(file, "Digits", LAYOUT, store, Checkpoint.EVERYTHING);
      assertThat(store).as("a filler of %d", filler).isEqualTo(numbers());
    }
  }

  @Test
  void otherPrecisionsBecomeFloats() throws IOException {
    Layout layout = Layout.of(List.of(new Unplaced("a", Kind.PARAMETER, List.of(Recipes.axis("A", 2))),
        new Unplaced("b", Kind.PARAMETER, List.of(Recipes.axis("A", 3))),
        new Unplaced("c", Kind.PARAMETER, List.of(Recipes.axis("A", 1)))));
    byte[] json =
        ("{\"__metadata__\":{\"format\":\"adjoint\"},\"a\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,16]},"
            + "\"b\":{\"dtype\":\"F16\",\"shape\":[3],"
            + "\"data_offsets\":[16,22]},\"c\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[22,24]}}")
            .getBytes(StandardCharsets.UTF_8);
    Path file = file(ByteBuffer.allocate(8 + json.length + 24).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length)
        .put(json).putDouble(0.1)
        .putDouble(-3).putShort((short) 0x3555).putShort((short) 0xc000).putShort((short) 1).putShort((short) 0x4049)
        .array());
    float[] store = Frames.store(layout);
    Checkpoint.load(file, "Digits", layout, store, Checkpoint.WEIGHTS);
    assertThat(Arrays.copyOf(store, 6)).containsExactly(0.1f, -3, 0.33325195f, -2, 0x1p-24f, 3.140625f);
  }

  @Test
  void layoutsOfOtherProgramsAreNotTakenForOurs() throws IOException {
    String pytorch =
        "{\"__metadata__\":{\"format\":\"pt\"},\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}}";
    UserProblem problem = refused(file(pytorch, 4), LAYOUT);
    assertThat(problem.code()).isEqualTo("NN0504");
    assertThat(problem.hint().orElseThrow()).startsWith("nn import FILE ");
  }

  @Test
  void aWriteThatFailsLeavesTheOldFile() throws IOException {
    Path file = saved();
    byte[] before = Files.readAllBytes(file);
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> AtomicFile.write(file, channel -> {
      channel.write(ByteBuffer.wrap(new byte[100]));
      throw new IOException("No space left on device");
    }));
    assertThat(problem.code()).isEqualTo("NN0501");
    assertThat(problem).hasMessage(file + " can't be written: the disk is full");
    assertThat(problem.hint()).contains("make room, or write elsewhere with --out");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void reasonsForNotWriting() {
    Path file = Path.of("runs/a/last.safetensors");
    assertThat(AtomicFile.unwritable(file, new AccessDeniedException("runs")))
        .hasMessage(file + " can't be written: the folder may not be written");
    assertThat(AtomicFile.unwritable(file, new FileSystemException("runs", null, "Read-only file system")))
        .hasMessageEndingWith("the folder may not be written");
    assertThat(AtomicFile.unwritable(file, new FileSystemException("runs", null, "Disk quota exceeded")))
        .hasMessageEndingWith("the disk is full");
  }
}
