package adjoint.runtime.weights;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are either the old ones or the new ones, whole, whatever happens while they are written. */
public final class AtomicFile {

  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    void write(FileChannel channel) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes a temporary file beside the target, forces it to the disk, then gives it the target's name.
   *
   * @throws UserProblem where the disk is full or the folder may not be written; the old file is untouched then
   */
  public static void write(Path file, Content content) {
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING)) {
        content.write(channel);
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      forceFolder(file);
    } catch (IOException e) {
      discard(temporary);
      throw unwritable(file, e);
    }
  }

  public static void write(Path file, String text) {
    write(file, channel -> {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    });
  }

  /** So that the new name survives a loss of power, too; not every system can do that to folders. */
  private static void forceFolder(Path file) {
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      return;
    }
  }

  private static void discard(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      return;
    }
  }

  /** Says why a file can't be written. */
  public static UserProblem unwritable(Path file, IOException e) {
    String reason = e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : String.valueOf(e.getMessage());
    boolean full = reason.contains("No space left") || reason.contains("quota");
    boolean readOnly = e instanceof AccessDeniedException || reason.contains("Read-only");
    String why = full
        ? "the disk is full"
        : readOnly
            ? "the folder may not be written"
            : e instanceof NoSuchFileException
                ? "its folder isn't there"
                : e instanceof FileAlreadyExistsException ? "there is a file where a folder should be" : reason;
    return UserProblem.of(RuntimeProblem.OUTPUT_DIRECTORY, file + " can't be written: " + why)
        .hint(full ? "make room, or write elsewhere with --out" : "write elsewhere with --out");
  }
}
