package adjoint.runtime.data;

import static adjoint.runtime.Recipes.PLACE;
import static adjoint.runtime.Recipes.axis;
import static adjoint.runtime.Recipes.csv;
import static adjoint.runtime.Recipes.real;
import static adjoint.runtime.data.Loaded.reals;
import static adjoint.runtime.data.Loaded.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Missing;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Transform.Augmentation;
import adjoint.runtime.recipe.Transform.Fit;
import adjoint.runtime.recipe.Transform.Picture;
import adjoint.runtime.recipe.Transform.Sound;
import adjoint.runtime.recipe.Transform.Spectrum;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.sound.WaveFiles;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures and sounds in folders and beside tables: which there are, what becomes of them, what can be wrong with them. */
class MediaTest {

  private static final Picture STRETCHED = new Picture(new Fit(true, 0, false), Augmentation.NONE);
  private static final Source IMAGES = new Images("flowers/", "", PLACE);
  private static final Field FOLDER = new Field("kind", Element.INT, List.of(),
      Optional.of(new Field.IndexDim("Kind", 2, List.of())), new Selection.Array("folder"), Field.Series.ROW,
      List.of(new Transform.Categories()), new Missing.Error(), PLACE);

  @TempDir
  Path folder;

  /** Of one grey level, at a path below the folder. */
  private void picture(String path, int rows, int columns, int level) throws IOException {
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < rows * columns; i++) {
      image.setRGB(i % columns, i / columns, level << 16 | level << 8 | level);
    }
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private static Field picture(Selection selection, Transform... transforms) {
    return real("image", List.of(axis("Colour", 3), axis("Row", 2), axis("Column", 2)), selection, transforms);
  }

  private static Field picture(Transform... transforms) {
    return picture(new Selection.Array("image"), transforms);
  }

  private static Data load(Recipe recipe) {
    return Loading.load(recipe, Map.of(), OptionalInt.of(100), Optional.empty());
  }

  private void refused(Source source, Field field, String message) {
    UserProblem problem =
        catchThrowableOfType(UserProblem.class, () -> load(Recipes.of(folder, source, List.of(field))));
    assertThat(problem.code() + ": " + problem.getMessage() + problem.hint().map(h -> " | " + h).orElse(""))
        .isEqualTo(message);
    assertThat(problem.place()).contains(PLACE);
  }

  @Test
  void foldersAreClasses() throws IOException {
    picture("flowers/rose/1.png", 4, 4, 10);
    picture("flowers/rose/deep/0.PNG", 2, 2, 20);
    picture("flowers/daisy/b.png", 3, 5, 30);
    write(folder, "flowers/readme.txt", "about flowers\n");
    write(folder, "flowers/.hidden.png", "nothing\n");
    Data data = load(Recipes.of(folder, IMAGES, List.of(picture(STRETCHED), FOLDER)));
    assertThat(Loaded.ints(data.train(), "kind", 0, 1, 2)).containsExactly(0, 1, 1);
    assertThat(data.fitted().get(1).names()).containsExactly("daisy", "rose");
    float[] all = reals(data.train(), "image", 0, 1, 2);
    assertThat(new float[]{all[0], all[12], all[24]}).containsExactly(30, 10, 20);
  }

  @Test
  void statisticsAreThoseOfAChannel() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, 200 << 16 | 10);
    image.setRGB(1, 1, 100 << 16);
    Files.createDirectories(folder.resolve("flowers"));
    ImageIO.write(image, "png", folder.resolve("flowers/a.png").toFile());
    Data data = load(Recipes.of(folder, IMAGES, List.of(picture(STRETCHED, new Transform.Standardize()))));
    double deviation = Math.sqrt((200 * 200 + 100 * 100) / 4.0 - 75 * 75);
    float[] standardized = reals(data.train(), "image", 0);
    assertThat(standardized[0]).isCloseTo((float) ((200 - 75) / deviation), within(1e-6f));
    assertThat(standardized[4]).isZero();
    assertThat(data.fitted().get(0).numbers().get(0)).containsExactly(75, 0, 2.5);
    Data again = Loading.load(Recipes.of(folder, IMAGES, List.of(picture(STRETCHED, new Transform.Standardize()))),
        Map.of(), OptionalInt.of(100), Optional.of(data.fitted()));
    assertThat(reals(again.train(), "image", 0)).containsExactly(standardized);
    try (Examples examples = Examples.open("a.png", Files.newInputStream(folder.resolve("flowers/a.png")),
        List.of(picture(STRETCHED, new Transform.Standardize())), IMAGES.table(), data.fitted())) {
      float[][] reals = {new float[12]};
      assertThat(examples.next(1, reals, new int[1][], new SequenceBatch(List.of(), 1, Map.of()))).isEqualTo(1);
      assertThat(reals[0]).containsExactly(standardized);
    }
  }

  @Test
  void aTableOfPaths() throws IOException {
    picture("photos/a.png", 2, 2, 40);
    picture("photos/b.png", 2, 2, 50);
    write(folder, "photos/list.csv", "file,y\nb.png,1\na.png,0\nb.png,1\n");
    Data data = load(Recipes.of(folder, csv("photos/list.csv"),
        List.of(picture(new Selection.Column("file"), STRETCHED))));
    float[] all = reals(data.train(), "image", 0, 1, 2);
    assertThat(new float[]{all[0], all[12], all[24]}).containsExactly(50, 40, 50);
    write(folder, "photos/list.csv", "file,y\nb.png,1\nc.png,0\n");
    refused(csv("photos/list.csv"), picture(new Selection.Column("file"), STRETCHED),
        "NN0401: list.csv, line 3: there is no file c.png | paths begin at " + folder.resolve("photos"));
  }

  @Test
  void trainingChangesThemAndScoringDoesNot() throws IOException {
    picture("flowers/a.png", 2, 2, 40);
    Picture shaded = new Picture(new Fit(true, 0, false), new Augmentation(false, 0, 0, 0, 0.5, 0, 0));
    SplitPart train = load(Recipes.of(folder, IMAGES, List.of(picture(shaded)))).train();
    float[] seen = new float[12];
    float[] again = new float[12];
    int[] order = {0};
    train.dataset().ahead(order, 0, 1, Optional.of(new Epoch(1, 5)));
    train.dataset().copy(0, order, 0, 1, 0, Optional.of(new Epoch(1, 5)), seen, new int[0]);
    train.dataset().ahead(order, 0, 1, Optional.of(new Epoch(1, 6)));
    train.dataset().copy(0, order, 0, 1, 0, Optional.of(new Epoch(1, 5)), again, new int[0]);
    assertThat(seen).isEqualTo(again).doesNotContain(40);
    assertThat(reals(train, "image", 0)).containsOnly(40);
  }

  @Test
  void arraysOfBytesArePicturesToo() throws IOException {
    write(folder, "a.npy", "");
    byte[] header = "\u0093NUMPY\1\0v\0{'descr': '|u1', 'fortran_order': False, 'shape': (1, 3, 2, 2), }"
        .getBytes(StandardCharsets.ISO_8859_1);
    byte[] file = Arrays.copyOf(header, 10 + 118 + 12);
    for (int i = 0; i < 12; i++) {
      file[128 + i] = (byte) (10 * i);
    }
    Files.write(folder.resolve("a.npy"), file);
    Picture plain = new Picture(new Fit(false, 0, false), Augmentation.NONE);
    Source npy = new Npy(List.of(new Source.NamedFile("image", "a.npy")), PLACE);
    float[] all = reals(load(Recipes.of(folder, npy, List.of(picture(plain)))).train(), "image", 0);
    assertThat(all).containsExactly(0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110);
  }

  @Test
  void whatIsWrongIsTold() throws IOException {
    refused(IMAGES, picture(STRETCHED), "NN0401: there is no file " + folder.resolve("flowers")
        + " | say where it is: --data flowers=FILE");
    Files.createDirectory(folder.resolve("flowers"));
    refused(IMAGES, picture(STRETCHED), "NN0403: " + folder.resolve("flowers")
        + " has no file that ends in .png, .jpg or .jpeg");
    write(folder, "flowers/a.png", "a text\n");
    refused(IMAGES, picture(STRETCHED), "NN0402: a.png is no picture: it doesn't begin as one | PNG and JPEG are read");
    picture("flowers/a.png", 3, 2, 7);
    refused(IMAGES, picture(new Picture(new Fit(false, 0, false), Augmentation.NONE)),
        "NN0411: a.png is an image of 3 rows and 2 columns, but image is [Colour=3, Row=2, Column=2] | resize(image) "
            + "brings all to the size of the field, crop(resize(image, 2)) keeps their proportions");
    refused(new Images("flowers/", "{kind}_{number}.png", PLACE), picture(STRETCHED),
        "NN0420: \"a.png\" isn't called as \"{kind}_{number}.png\" | move it elsewhere, or write another pattern behind "
            + "`names`");
    write(folder, "plain", "");
    refused(new Images("plain/", "", PLACE), picture(STRETCHED),
        "NN0402: " + folder.resolve("plain") + " is a file, not a folder");
  }

  // Sounds

  private static final Spectrum WAVE = new Spectrum(Spectrum.Kind.WAVE, 0, 0, 0, 0, 0);

  private static Field sound(Size samples, Transform... more) {
    List<Transform> transforms = new ArrayList<>(List.of(new Sound(8000, 0, WAVE)));
    transforms.addAll(List.of(more));
    return real("sound", List.of(new Axis("Sample", samples)), new Selection.Array("sound"),
        transforms.toArray(new Transform[0]));
  }

  private Source sounds() throws IOException {
    Files.createDirectories(folder.resolve("said"));
    Files.write(folder.resolve("said/7_ann_0.wav"), WaveFiles.of(8000, (short) 16384, (short) -16384));
    Files.write(folder.resolve("said/8_bob_el_1.wav"), WaveFiles.of(8000, (short) 8192, (short) 0, (short) 8192));
    return new Audio("said/", "{digit}_{speaker}_{take}.wav", PLACE);
  }

  @Test
  void namesOfFilesSayWhatTheyHold() throws IOException {
    Field digit = new Field("digit", Element.INT, List.of(), Optional.empty(), new Selection.Array("digit"),
        Field.Series.ROW, List.of(), new Missing.Error(), PLACE);
    Data data = load(Recipes.of(folder, sounds(), List.of(sound(Size.of(4)), digit)));
    assertThat(Loaded.ints(data.train(), "digit", 0, 1)).containsExactly(7, 8);
    assertThat(reals(data.train(), "sound", 0, 1)).containsExactly(0.5f, -0.5f, 0, 0, 0.25f, 0, 0.25f, 0);
    assertThat(new NamePattern("{digit}_{speaker}_{take}.wav").of("x/8_bob_el_1.wav")).containsExactly("8", "bob",
        "el_1");
  }

  @Test
  void eachIsAsLongAsItIs() throws IOException {
    Field length = new Field("length", Element.INT, List.of(), Optional.empty(), new Selection.Length("sound"),
        Field.Series.ROW, List.of(), new Missing.Error(), PLACE);
    Data data = load(Recipes.of(folder, sounds(), List.of(sound(Size.open("Sample"), new Transform.Standardize()),
        length)));
    assertThat(Loaded.ints(data.train(), "length", 0, 1)).containsExactly(2, 3);
    Dataset dataset = data.train().dataset();
    assertThat(dataset.longest(0, new int[]{0, 1}, 0, 2)).isEqualTo(3);
    float[] batch = new float[6];
    dataset.copy(0, new int[]{0, 1}, 0, 2, 3, batch, new int[0]);
    assertThat(batch[2]).isZero();
    assertThat(batch[3]).isEqualTo(batch[5]);
    assertThat(batch[0]).isGreaterThan(1);
  }

  @Test
  void aLongSoundIsTold() throws IOException {
    Source source = sounds();
    refused(source, sound(Size.of(2)), "NN0421: 8_bob_el_1.wav has 3 samples, but [Sample=2] has room for 2 | keep its "
        + "first second: cut(sound, 1); or let each be as long as it is, along an open dim");
    Recipe recipe = Recipes.of(folder, source, List.of(sound(Size.of(8))));
    Files.write(folder.resolve("said/9_ann_0.wav"), Arrays.copyOf(WaveFiles.of(8000, (short) 1), 45));
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> load(recipe));
    assertThat(problem).hasMessage("9_ann_0.wav is cut off: 1 of 2 bytes of samples are there");
  }
}
