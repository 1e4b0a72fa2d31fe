package adjoint.compiler.emit.c;

import adjoint.runtime.program.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A frame as a file, laid out as `main.c` says. */
final class FrameImage {

  private FrameImage() {}

  static void write(Frame frame, Path file) throws IOException {
    ByteBuffer image = ByteBuffer.allocate(size(frame)).order(ByteOrder.nativeOrder());
    image.putInt(frame.seed).putInt(frame.step);
    put(image, frame.store);
    put(image, frame.work);
    put(image, frame.settings);
    put(image, frame.workInts);
    image.putInt(frame.dims.length);
    for (long dim : frame.dims) {
      image.putLong(dim);
    }
    image.putInt(frame.reals.length);
    for (int i = 0; i < frame.reals.length; i++) {
      put(image, frame.reals[i]);
      put(image, frame.ints[i]);
    }
    Files.write(file, image.array());
  }

  /** Reads a frame over one with arrays of the same lengths. */
  static void read(Frame frame, Path file) throws IOException {
    ByteBuffer image = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    image.position(2 * Integer.BYTES);
    get(image, frame.store);
    get(image, frame.work);
    get(image, frame.settings);
    get(image, frame.workInts);
    image.position(image.position() + Integer.BYTES + frame.dims.length * Long.BYTES + Integer.BYTES);
    for (int i = 0; i < frame.reals.length; i++) {
      get(image, frame.reals[i]);
      get(image, frame.ints[i]);
    }
  }

  private static int size(Frame frame) {
    long numbers = 8L + frame.store.length + frame.work.length + frame.settings.length + frame.workInts.length
        + 2L * frame.dims.length + 2L * frame.reals.length;
    for (int i = 0; i < frame.reals.length; i++) {
      numbers += frame.reals[i].length + frame.ints[i].length;
    }
    return Math.toIntExact(numbers * Integer.BYTES);
  }

  private static void put(ByteBuffer image, float[] array) {
    image.putInt(array.length);
    for (float each : array) {
      image.putFloat(each);
    }
  }

  private static void put(ByteBuffer image, int[] array) {
    image.putInt(array.length);
    for (int each : array) {
      image.putInt(each);
    }
  }

  private static void get(ByteBuffer image, float[] array) {
    image.getInt();
    for (int i = 0; i < array.length; i++) {
      array[i] = image.getFloat();
    }
  }

  private static void get(ByteBuffer image, int[] array) {
    image.getInt();
    for (int i = 0; i < array.length; i++) {
      array[i] = image.getInt();
    }
  }
}
