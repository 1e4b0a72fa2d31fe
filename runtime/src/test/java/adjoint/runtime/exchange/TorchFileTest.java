package adjoint.runtime.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.runtime.UserProblem;
import adjoint.runtime.weights.TensorFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorchFileTest {

  @TempDir
  private Path folder;

  @Test
  void tensorsOfEachTypeAreReadWhateverTheirStrides() throws IOException {
    TensorFile file = WeightFormat.open(recorded());

    List<Double> plain = List.of(0.0, 0.125, 0.25, 0.375, 0.5, 0.625);
    for (String name : List.of("plain", "half", "brain", "double", "learnt")) {
      assertThat(values(file, name)).as(name).isEqualTo(plain);
    }
    assertThat(values(file, "turned")).isEqualTo(List.of(0.0, 0.375, 0.125, 0.5, 0.25, 0.625));
    assertThat(values(file, "part")).isEqualTo(List.of(0.5, 0.625));
    assertThat(values(file, "whole")).isEqualTo(List.of(1.0, -2.0));
    assertThat(values(file, "scalar")).isEqualTo(List.of(0.5));
    assertThat(file.entries().get("turned").shape()).isEqualTo(List.of(3L, 2L));
  }

  /** Whatever a byte is changed to, and wherever the pickle ends: a table or a message, and nothing else. */
  @Test
  void damagedPicklesAreRefused() throws IOException {
    byte[] good = pickle();
    for (int at = 0; at < good.length; at++) {
      read(Arrays.copyOf(good, at));
      for (int change : new int[]{1, 0x80, 0xFF}) {
        byte[] changed = good.clone();
        changed[at] ^= (byte) change;
        read(changed);
      }
    }
  }

  @Test
  void nothingIsExecuted() {
    assertThatThrownBy(() -> PickleReader.read(bytes("cposix\nsystem\nX\u0004\0\0\0true\u0085R.")))
        .hasMessageContaining("asks for posix.system").hasMessageContaining("nothing of it was executed");
  }

  @Test
  void aModuleIsNoTableOfItsWeights() {
    assertThatThrownBy(() -> PickleReader.read(bytes("ctorch.nn.modules.linear\nLinear\n)\u0081.")))
        .hasMessageContaining("a whole module (torch.nn.modules.linear.Linear)");
  }

  @Test
  void theOldFormIsTold() throws IOException {
    Path file = folder.resolve("old.pt");
    Files.write(file, new byte[]{(byte) 0x80, 2, (byte) 0x8A, 10, 'l', (byte) 0xFC, 1, 1, 1, 1});

    assertThatThrownBy(() -> WeightFormat.open(file)).isInstanceOf(UserProblem.class)
        .hasMessageContaining("the form that PyTorch wrote before 1.6");
  }

  @Test
  void aViewBeyondItsStorageIsRefused() throws IOException {
    byte[] good = pickle();
    byte[] shape = {'K', 2, 'K', 3, (byte) 0x86};
    int at = new String(good, StandardCharsets.ISO_8859_1).indexOf(new String(shape, StandardCharsets.ISO_8859_1));
    good[at + 1] = 100;
    Path file = rewritten(good);

    assertThatThrownBy(() -> WeightFormat.open(file)).isInstanceOf(UserProblem.class)
        .hasMessageContaining("reaches beyond its storage");
  }

  private static void read(byte[] pickle) {
    try {
      PickleReader.read(ByteBuffer.wrap(pickle));
    } catch (PickleReader.Unreadable e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static ByteBuffer bytes(String latin) {
    return ByteBuffer.wrap(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<Double> values(TensorFile file, String name) {
    List<Double> values = new ArrayList<>();
    file.read(file.entries().get(name), (i, value) -> values.add(value));
    return values;
  }

  private Path recorded() throws IOException {
    Path file = folder.resolve("torch.pt");
    try (InputStream stream = TorchFileTest.class.getResourceAsStream("torch.pt")) {
      Files.write(file, stream.readAllBytes());
    }
    return file;
  }

  private byte[] pickle() throws IOException {
    try (ZipFile zip = new ZipFile(recorded().toFile())) {
      return zip.getInputStream(zip.getEntry("torch/data.pkl")).readAllBytes();
    }
  }

  /** The recorded file with another pickle. */
  private Path rewritten(byte[] pickle) throws IOException {
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    try (ZipFile zip = new ZipFile(recorded().toFile()); ZipOutputStream out = new ZipOutputStream(made)) {
      for (Enumeration<? extends ZipEntry> members = zip.entries(); members.hasMoreElements();) {
        ZipEntry member = members.nextElement();
        byte[] content = member.getName().endsWith("data.pkl") ? pickle : zip.getInputStream(member).readAllBytes();
        stored(out, member.getName(), content);
      }
    }
    Path file = folder.resolve("rewritten.pt");
    Files.write(file, made.toByteArray());
    return file;
  }

  private static void stored(ZipOutputStream out, String name, byte[] content) throws IOException {
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    out.putNextEntry(entry);
    OutputStream data = out;
    data.write(content);
    out.closeEntry();
  }
}
