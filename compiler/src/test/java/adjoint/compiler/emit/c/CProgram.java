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
 * Kernels that GCC compiles.
 *
 * @param compiling makes `kernels` in the folder, which runs them, as `main.c` says
 */
record CProgram(Process compiling, Path folder) {

  private static final List<String> OPTIONS = List.of("-march=native", "-fwrapv", "-ffp-contract=off",
      "-fno-math-errno", "-fno-fast-math", "-w");

  /**
   * Begins to compile kernels; whoever runs them waits for the end.
   *
   * @param lanes 0 of those in scalar form
   * @param level `-O1`, `-O3`
   * @param folder for the text and the executable
   */
  static CProgram of(ProgramKernels kernels, int lanes, String level, Path folder)
      throws IOException {
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
    return new CProgram(new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
        .redirectOutput(folder.resolve("words").toFile()).start(), folder);
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
    Path image = folder.resolve("image");
    FrameImage.write(frame, image);
    said(image.toString());
    FrameImage.read(frame, image);
  }

  /** How many nanoseconds the quickest run on a frame takes; what the frame holds stays. */
  long quickest(Frame frame, int seconds) throws IOException, InterruptedException {
    Path image = folder.resolve("image");
    FrameImage.write(frame, image);
    String time = said(image.toString(), "" + seconds);
    return Long.parseLong(time.strip());
  }

  private String said(String... arguments) throws IOException, InterruptedException {
    if (compiling.waitFor() != 0) {
      throw new IllegalStateException("gcc in " + folder + " says:\n" + Files.readString(folder.resolve("words")));
    }
    List<String> command = new ArrayList<>(List.of(folder.resolve("kernels").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + " in " + folder + " says:\n" + words);
    }
    return words;
  }
}
