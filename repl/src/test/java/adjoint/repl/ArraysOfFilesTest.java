package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays of files that aren't examples, and sizes of dims that files say. */
class ArraysOfFilesTest {

  private static final String NET = """
      dim Batch
      dim Node = count("adjacency.npy")
      dim F = 3
      dim Class = {low, high}
      adjacency: [Node, Node'] = npy("adjacency.npy")
      parent: Node[Node] = csv("nodes.csv", "parent")
      seen: bool[Node] = csv("nodes.csv", "seen")
      kind: Class[Node] = csv("nodes.csv", "kind")
      weights: [Class] = csv("weights.csv")

      layer Embed(n: Node[..]) -> [.., F] {
        param table: [Node, F] = 0.5 * npz("banks.npz", "table")
        table[n]
      }

      model Net(node: Node[Batch]) -> [Batch, Class] {
        h = Embed(node)
        up = where(seen[parent[node]], 1.0, 0.5)
        Linear[F -> Class](h) + sum[Node'](adjacency[node]) / 4 + up
      }

      train Net {
        data csv("data.csv") { node: Node = column("node") }
        split train 75%, validation 25%
        batch Batch = 8
        y = kind[node]
        minimize mean[Batch](cross_entropy[Class](Net(node), y) * weights[y]) using SGD[lr = 0.1]
        epochs 2
      }

      test "arrays are what the files hold" {
        assert sum(adjacency) ~= 6
        assert all(parent[Node: 3] == 2)
        assert sum(where(seen, 1.0, 0.0)) ~= 3
        assert all(adjacency[Node: parent] == adjacency[parent])
        assert all(parent[Node: parent[parent]] == 0)
        e = Embed(parent)
        assert sum(e[Node: 2]) ~= 0.6
        assert grad(sum(adjacency * adjacency), adjacency) ~= 2 * adjacency
      }
      """;

  @TempDir
  private Path folder;

  private String file;

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("net.nn"), NET).toString();
    Files.write(folder.resolve("adjacency.npy"), npy("(4, 4)", 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0));
    var table = npy("(4, 3)", 0, .1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f, 1, 1.1f);
    var archive = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(archive)) {
      zip.putNextEntry(new ZipEntry("table.npy"));
      zip.write(table);
    }
    Files.write(folder.resolve("banks.npz"), archive.toByteArray());
    Files.writeString(folder.resolve("nodes.csv"),
        "parent,seen,kind\n0,true,low\n0,false,high\n1,true,low\n2,1,high\n");
    Files.writeString(folder.resolve("weights.csv"), "weight\n0.5\n1.5\n");
    Files.writeString(folder.resolve("data.csv"), "node\n" + IntStream.range(0, 40).mapToObj(i -> i % 4 + "\n")
        .collect(Collectors.joining()));
    Files.writeString(folder.resolve("new.csv"), "node\n0\n1\n2\n3\n");
  }

  private static byte[] npy(String shape, float... numbers) {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + "}\n";
    var bytes = ByteBuffer.allocate(10 + header.length() + 4 * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[]{(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.US_ASCII));
    for (float number : numbers) {
      bytes.putFloat(number);
    }
    return bytes.array();
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private Outcome train(String name, String... more) {
    var words = Stream.concat(Stream.of("train", file, "--out", folder.resolve(name).toString()), Stream.of(more));
    var outcome = Outcome.of(words.toArray(String[]::new));
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return outcome;
  }

  private String predicted(String program, Path weights) {
    var outcome = Outcome.of("predict", program, folder.resolve("new.csv").toString(), "--weights", weights.toString());
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    return outcome.out();
  }

  @Test
  void theyAreWhatTheFilesHold() {
    assertThat(Outcome.of("test", file).out()).endsWith("1 test, all passed\n");
    assertThat(Outcome.of("check", "--grad", file).out()).contains("ok").doesNotContain("WRONG");
  }

  /** Whoever has the weights needs no file, in the compiler's scalar and vector form, and in a jar's. */
  @Test
  void weightsKeepThem() throws Exception {
    train("run");
    String there = predicted(file, folder.resolve("run"));
    var jar = folder.resolve("net.jar").toString();
    var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    var alone = Files.copy(Path.of(file), elsewhere.resolve("net.nn")).toString();

    assertThat(predicted(alone, folder.resolve("run"))).isEqualTo(there);
    assertThat(Outcome.of("build", alone, "--weights", folder.resolve("run").toString(), "-o", jar).exit()).isZero();
    assertThat(ProcessRun.of(folder, List.of(java(), "-jar", jar, "predict", "new.csv")).out()).isEqualTo(there);
    Files.copy(folder.resolve("data.csv"), elsewhere.resolve("data.csv"));
    assertThat(Outcome.of("evaluate", alone, "--weights", folder.resolve("run").toString()).exit()).isZero();
    assertThat(Outcome.of("train", alone, "--resume", folder.resolve("run").toString(), "--epochs", "3").exit())
        .isZero();
  }

  @Test
  void aFileElsewhereIsFound() throws Exception {
    Files.move(folder.resolve("adjacency.npy"), folder.resolve("other.npy"));
    assertThat(Outcome.of("train", file).err()).contains("error[NN0321]", "--data adjacency=FILE", "--set Node=…");

    train("run", "--data", "adjacency=" + folder.resolve("other.npy"));
    assertThat(Outcome.of("test", file, "--data", "adjacency=" + folder.resolve("other.npy")).exit()).isZero();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      nodes.csv   | parent,seen,kind;0,true,low;0,false,high;1,true,low;4,1,high | nodes.csv, line 5
      nodes.csv   | parent,seen,kind;0,true,low;0,false,high;1,true,low;2,1,hot  | nodes.csv, line 5
      nodes.csv   | parent,seen,kind;0,true,low;0,false,high;1,true,low          | nodes.csv holds 3 rows, and Node=4
      nodes.csv   | parent,seen;0,true;0,false;1,true;2,1                        | nodes.csv has no column "kind"
      weights.csv | weight;0.5;                                                  | weights.csv holds 1 row, and Class=2
      weights.csv | weight;0.5;much                                              | weights.csv, line 3
      """)
  void whatDoesntFitIsTold(String name, String content, String told) throws Exception {
    Files.writeString(folder.resolve(name), content.replace(';', '\n'));

    var outcome = Outcome.of("train", file, "--out", folder.resolve("run").toString());

    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.err()).contains(told).contains("net.nn:");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void headersAreComparedWithTypes() throws Exception {
    Files.writeString(Path.of(file), NET.replace("count(\"adjacency.npy\")", "5"));

    assertThat(Outcome.of("check", file).err()).contains("error[NN0320]: adjacency.npy holds [4, 4], and [Node=5, "
        + "Node'=5] is declared", "error[NN0320]: banks.npz holds [4, 3], and [Node=5, F=3] is declared");
  }

  @Test
  void thePromptReadsThem() {
    var said = Conversation.at(folder);
    said.say(":load net.nn");

    assertThat(said.answers("""
        sum(adjacency)
        parent
        z: [Node] = csv("nodes.csv", "parent")
        sum(z) + 39
        """)).contains(": 6\n", ": Node[Node = 4]  0  0  1  2\n", ": 42\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      count("words.csv", "a")            | 3
      count("words.csv", "b")            | 2
      count("words.csv", "a", "b")       | 4
      count("words.csv")                 | 4
      count("adjacency.npy", axis = 1)   | 4
      count("banks.npz", "table")        | 4
      count("banks.npz", "table", axis = 1) | 3
      """)
  void filesSaySizes(String count, String size) throws Exception {
    Files.writeString(folder.resolve("words.csv"), "a,b\nx,y\ny,w\nx,y\nz,\n");
    var counting = Files.writeString(folder.resolve("counting.nn"), """
        dim D = %s
        test "size" {
          assert size[D] == %s
        }
        """.formatted(count, size)).toString();

    assertThat(Outcome.of("test", counting).out()).endsWith("1 test, all passed\n");
  }

  /** A table that has grown since gives weights no other sizes. */
  @Test
  void weightsKeepSizes() throws Exception {
    Files.writeString(folder.resolve("users.csv"), "user,y\nann,1\nbob,2\ncid,3\nann,1\n");
    var text = """
        dim Batch
        dim User = count("users.csv", "user")
        model Net(user: User[Batch]) -> [Batch] {
          param bias: [User] = 0
          bias[user]
        }
        train Net {
          data csv("users.csv") { user: User = categories(column("user")), y: real = column("y") }
          minimize mean((Net(user) - y)^2) using SGD[lr = 0.1]
          batch Batch = 2
          epochs 1
        }
        """;
    file = Files.writeString(folder.resolve("users.nn"), text).toString();
    Files.writeString(folder.resolve("new.csv"), "user\ncid\nann\n");
    train("run");
    String before = predicted(file, folder.resolve("run"));

    Files.writeString(folder.resolve("users.csv"), "user,y\nann,1\nbob,2\ncid,3\ndan,1\n");
    assertThat(predicted(file, folder.resolve("run"))).isEqualTo(before);
    Files.delete(folder.resolve("users.csv"));
    assertThat(predicted(file, folder.resolve("run"))).isEqualTo(before);
    assertThat(Outcome.of("export", file, "--weights", folder.resolve("run").toString(), "-o",
        folder.resolve("users.npz").toString()).exit()).isZero();
    assertThat(Outcome.of("check", file).err()).contains("error[NN0321]");
    assertThat(Outcome.of("check", file, "--set", "User=3").exit()).isZero();
  }
}
