package adjoint.runtime.data;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Axis;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads an image as one example of numbers from 0 to 255: grey, or red, green and blue where the field has an axis of
 * size 3 before or after two others. Transparent pixels show white. Only this class needs the JDK's desktop module.
 */
final class ImageReading {

  private ImageReading() {}

  static NumberArray read(String name, InputStream stream, Field field) throws IOException {
    List<Long> sizes = field.axes().stream().map(Axis::size).map(s -> s.constant()).collect(Collectors.toList());
    boolean first = sizes.size() == 3 && sizes.get(0) == 3;
    boolean last = sizes.size() == 3 && sizes.get(2) == 3 && !first;
    BufferedImage image = decoded(name, stream,
        (rows, columns) -> checkSize(name, rows, columns, field, sizes, first, last));
    byte[] values = first
        ? channels(image, image.getWidth() * image.getHeight(), 1)
        : last ? channels(image, 1, 3) : grey(image);
    return new NumberArray(name, List.of(1, values.length), new NumberArray.Bytes(values));
  }

  /** Refuses an image of some size. */
  private interface SizeCheck {
    void check(int rows, int columns);
  }

  /** The size is looked at before any pixel is decoded: a few kilobytes may hold an image of gigabytes. */
  private static BufferedImage decoded(String name, InputStream stream, SizeCheck size) throws IOException {
    try (ImageInputStream input = ImageIO.createImageInputStream(stream)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw unreadable(name);
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        size.check(reader.getHeight(0), reader.getWidth(0));
        return reader.read(0);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) { // of what headers say
        throw unreadable(name);
      } finally {
        reader.dispose();
      }
    }
  }

  private static UserProblem unreadable(String name) {
    return UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + " is an image that can't be read");
  }

  private static void checkSize(String name, int rows, int columns, Field field, List<Long> sizes, boolean first,
      boolean last) {
    List<Long> spatial = sizes.stream().filter(s -> s != 1).collect(Collectors.toList());
    List<Long> plane = first ? sizes.subList(1, 3) : last ? sizes.subList(0, 2) : spatial;
    boolean fits = plane.size() == 2
        ? plane.get(0) == rows && plane.get(1) == columns
        : field.count() == (long) columns * rows;
    if (!fits) {
      throw UserProblem.of(RuntimeProblem.ARRAY_SHAPE, name + " is an image of " + rows + " rows and " + columns
          + " columns, but " + field.name() + " is " + field.axes()).hint("resize the image first");
    }
  }

  private static byte[] channels(BufferedImage image, int channelStride, int pixelStride) {
    int pixels = image.getWidth() * image.getHeight();
    byte[] values = new byte[3 * pixels];
    for (int i = 0; i < pixels; i++) {
      int rgb = onWhite(image.getRGB(i % image.getWidth(), i / image.getWidth()));
      for (int channel = 0; channel < 3; channel++) {
        values[channel * channelStride + i * pixelStride] = (byte) (rgb >> 16 - 8 * channel);
      }
    }
    return values;
  }

  /** Samples of a grey image as they are stored; colours by their luma (ITU-R BT.601). */
  private static byte[] grey(BufferedImage image) {
    byte[] values = new byte[image.getWidth() * image.getHeight()];
    boolean stored = image.getRaster().getNumBands() == 1 && image.getType() != BufferedImage.TYPE_BYTE_INDEXED
        && image.getType() != BufferedImage.TYPE_BYTE_BINARY;
    int shift = Math.max(0, image.getSampleModel().getSampleSize(0) - 8);
    for (int i = 0; i < values.length; i++) {
      int x = i % image.getWidth();
      int y = i / image.getWidth();
      values[i] = (byte) (stored ? image.getRaster().getSample(x, y, 0) >> shift : luma(onWhite(image.getRGB(x, y))));
    }
    return values;
  }

  private static int luma(int rgb) {
    return (299 * (rgb >> 16 & 255) + 587 * (rgb >> 8 & 255) + 114 * (rgb & 255) + 500) / 1000;
  }

  private static int onWhite(int argb) {
    int alpha = argb >>> 24;
    int blended = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      blended |= ((argb >> shift & 255) * alpha + 255 * (255 - alpha) + 127) / 255 << shift;
    }
    return blended;
  }
}
