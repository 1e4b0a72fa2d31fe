package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Follows a page as a reader would, in a folder where `./nn` and `examples` are, with Adjoint on the class path. A block with a file's name behind its
 * language is that file, or with a `+` what is added to it; a `console` block has commands behind `$` and what they
 * print. In that, `...` stands for any lines, and seconds and the sizes of jars aren't compared.
 */
final class Walkthrough {

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\S+)(?: (\\S+))?( \\+)?\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern VARYING = Pattern.compile(
      "\\d+\\.\\d(?= s$)|(?<=\"seconds\":)[0-9.]+|(?<=jar: )[0-9,]+(?= bytes)", Pattern.MULTILINE);

  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private final Path folder;

  private Walkthrough(Path folder) {
    this.folder = folder;
  }

  static Walkthrough at(Path folder) throws IOException {
    Files.createSymbolicLink(folder.resolve("examples"), Path.of("../examples").toRealPath());
    var nn = Files.writeString(folder.resolve("nn"), """
        #!/bin/sh
        exec '%s' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s "$@"
        """.formatted(JAVA, System.getProperty("java.class.path"),
        Main.class.getName()));
    assertThat(nn.toFile().setExecutable(true)).isTrue();
    return new Walkthrough(folder);
  }

  /** The page, with the output of each command that is shown without one. */
  String follow(String page) throws Exception {
    var followed = new StringBuilder();
    var blocks = BLOCK.matcher(page);
    while (blocks.find()) {
      var text = blocks.group(4);
      if (blocks.group(1).equals("console")) {
        blocks.appendReplacement(followed, "");
        followed.append("```console\n").append(run(text)).append("```");
      } else {
        assertThat(blocks.group(2)).as("the file that a block is:\n" + text).isNotNull();
        write(folder.resolve(blocks.group(2)), text, blocks.group(3) != null);
      }
    }
    return blocks.appendTail(followed).toString();
  }

  private static void write(Path file, String text, boolean add) throws IOException {
    if (add) {
      Files.writeString(file, "\n" + text, StandardOpenOption.APPEND);
    } else {
      Files.writeString(file, text);
    }
  }

  private String run(String console) throws Exception {
    var shown = new StringBuilder();
    for (var command : console.split("^\\$ |\n\\$ ")) {
      if (!command.isBlank()) {
        var end = command.indexOf('\n');
        shown.append(run(end < 0 ? command : command.substring(0, end), end < 0 ? "" : command.substring(end + 1)));
      }
    }
    return shown.toString();
  }

  private String run(String command, String shown) throws Exception {
    var shell = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true);
    shell.environment().merge("PATH", JAVA.getParent() + ":", (path, java) -> java + path);
    shell.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    var process = shell.start();
    process.getOutputStream().close();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    if (!shown.isEmpty()) {
      assertThat(VARYING.matcher(printed).replaceAll("#").strip()).as(command).matches(pattern(shown));
    }
    return "$ " + command + "\n" + (shown.isEmpty() ? printed : shown.stripTrailing() + "\n");
  }

  private static Pattern pattern(String shown) {
    return Pattern.compile(VARYING.matcher(shown.strip()).replaceAll("#").lines()
        .map(line -> line.equals("...") ? "(?:.*(?:\\n|$))*?" : Pattern.quote(line) + "(?:\\n|$)")
        .collect(Collectors.joining()));
  }
}
