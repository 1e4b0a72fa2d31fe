package adjoint.runtime.exchange;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.weights.SafetensorsFile;
import adjoint.runtime.weights.TensorFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of files that weights come in and go out by. */
public enum WeightFormat {
  SAFETENSORS(".safetensors"), NPZ(".npz");

  private static final byte[] ARCHIVE = {'P', 'K'};

  /** PyTorch's form of before 1.6: a pickle of its magic number, then others. */
  private static final byte[] LEGACY = {(byte) 0x80, 2, (byte) 0x8A, 10};

  private final String suffix;

  WeightFormat(String suffix) {
    this.suffix = suffix;
  }

  /** By a file's name. */
  public static Optional<WeightFormat> named(Path file) {
    return Arrays.stream(values()).filter(format -> file.toString().endsWith(format.suffix)).findFirst();
  }

  static WeightFormat of(Path file) {
    return named(file).orElseThrow(() -> UserProblem.of(RuntimeProblem.CHECKPOINT_FOREIGN,
        file + " has neither of the names that weights are written under").hint("end it in .safetensors or .npz"));
  }

  /** Opens a file by what is in it, whatever its name. */
  public static TensorFile open(Path file) {
    byte[] start = Files.isRegularFile(file) ? start(file) : new byte[0];
    if (Arrays.equals(start, LEGACY)) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_FOREIGN, file + " is in the form that PyTorch wrote before 1.6")
          .hint("save it anew in PyTorch: torch.save(torch.load(\"" + file.getFileName() + "\"), \"weights.pt\")");
    }
    return start.length > 1 && Arrays.equals(start, 0, 2, ARCHIVE, 0, 2)
        ? NpzFile.open(file)
        : SafetensorsFile.open(file);
  }

  private static byte[] start(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      return stream.readNBytes(LEGACY.length);
    } catch (IOException e) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_DAMAGED, file + " can't be read: " + e.getMessage());
    }
  }
}
