package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers that the memory hasn't room for, in a file for as long as Java runs; read in any order, what was read lately from the
 * system's own memory.
 */
final class NumberFile {

  private static final int SEGMENT = 1 << 30;

  private final List<MappedByteBuffer> segments = new ArrayList<>();
  private final boolean doubles;
  private final long count;

  private NumberFile(Path file, boolean doubles) throws IOException {
    this.doubles = doubles;
    this.count = Files.size(file) / (doubles ? Double.BYTES : Float.BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (long from = 0; from < channel.size(); from += SEGMENT) {
        MappedByteBuffer segment =
            channel.map(FileChannel.MapMode.READ_ONLY, from, Math.min(SEGMENT, channel.size() - from));
        segment.order(ByteOrder.nativeOrder());
        segments.add(segment);
      }
    }
  }

  long count() {
    return count;
  }

  double at(long i) {
    long place = i * (doubles ? Double.BYTES : Float.BYTES);
    MappedByteBuffer segment = segments.get((int) (place / SEGMENT));
    int at = (int) (place % SEGMENT);
    return doubles ? segment.getDouble(at) : segment.getFloat(at);
  }

  /** Writes one. */
  static final class Writing {
    private static final int BUFFER = 1 << 20;

    private final Path file;
    private final boolean doubles;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).order(ByteOrder.nativeOrder());

    /** @param doubles whether 64 bits of a number are kept, or 32 */
    Writing(boolean doubles) {
      this.doubles = doubles;
      try {
        this.file = Files.createTempFile("nn-numbers-", ".bin");
        file.toFile().deleteOnExit();
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
      } catch (IOException e) {
        throw full(e);
      }
    }

    void add(double number) {
      if (buffer.remaining() < Double.BYTES) {
        flush();
      }
      if (doubles) {
        buffer.putDouble(number);
      } else {
        buffer.putFloat((float) number);
      }
    }

    private void flush() {
      try {
        buffer.flip();
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        buffer.clear();
      } catch (IOException e) {
        throw full(e);
      }
    }

    NumberFile end() {
      flush();
      try {
        channel.close();
        NumberFile numbers = new NumberFile(file, doubles);
        delete();
        return numbers;
      } catch (IOException e) {
        throw full(e);
      }
    }

    /** What is mapped stays readable without a name; Windows keeps the name until Java ends. */
    private void delete() {
      try {
        Files.delete(file);
      } catch (IOException e) {
        file.toFile().deleteOnExit();
      }
    }

    private static UserProblem full(IOException e) {
      return UserProblem
          .of(RuntimeProblem.OUTPUT_DIRECTORY, "these data are kept in a file, since the memory hasn't room for "
              + "them, and that can't be written: " + e.getMessage())
          .hint("give Java another folder for such files, -Djava.io.tmpdir=FOLDER, or more memory, -Xmx8g");
    }
  }
}
