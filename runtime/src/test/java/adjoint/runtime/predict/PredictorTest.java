package adjoint.runtime.predict;

import static adjoint.runtime.Recipes.axis;
import static adjoint.runtime.Recipes.csv;
import static adjoint.runtime.Recipes.divide;
import static adjoint.runtime.Recipes.index;
import static adjoint.runtime.Recipes.real;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.FittedNotes;
import adjoint.runtime.model.Describing;
import adjoint.runtime.model.Description;
import adjoint.runtime.model.Traits;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.program.Functions;
import adjoint.runtime.program.Port;
import adjoint.runtime.program.Program;
import adjoint.runtime.program.Signature;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
import adjoint.runtime.train.Line;
import adjoint.runtime.weights.Checkpoint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.api.io.TempDir;

/** A model that multiplies each of four pixels by a weight. */
class PredictorTest {

  private static final Axis BATCH = new Axis("Batch", Size.open("Batch"));
  private static final List<Axis> IMAGE = List.of(axis("Row", 2), axis("Col", 2));
  private static final Layout LAYOUT = Layout.of(List.of(new Layout.Unplaced("scale", Layout.Kind.PARAMETER,
      List.of())));

  @TempDir
  Path folder;

  private Path weights;

  private final List<String> warnings = new ArrayList<>();

  @BeforeEach
  void save() {
    weights = folder.resolve("best.safetensors");
    Checkpoint.save(weights, "Scale", LAYOUT, new float[]{2}, Checkpoint.WEIGHTS,
        Map.of("data", "{\"image\":{\"numbers\":[[10,10,10,10],[5,5,5,5]],\"names\":[]}}"));
  }

  private static Program program(Port output) {
    Port input = new Port("image", Element.REAL, List.of(BATCH, IMAGE.get(0), IMAGE.get(1)));
    CompiledFunction scale = Line.function(new Signature("Scale", List.of("Batch"), List.of(input), List.of(),
        List.of(output)), frame -> {
          for (int i = 0; i < frame.dims[0] * 4; i++) {
            frame.reals[1][i] = frame.store[0] * frame.reals[0][i];
          }
        });
    CompiledFunction nothing = Line.function(new Signature("initialise", List.of(), List.of(), List.of(), List.of()),
        frame -> {});
    return new Program("Scale", LAYOUT, new Functions<>(nothing, Map.of("Scale", scale), Optional.empty()), "");
  }

  private static Port plain() {
    return new Port("out", Element.REAL, List.of(BATCH, axis("Digit", 4)));
  }

  private Recipe recipe(Transform... transforms) {
    return Recipes.of(folder, csv("a.csv"), List.of(real("image", IMAGE, new Selection.Columns(List.of("p*")),
        transforms), index("kind", "kind", "Species", 4, "a", "b", "c", "d")));
  }

  private String predict(Program program, Optional<Recipe> recipe, Request.Output format, byte[] input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompiledFunction scale = program.models().get("Scale");
    Description description = Describing.describe("Scale", LAYOUT, scale.signature(), recipe,
        new Traits(true, false, Map.of()));
    float[] store = Frames.store(LAYOUT);
    Map<String, String> notes = Checkpoint.load(weights, "Scale", LAYOUT, store, Checkpoint.WEIGHTS);
    Predictor.run(description, scale, store, FittedNotes.read(notes).orElseThrow(),
        new Request(Optional.empty(), format, 1, 0), new ByteArrayInputStream(input),
        new PrintStream(out, true, StandardCharsets.UTF_8), warnings::add);
    return out.toString(StandardCharsets.UTF_8);
  }

  private String csvOf(String input, Transform... transforms) {
    return predict(program(plain()), Optional.of(recipe(transforms)), Request.Output.CSV,
        input.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aTableGivesATable() {
    assertThat(csvOf("q,p0,p1,p2,p3\nx,1,2,3,4\ny,0,0.5,0,0\n", divide(2)))
        .isEqualTo("Digit_0,Digit_1,Digit_2,Digit_3\n1,2,3,4\n0,0.5,0,0\n");
  }

  @Test
  void whatIsNotFiniteIsWrittenAndTold() {
    String input = "p0,p1,p2,p3\n1,2,3,4\n3e38,-3e38,0,1\n1,1,1,1\n";
    assertThat(csvOf(input)).endsWith("\n2,4,6,8\nInfinity,-Infinity,0,2\n2,2,2,2\n");
    assertThat(warnings).containsExactly("1 of 3 predictions isn't finite: that of example 2");
    assertThat(predict(program(plain()), Optional.of(recipe()), Request.Output.JSON,
        input.getBytes(StandardCharsets.UTF_8))).contains("[\"Infinity\",\"-Infinity\",0,2]");
  }

  /** What a file says of the training data may be anything. */
  @ParameterizedTest
  @ValueSource(strings = {"", "1", "[]", "{\"image\":1}", "{\"image\":{\"numbers\":1}}",
    "{\"image\":{\"numbers\":[]}}", "{\"image\":{\"numbers\":[[]]}}", "{\"image\":{\"numbers\":[[1],[\"2\"]]}}",
    "{\"image\":{\"numbers\":[[1,2,3],[1,2,3]]}}", "{\"image\":{\"numbers\":[[1,2,3,4]]}}",
    "{\"image\":{\"numbers\":[[1,2,3,4],null]}}", "{\"image\":{\"names\":[1]}}", "{\"imag\":{}}"})
  void statisticsThatAreNoneAreTold(String data) {
    Checkpoint.save(weights, "Scale", LAYOUT, new float[]{2}, Checkpoint.WEIGHTS, Map.of("data", data));
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> csvOf("p0,p1,p2,p3\n1,2,3,4\n", new Transform.Standardize()));
    assertThat(problem).as(data).isNotNull();
    assertThat(problem.code()).isIn("NN0503", "NN0505");
  }

  @Test
  void weightsThatAreNotFiniteAreTold() {
    Checkpoint.save(weights, "Scale", LAYOUT, new float[]{Float.NaN}, Checkpoint.WEIGHTS, Map.of("data", "{}"));
    assertThat(csvOf("p0,p1,p2,p3\n1,2,3,4\n1,2,3,4\n")).endsWith("\nNaN,NaN,NaN,NaN\nNaN,NaN,NaN,NaN\n");
    assertThat(warnings).hasSize(2).first().asString().startsWith("the weights: ")
        .endsWith("holds NaN or an infinity in 1 of 1 number");
    assertThat(warnings.get(1)).isEqualTo("2 of 2 predictions aren't finite, the first of example 1");
  }

  @Test
  void newDataAreStandardisedAsTrainingDataWere() {
    assertThat(csvOf("p0,p1,p2,p3\n10,15,20,0\n", new Transform.Standardize())).endsWith("\n0,2,4,-4\n");
  }

  @Test
  void positionsOfADimWithMembersAreCalledByTheirNames() {
    Program program = program(new Port("out", Element.REAL, List.of(BATCH, axis("Species", 4))));
    byte[] input = "p0,p1,p2,p3\n1,2,3,4\n5,6,7,8\n".getBytes(StandardCharsets.UTF_8);
    assertThat(predict(program, Optional.of(recipe()), Request.Output.CSV, input)).startsWith("a,b,c,d\n2,4,6,8\n");
    assertThat(predict(program, Optional.of(recipe()), Request.Output.JSON, input))
        .isEqualTo("[{\"out\":{\"a\":2,\"b\":4,\"c\":6,\"d\":8}},\n"
            + " {\"out\":{\"a\":10,\"b\":12,\"c\":14,\"d\":16}}]\n");
  }

  @Test
  void categoriesAreCalledByTheNamesOfTheTrainingData() {
    Checkpoint.save(weights, "Scale", LAYOUT, new float[]{2}, Checkpoint.WEIGHTS,
        Map.of("data", "{\"kind\":{\"numbers\":[],\"names\":[\"ant\",\"bee\",\"cat\",\"dog\"]}}"));
    Program program = program(new Port("out", Element.REAL, List.of(BATCH, axis("Kind", 4))));
    Recipe recipe = Recipes.of(folder, csv("a.csv"), List.of(
        real("image", IMAGE, new Selection.Columns(List.of("p*"))),
        Recipes.with(index("kind", "kind", "Kind", 4), new Transform.Categories())));
    byte[] input = "p0,p1,p2,p3\n1,2,3,4\n".getBytes(StandardCharsets.UTF_8);
    assertThat(predict(program, Optional.of(recipe), Request.Output.CSV, input))
        .isEqualTo("ant,bee,cat,dog\n2,4,6,8\n");
  }

  @Test
  void anArrayOfExamplesAndASingleOne() {
    byte[] header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }\n".getBytes(StandardCharsets.UTF_8);
    byte[] one = ByteBuffer.allocate(14 + header.length).order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length).put(header).put(new byte[]{1, 2, 3, 4}).array();
    assertThat(predict(program(plain()), Optional.of(recipe()), Request.Output.JSON, one))
        .isEqualTo("[{\"out\":[2,4,6,8]}]\n");
  }

  @Test
  void anImageIsReadAsGrey() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSamples(0, 0, 2, 2, 0, new int[]{0, 100, 200, 255});
    File file = folder.resolve("a.png").toFile();
    ImageIO.write(image, "png", file);
    assertThat(predict(program(plain()), Optional.of(recipe(divide(2))), Request.Output.CSV,
        Files.readAllBytes(file.toPath())))
        .endsWith("\n0,100,200,255\n");
  }

  @Test
  void aColourImageBecomesGreyByItsLumaAndTransparencyWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 2, 2, new int[]{0xffff0000, 0xff00ff00, 0xff0000ff, 0}, 0, 2);
    File file = folder.resolve("a.png").toFile();
    ImageIO.write(image, "png", file);
    assertThat(predict(program(plain()), Optional.of(recipe(divide(2))), Request.Output.CSV,
        Files.readAllBytes(file.toPath())))
        .endsWith("\n76,150,29,255\n");
  }

  /** A few bytes may announce gigabytes of pixels. */
  @Test
  void anImageIsNotDecodedBeforeItsSizeIsKnownToBeRight() {
    ByteBuffer png = ByteBuffer.allocate(8 + 25);
    png.put(new byte[]{(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
    png.putInt(13).put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(1_000_000).putInt(1_000_000)
        .put(new byte[]{8, 6, 0, 0, 0}).putInt(0);
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> predict(program(plain()), Optional.of(recipe()), Request.Output.CSV, png.array()));
    assertThat(problem).hasMessage("standard input is an image of 1000000 rows and 1000000 columns, but image is "
        + "[Row=2, Col=2]");
  }

  @Test
  void anImageOfAnotherSizeIsRefused() throws IOException {
    File file = folder.resolve("a.png").toFile();
    ImageIO.write(new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY), "png", file);
    byte[] bytes = Files.readAllBytes(file.toPath());
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> predict(program(plain()), Optional.of(recipe()), Request.Output.CSV, bytes));
    assertThat(problem).hasMessage("standard input is an image of 2 rows and 3 columns, but image is [Row=2, Col=2]");
  }

  @Test
  void withoutARecipeATablesColumnsAreTakenAsTheyAre() {
    assertThat(predict(program(plain()), Optional.empty(), Request.Output.CSV,
        "a,b,c,d\n1,2,3,4\n".getBytes(StandardCharsets.UTF_8)))
        .endsWith("\n2,4,6,8\n");
  }

  @Test
  void manyExamplesGoInBatches() {
    String table = "p0,p1,p2,p3\n" + "1,2,3,4\n".repeat(1000);
    assertThat(csvOf(table).lines()).hasSize(1001).last().isEqualTo("2,4,6,8");
  }

  @Test
  void badInput() {
    assertThat(problem("")).isEqualTo("NN0403 standard input is empty");
    assertThat(problem("p0,p1,p2\n1,2,3\n"))
        .isEqualTo("NN0405 image takes 4 numbers [Row=2, Col=2], "
            + "but 3 columns of standard input are selected: p0, p1, p2");
    assertThat(problem("p0,p1,p2,p3\n1,2,x,4\n")).isEqualTo("NN0407 standard input, line 2: p2 is \"x\", not a number");
  }

  private String problem(String input) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> csvOf(input));
    return problem.code() + " " + problem.getMessage();
  }

  @Test
  void anUnknownModel() {
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> Describing.choose(Set.of("Scale"), "Scale", Optional.empty(), Optional.of("Scales")));
    assertThat(problem).hasMessage("there is no model Scales");
    assertThat(problem.hint()).contains("did you mean Scale?");
  }
}
