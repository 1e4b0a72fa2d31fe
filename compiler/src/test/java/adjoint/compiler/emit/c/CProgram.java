package adjoint.compiler.emit.c;

import adjoint.compiler.emit.ProgramKernels;
import adjoint.runtime.program.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Kernels that GCC has compiled.
 *
 * @param executable runs them, as `main.c` says
 */
record CProgram(Path executable) {

  private static final List<String> OPTIONS = List.of("-march=native", "-fwrapv", "-ffp-contract=off",
      "-fno-math-errno", "-fno-fast-math", "-w");

  /**
   * Compiles kernels.
   *
   * @param lanes 0 of those in scalar form
   * @param level `-O1`, `-O3`
   * @param folder for the text and the executable
   */
  static CProgram of(ProgramKernels kernels, int lanes, String level, Path folder)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("kernels.c"), CWriter.write(kernels));
    for (String resource : List.of("kernels.h", "main.c")) {
      try (InputStream text = Objects.requireNonNull(CProgram.class.getResourceAsStream(resource))) {
        Files.write(folder.resolve(resource), text.readAllBytes());
      }
    }
    List<String> command = new ArrayList<>(List.of("gcc", level));
    command.addAll(OPTIONS);
    if (lanes > 0) {
      command.add("-DLANES=" + lanes);
    }
    command.addAll(List.of("-o", "kernels", "kernels.c", "main.c", "-lm"));
    said(command, folder);
    return new CProgram(folder.resolve("kernels"));
  }

  /** Whether there is a GCC. */
  static boolean isPossible() throws InterruptedException {
    try {
      return new ProcessBuilder("gcc", "--version").redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs the kernels once on a frame. */
  void run(Frame frame) throws IOException, InterruptedException {
    Path image = executable.resolveSibling("image");
    FrameImage.write(frame, image);
    said(List.of(executable.toString(), image.toString()), executable.getParent());
    FrameImage.read(frame, image);
  }

  /** How many nanoseconds the quickest run on a frame takes; what the frame holds stays. */
  long quickest(Frame frame, int seconds) throws IOException, InterruptedException {
    Path image = executable.resolveSibling("image");
    FrameImage.write(frame, image);
    String time = said(List.of(executable.toString(), image.toString(), "" + seconds), executable.getParent());
    return Long.parseLong(time.strip());
  }

  private static String said(List<String> command, Path folder) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " in " + folder + " says:\n" + words);
    }
    return words;
  }
}
