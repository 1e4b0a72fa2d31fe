package adjoint.runtime.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import adjoint.runtime.Recipes;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Data;
import adjoint.runtime.data.Loading;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Layout;
import adjoint.runtime.serve.ApiKeys;
import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Weights and data in a file system like that of Windows: drives, backslashes, no permissions of POSIX, names in any case. */
class WindowsFilesTest {

  private static final Layout LAYOUT = Layout.of(List.of(
      new Layout.Unplaced("w", Layout.Kind.PARAMETER, List.of(Recipes.axis("In", 3)))));

  private final FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
  private Path folder = Path.of("");

  @BeforeEach
  void makeAFolder() throws IOException {
    folder = Files.createDirectories(windows.getPath("C:\\Users\\Jo Doe\\runs\\Digits\\1"));
  }

  @AfterEach
  void close() throws IOException {
    windows.close();
  }

  @Test
  void weightsAreWrittenOverOldOnesAndReadAgain() throws IOException {
    Path file = folder.resolve(RunFiles.LAST);
    for (float scale : new float[]{1, 2}) {
      float[] store = Frames.store(LAYOUT);
      for (int i = 0; i < 3; i++) {
        store[i] = scale * i;
      }
      Checkpoint.save(file, "Digits", LAYOUT, store, Checkpoint.EVERYTHING, Map.of());
    }
    float[] again = Frames.store(LAYOUT);
    Checkpoint.load(RunFiles.file(folder), "Digits", LAYOUT, again, Checkpoint.WEIGHTS);

    assertThat(again).startsWith(0, 2, 4);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly(RunFiles.LAST);
    }
  }

  @Test
  void theNextRunHasAFolderOfItsOwn() {
    assertThat(RunFiles.free(folder.getParent()).toString()).isEqualTo("C:\\Users\\Jo Doe\\runs\\Digits\\2");
  }

  @Test
  void whatCannotBeWrittenIsTold() {
    Path nowhere = windows.getPath("C:\\nowhere\\last.safetensors");
    assertThatThrownBy(() -> AtomicFile.write(nowhere, "text")).isInstanceOf(UserProblem.class)
        .hasMessage("C:\\nowhere\\last.safetensors can't be written: its folder isn't there");
  }

  @Test
  void tablesAreReadThatLieInFoldersBelow() throws IOException {
    Files.createDirectories(folder.resolve("My Data"));
    Files.writeString(folder.resolve("My Data\\points.csv"), "\uFEFFp0,p1\r\n1,2\r\n3,\"4\"\r\n5,6\r\n7,8\r\n");
    for (String path : List.of("My Data/points.csv", "My Data\\points.csv", "my data/POINTS.csv")) {
      Data data = Loading.load(Recipes.of(folder, Recipes.csv(path), List.of(Recipes.real("x", 2, "p*"))), Map.of(),
          OptionalInt.empty(), Optional.empty());
      assertThat(data.train().size()).as(path).isEqualTo(4);
    }
  }

  @Test
  void keysAreReadThatEndAsLinesDoThere() throws IOException {
    assertThat(ApiKeys.read(Files.writeString(folder.resolve("keys.txt"), "one\r\ntwo\r\n")).digests()).hasSize(2);
  }
}
