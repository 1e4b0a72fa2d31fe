package adjoint.runtime.sound;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Decodes WAV files: whole numbers of 8, 16, 24 and 32 bits, and numbers of 32 and 64 bits with a point. Of several channels it
 * makes their mean.
 *
 * <p><i>Source</i>: Multimedia Programming Interface and Data Specifications 1.0, IBM and Microsoft 1991; its extensible form,
 * Microsoft 2001.
 */
public final class WaveFile {

  private static final int WHOLE = 1;
  private static final int POINT = 3;
  private static final int EXTENSIBLE = 0xfffe;
  private static final int SHORTEST_FORM = 16;
  private static final int LONG_FORM = 26;
  private static final int MOST_CHANNELS = 64;

  private final String name;
  private final InputStream stream;

  private WaveFile(String name, InputStream stream) {
    this.name = name;
    this.stream = stream;
  }

  /** How the samples of a file are written. */
  private record Form(int kind, int channels, int rate, int bits) {}

  /**
   * The sound of a file.
   *
   * @throws UserProblem where it is none, is damaged, cut off or empty
   */
  public static Wave read(String name, InputStream stream) throws IOException {
    return new WaveFile(name, stream).read();
  }

  private UserProblem unreadable(String why) {
    return UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + why);
  }

  private Wave read() throws IOException {
    ByteBuffer start = bytes(12, "its header");
    if (!word(start).equals("RIFF") || start.getInt() == 0 || !word(start).equals("WAVE")) {
      throw unreadable(" is no sound: it doesn't begin as a WAV file").hint("WAV files are read");
    }
    Form form = new Form(0, 0, 0, 0);
    while (true) {
      ByteBuffer head = bytes(8, "a part with samples");
      String part = word(head);
      long length = head.getInt() & 0xffffffffL;
      if (part.equals("data")) {
        return samples(checked(form), length);
      }
      if (part.equals("fmt ")) {
        form = form(length);
      } else {
        stream.skipNBytes(length + length % 2);
      }
    }
  }

  private ByteBuffer bytes(int count, String what) throws IOException {
    byte[] bytes = stream.readNBytes(count);
    if (bytes.length < count) {
      throw unreadable(" is cut off before the end of " + what);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String word(ByteBuffer bytes) {
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      word.append((char) (bytes.get() & 255));
    }
    return word.toString();
  }

  private Form form(long length) throws IOException {
    if (length < SHORTEST_FORM || length > 1 << 16) {
      throw unreadable(" is damaged: its format takes " + Words.count(length, "byte"));
    }
    ByteBuffer bytes = bytes((int) (length + length % 2), "its format");
    int kind = bytes.getShort() & 0xffff;
    int channels = bytes.getShort() & 0xffff;
    int rate = bytes.getInt();
    int bits = bytes.getShort(14) & 0xffff;
    return new Form(kind == EXTENSIBLE && length >= LONG_FORM ? bytes.getShort(24) & 0xffff : kind, channels, rate,
        bits);
  }

  private Form checked(Form form) {
    boolean known = form.kind() == WHOLE && (form.bits() == 8 || form.bits() == 16 || form.bits() == 24
        || form.bits() == 32) || form.kind() == POINT && (form.bits() == 32 || form.bits() == 64);
    if (form.rate() == 0) {
      throw unreadable(" is damaged: samples stand before their format");
    }
    if (!known) {
      throw unreadable(" holds samples of kind " + form.kind() + " with " + Words.count(form.bits(), "bit"))
          .hint("save it as PCM of 8, 16, 24 or 32 bits, or as 32-bit float");
    }
    if (form.rate() < 0 || form.channels() < 1 || form.channels() > MOST_CHANNELS) {
      throw unreadable(" is damaged: it has " + Words.count(form.channels(), "channel") + " of "
          + Words.count(form.rate() & 0xffffffffL, "sample") + " a second");
    }
    return form;
  }

  /** What streams write, which don't know how long they become: a length of 0 or one past all files. Then all that is there. */
  private Wave samples(Form form, long length) throws IOException {
    boolean unknown = length == 0 || length >= 0xfffffff0L;
    if (!unknown && length > Integer.MAX_VALUE - 8) {
      throw UserProblem.of(RuntimeProblem.TOO_LARGE, name + " has more than 2 GB of samples");
    }
    byte[] bytes = unknown ? stream.readAllBytes() : stream.readNBytes((int) length);
    if (!unknown && bytes.length < length) {
      throw unreadable(" is cut off: " + bytes.length + " of " + length + " bytes of samples are there");
    }
    int frame = form.channels() * form.bits() / 8;
    double[] samples = new double[bytes.length / frame];
    if (samples.length == 0) {
      throw UserProblem.of(RuntimeProblem.DATA_EMPTY, name + " has no samples");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples.length; i++) {
      double sum = 0;
      for (int channel = 0; channel < form.channels(); channel++) {
        sum += sample(buffer, form);
      }
      samples[i] = sum / form.channels();
      if (!Double.isFinite(samples[i])) {
        throw unreadable(" has a sample that is no finite number, number " + i);
      }
    }
    return new Wave(form.rate(), samples);
  }

  private static double sample(ByteBuffer buffer, Form form) {
    if (form.kind() == POINT) {
      return form.bits() == 32 ? buffer.getFloat() : buffer.getDouble();
    }
    return switch (form.bits()) {
      case 8 -> ((buffer.get() & 255) - 128) / 0x1p7;
      case 16 -> buffer.getShort() / 0x1p15;
      case 24 -> ((buffer.get() & 255) | (buffer.get() & 255) << 8 | buffer.get() << 16) / 0x1p23;
      default -> buffer.getInt() / 0x1p31;
    };
  }
}
