package adjoint.runtime.picture;

import static adjoint.runtime.Recipes.axis;
import static adjoint.runtime.Recipes.real;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Transform.Augmentation;
import adjoint.runtime.recipe.Transform.Fit;
import adjoint.runtime.tensor.Axis;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;

/** How pictures are decoded and come to a size, and each way in which one can be wrong. */
class PicturesTest {

  private static final Fit NONE = new Fit(false, 0, false);
  private static final Fit STRETCHED = new Fit(true, 0, false);

  private static Field field(Axis... axes) {
    return real("image", List.of(axes), new Selection.Array("image"));
  }

  /** Columns of red from 0 on, 10 apart, rows of green, 20 apart. */
  private static byte[] gradient(String format, int rows, int columns) throws IOException {
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        image.setRGB(column, row, 10 * column << 16 | 20 * row << 8);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, format, file);
    return file.toByteArray();
  }

  private static int[] read(byte[] file, Fit fit, Field field) throws IOException {
    byte[] samples = Pictures.read("a.png", new ByteArrayInputStream(file), fit, field);
    return IntStream.range(0, samples.length).map(i -> samples[i] & 255).toArray();
  }

  private static Field grey(int rows, int columns) {
    return field(axis("Row", rows), axis("Column", columns));
  }

  private static Field coloured(int rows, int columns) {
    return field(axis("Row", rows), axis("Column", columns), axis("Colour", 3));
  }

  private static void refused(byte[] file, Fit fit, Field field, String message) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> read(file, fit, field));
    assertThat(problem.code() + ": " + problem.getMessage() + problem.hint().map(h -> " | " + h).orElse(""))
        .isEqualTo(message);
  }

  @Test
  void colours() throws IOException {
    assertThat(read(gradient("png", 1, 2), NONE, coloured(1, 2))).containsExactly(0, 0, 0, 10, 0, 0);
    PictureAxes first =
        PictureAxes.of(field(axis("Colour", 3), axis("Row", 2), axis("Column", 2)).axes()).orElseThrow();
    assertThat(IntStream.range(0, 12).map(first::place)).containsExactly(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
  }

  @Test
  void aJpegIsNearlyTheSame() throws IOException {
    int[] exact = read(gradient("png", 8, 8), NONE, coloured(8, 8));
    int[] lossy = read(gradient("jpg", 8, 8), NONE, coloured(8, 8));
    assertThat(IntStream.range(0, exact.length).map(i -> Math.abs(exact[i] - lossy[i])).sum() / exact.length)
        .isLessThan(8);
  }

  /** Weights by hand: of 4 rows made 2 the first is (3, 3, 1) / 7 of the first three. */
  @Test
  void smallerAndLarger() throws IOException {
    int[] green = read(gradient("png", 4, 1), STRETCHED, coloured(2, 1));
    assertThat(green).containsExactly(0, 14, 0, 0, 46, 0);
    assertThat(read(gradient("png", 1, 2), STRETCHED, coloured(1, 4)))
        .containsExactly(0, 0, 0, 2, 0, 0, 8, 0, 0, 10, 0, 0);
  }

  @Test
  void theMiddle() throws IOException {
    int[] middle = read(gradient("png", 5, 9), new Fit(false, 0, true), coloured(1, 1));
    assertThat(middle).containsExactly(40, 40, 0);
    assertThat(read(gradient("png", 4, 8), new Fit(true, 2, true), coloured(2, 2))).hasSize(12);
  }

  @Test
  void whatIsWrongIsTold() throws IOException {
    byte[] file = gradient("png", 3, 4);
    refused(file, NONE, grey(2, 2), "NN0411: a.png is an image of 3 rows and 4 columns, but image is "
        + "[Row=2, Column=2] | resize(image) brings all to the size of the field, crop(resize(image, 2)) keeps "
        + "their proportions");
    refused(file, new Fit(false, 0, true), grey(3, 5), "NN0411: a.png is an image of 3 rows and 4 columns, too few for "
        + "its middle part, but image is [Row=3, Column=5] | resize(image) brings all to the size of the field, "
        + "crop(resize(image, 5)) keeps their proportions");
    refused(Arrays.copyOf(file, file.length - 30), NONE, grey(3, 4),
        "NN0402: a.png is a picture that is damaged or cut off");
    refused("a text\n".getBytes(StandardCharsets.UTF_8), NONE, grey(3, 4),
        "NN0402: a.png is no picture: it doesn't begin as one | PNG and JPEG are read");
    byte[] jpeg = gradient("jpg", 40, 40);
    refused(Arrays.copyOf(jpeg, 100), NONE, grey(40, 40), "NN0402: a.png is a picture that is damaged or cut off");
    refused(Arrays.copyOf(jpeg, jpeg.length - 20), NONE, grey(40, 40), "NN0402: a.png is a picture that is cut off");
    refused(cmyk(), NONE, grey(4, 4), "NN0402: a.png has other colours than red, green and blue (CMYK) | save it as an "
        + "RGB picture");
  }

  private static byte[] cmyk() throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 4, 4, 4, null);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    writer.setOutput(ImageIO.createImageOutputStream(file));
    writer.write(new IIOImage(raster, null, null));
    ((ImageOutputStream) writer.getOutput()).close();
    return file.toByteArray();
  }

  // Changes by chance

  private static final PictureAxes AXES = new PictureAxes(6, 8, 3, false);

  private static byte[] changed(Augmentation change, int seed, int epoch, int example) {
    byte[] values = new byte[AXES.count()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) (40 + i);
    }
    byte[] before = values.clone();
    byte[] result = Augmenting.changed(values, change, AXES, seed, epoch, example);
    assertThat(values).isEqualTo(before);
    return result;
  }

  @Test
  void changesAreFunctionsOfSeedEpochAndExample() {
    Augmentation all = new Augmentation(true, 2, 10, 0.1, 0.3, 0.3, 3);
    assertThat(changed(all, 1, 2, 3)).isEqualTo(changed(all, 1, 2, 3)).isNotEqualTo(changed(all, 1, 2, 4))
        .isNotEqualTo(changed(all, 1, 3, 3)).isNotEqualTo(changed(all, 2, 2, 3));
  }

  @Test
  void eachChangeAlone() {
    byte[] plain = changed(Augmentation.NONE, 0, 0, 0);
    for (Augmentation each : List.of(new Augmentation(true, 0, 0, 0, 0, 0, 0),
        new Augmentation(false, 2, 0, 0, 0, 0, 0),
        new Augmentation(false, 0, 20, 0, 0, 0, 0), new Augmentation(false, 0, 0, 0.2, 0, 0, 0),
        new Augmentation(false, 0, 0, 0, 0.2, 0, 0), new Augmentation(false, 0, 0, 0, 0, 0.2, 0),
        new Augmentation(false, 0, 0, 0, 0, 0, 2))) {
      long different = IntStream.range(0, 40).filter(i -> !Arrays.equals(plain, changed(each, 0, 0, i))).count();
      assertThat(different).as(each.toString()).isBetween(12L, 40L);
    }
  }

  @Test
  void mirroredTwiceIsTheSame() {
    Augmentation flip = new Augmentation(true, 0, 0, 0, 0, 0, 0);
    byte[] plain = changed(Augmentation.NONE, 0, 0, 0);
    byte[] mirrored = IntStream.range(0, 20).mapToObj(i -> changed(flip, 0, 0, i))
        .filter(picture -> !Arrays.equals(picture, plain)).findFirst().orElseThrow();
    assertThat(mirrored[0]).isEqualTo(plain[7 * 3]);
    assertThat(mirrored[8 * 3 + 1]).isEqualTo(plain[15 * 3 + 1]);
  }
}
