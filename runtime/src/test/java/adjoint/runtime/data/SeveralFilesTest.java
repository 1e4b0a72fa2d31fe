package adjoint.runtime.data;

import static adjoint.runtime.Recipes.PLACE;
import static adjoint.runtime.Recipes.csv;
import static adjoint.runtime.Recipes.real;
import static adjoint.runtime.Recipes.scalar;
import static adjoint.runtime.data.Loaded.reals;
import static adjoint.runtime.data.Loaded.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Selection;
import adjoint.runtime.recipe.Source;
import adjoint.runtime.recipe.Transform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables in several files, and several arrays in one. */
class SeveralFilesTest {

  @TempDir
  Path folder;

  private Data load(Source source, Field... fields) {
    return Loading.load(Recipes.of(folder, source, List.of(fields)), Map.of(), OptionalInt.of(100), Optional.empty());
  }

  private void refused(Source source, Field field, String message) {
    UserProblem problem = catchThrowableOfType(UserProblem.class, () -> load(source, field));
    assertThat(problem.code() + ": " + problem.getMessage() + problem.hint().map(h -> " | " + h).orElse(""))
        .isEqualTo(message);
    assertThat(problem.place()).contains(PLACE);
  }

  @Test
  void tablesAreOneAfterAnother() throws IOException {
    write(folder, "part-2.csv", "y,x\n0,3\n");
    Files.write(folder.resolve("part-1.csv"), Loaded.gzip("x,y\n1,0\n2,0\n".getBytes(StandardCharsets.UTF_8)));
    write(folder, "other.csv", "z\n1\n");
    assertThat(reals(load(csv("part-?.csv"), scalar("x", "x")).train(), "x", 0, 1, 2)).containsExactly(1, 2, 3);
    write(folder, "a.tsv", "x\ty\n1\t2\n");
    write(folder, "b.tsv", "x\ty\n3\t4\n");
    assertThat(reals(load(new Tsv("*.tsv", true, PLACE), scalar("y", "y")).train(), "y", 0, 1)).containsExactly(2, 4);
    write(folder, "a.jsonl", "{\"x\": 1}\n");
    write(folder, "b.jsonl", "{\"y\": 0, \"x\": 2}\n");
    assertThat(reals(load(new JsonTable("?.jsonl", PLACE), scalar("x", "x")).train(), "x", 0, 1)).containsExactly(1, 2);
  }

  @Test
  void theirLinesAreTheirOwn() throws IOException {
    write(folder, "part-1.csv", "x\n1\n2\n");
    write(folder, "part-2.csv", "x\n3\nfour\n");
    refused(csv("part-*.csv"), scalar("x", "x"), "NN0407: part-2.csv, line 3: x is \"four\", not a number");
    write(folder, "part-2.csv", "y\n3\n");
    refused(csv("part-*.csv"), scalar("x", "x"), "NN0404: part-2.csv has no column \"x\" | did you mean \"y\"?");
    refused(csv("dart-*.csv"), scalar("x", "x"), "NN0401: no file is called as " + folder.resolve("dart-*.csv")
        + " | `*` stands for any characters of a name, `?` for one");
    Origins origins = new Origins();
    origins.add("a", new int[]{2, 5});
    origins.add("b", new int[]{7});
    assertThat(List.of(origins.of(1), origins.of(2))).containsExactly("a, line 5", "b, line 7");
  }

  private static byte[] npy(String type, int rows, int width, byte[] values) {
    String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + rows + ", " + width + "), }";
    ByteBuffer file = ByteBuffer.allocate(128 + values.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
    file.put(String.format("%-117s\n", header).getBytes(StandardCharsets.US_ASCII)).put(values);
    return file.array();
  }

  private void archive(String name, Map<String, byte[]> members) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        zip.putNextEntry(new ZipEntry(member.getKey() + ".npy"));
        zip.write(member.getValue());
      }
    }
    Files.write(folder.resolve(name), bytes.toByteArray());
  }

  @Test
  void arraysOfAnArchive() throws IOException {
    archive("a.npz", Map.of("x_train", npy("|u1", 2, 2, new byte[]{1, 2, 3, 4}),
        "half", npy("<f2", 2, 1, new byte[]{0, 0x3c, 0, (byte) 0xc0})));
    Source npz =
        new Npz("a.npz", List.of(new Source.NamedFile("x", "x_train"), new Source.NamedFile("h", "half")), PLACE);
    Data data = load(npz, array("x", 2), array("h", 1));
    assertThat(reals(data.train(), "x", 0, 1)).containsExactly(1, 2, 3, 4);
    assertThat(reals(data.train(), "h", 0, 1)).containsExactly(1, -2);
    refused(new Npz("a.npz", List.of(new Source.NamedFile("x", "x_trian")), PLACE), array("x", 2),
        "NN0404: a.npz holds no array \"x_trian\" | did you mean \"x_train\"?");
    write(folder, "b.npz", "PK and nothing else");
    UserProblem problem = catchThrowableOfType(UserProblem.class,
        () -> load(new Npz("b.npz", List.of(new Source.NamedFile("x", "x")), PLACE), array("x", 2)));
    assertThat(problem.getMessage()).startsWith("b.npz is no whole archive (");
  }

  private static Field array(String name, int width, Transform... transforms) {
    return real(name, List.of(Recipes.axis("In", width)), new Selection.Array(name), transforms);
  }

  @Test
  void wholeNumbersThatAreBfloat16() throws IOException {
    Files.write(folder.resolve("a.npy"), npy("<u2", 1, 2, new byte[]{(byte) 0x80, 0x3f, 0x20, (byte) 0xc1}));
    Source npy = new Npy(List.of(new Source.NamedFile("x", "a.npy")), PLACE);
    Field field = array("x", 2, new Transform.Apply(Transform.Function.BFLOAT16));
    assertThat(reals(load(npy, field).train(), "x", 0)).containsExactly(1, -10);
  }
}
