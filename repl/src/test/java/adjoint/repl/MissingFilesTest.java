package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data file that isn't there is said once: nothing that only follows from it is said behind that. */
class MissingFilesTest {

  private static final Pattern PROGRAM = Pattern.compile("(?s)```nn \\S+\\.nn\n(.*?)\n```");
  private static final Pattern SAID = Pattern.compile("error\\[NN0321]: there is no f.*");

  @TempDir
  private Path folder;

  @Test
  void ofNoProgramOfThePageAboutData() throws Exception {
    for (String program : programs()) {
      Path file = Files.writeString(folder.resolve("program.nn"), program);
      var outcome = Outcome.of("check", file.toString());

      List<String> errors = outcome.err().lines().filter(line -> line.startsWith("error[")).toList();
      assertThat(errors).as(program).allMatch(error -> SAID.matcher(error).matches()
          || error.startsWith("error[NN0320]")).doesNotHaveDuplicates();
    }
  }

  private static List<String> programs() throws Exception {
    List<String> programs = new ArrayList<>();
    var found = PROGRAM.matcher(Files.readString(Path.of("..", "docs", "training.md")));
    while (found.find()) {
      programs.add(found.group(1));
    }
    assertThat(programs).hasSizeGreaterThan(8);
    return programs;
  }
}
