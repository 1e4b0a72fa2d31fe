package adjoint.repl;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A process of its own: what it did. */
public final class ProcessRun {

  private ProcessRun() {}

  /** @param input what it reads from standard input */
  public static Outcome of(Path folder, Map<String, String> environment, File input, List<String> words)
      throws IOException, InterruptedException {
    var out = Files.createTempFile(folder, "out", "");
    var err = Files.createTempFile(folder, "err", "");
    var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectInput(input)
        .redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().putAll(environment);
    int exit = builder.start().waitFor();
    return new Outcome(exit, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err,
        StandardCharsets.UTF_8));
  }

  public static Outcome of(Path folder, List<String> words) throws IOException, InterruptedException {
    return of(folder, Map.of(), new File("/dev/null"), words);
  }
}
