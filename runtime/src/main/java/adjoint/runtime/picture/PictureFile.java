package adjoint.runtime.picture;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Decodes PNG, JPEG and whatever else the JDK reads. Transparent pixels show white. */
public final class PictureFile {

  /** Refuses a picture of some size; asked before any pixel is decoded: a few kilobytes may hold gigabytes. */
  @FunctionalInterface
  public interface SizeCheck {
    void check(int rows, int columns);
  }

  private PictureFile() {}

  /**
   * The pixels of a file.
   *
   * @param channels 1 for grey, 3 for red, green and blue
   * @throws UserProblem where it is no picture, is damaged, or cut off
   */
  public static Pixels read(String name, InputStream stream, int channels, SizeCheck size) throws IOException {
    BufferedImage image = decoded(name, stream, size);
    return new Pixels(image.getHeight(), image.getWidth(), channels, channels == 1 ? grey(image) : colours(image));
  }

  private static BufferedImage decoded(String name, InputStream stream, SizeCheck size) throws IOException {
    try (ImageInputStream input = ImageIO.createImageInputStream(stream)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
      if (!readers.hasNext()) {
        throw unreadable(name, " is no picture: it doesn't begin as one").hint("PNG and JPEG are read");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(input, true, true);
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        size.check(reader.getHeight(0), reader.getWidth(0));
        return checked(name, reader.read(0), warnings);
      } catch (IIOException e) {
        throw malformed(name, e);
      } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) { // of what headers say
        throw unreadable(name, " is a damaged picture");
      } finally {
        reader.dispose();
      }
    }
  }

  /** The JDK fills up a JPEG that is cut off, and newer ones read the colours of printers; neither is what was meant. */
  private static BufferedImage checked(String name, BufferedImage image, List<String> warnings) {
    for (String warning : warnings) {
      if (warning.startsWith("Truncated") || warning.contains("premature end")) {
        throw unreadable(name, " is a picture that is cut off");
      }
    }
    if (image.getColorModel().getNumComponents() == 4 && !image.getColorModel().hasAlpha()) {
      throw otherColours(name);
    }
    return image;
  }

  private static UserProblem malformed(String name, IIOException e) {
    return String.valueOf(e.getMessage()).startsWith("Unsupported Image Type")
        ? otherColours(name)
        : unreadable(name, " is a picture that is damaged or cut off");
  }

  private static UserProblem otherColours(String name) {
    return unreadable(name, " has other colours than red, green and blue (CMYK)").hint("save it as an RGB picture");
  }

  private static UserProblem unreadable(String name, String why) {
    return UserProblem.of(RuntimeProblem.DATA_UNREADABLE, name + why);
  }

  private static byte[] colours(BufferedImage image) {
    byte[] values = new byte[3 * image.getWidth() * image.getHeight()];
    for (int i = 0; i < values.length; i += 3) {
      int rgb = onWhite(image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth()));
      values[i] = (byte) (rgb >> 16);
      values[i + 1] = (byte) (rgb >> 8);
      values[i + 2] = (byte) rgb;
    }
    return values;
  }

  /** Samples of a grey picture as they are stored; colours by their luma (ITU-R BT.601). */
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
