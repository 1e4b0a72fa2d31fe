package adjoint.compiler.diagnostic;

import adjoint.compiler.Compiler;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.source.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program on the page of a problem, in a fence that begins with `nn wrong` or `nn right`. Behind that may stand `escaped`
 * (`\u0000` in it means that character) and `--set name=value`.
 */
record Example(CompilerProblem kind, boolean wrong, String flags, String text) {

  static final Path PAGES = Path.of("src/main/resources/adjoint/compiler/diagnostic/explain");

  private static final Pattern BLOCK = Pattern.compile("^```nn (wrong|right)(.*)\\n(?s:(.*?))^```$", Pattern.MULTILINE);
  private static final Pattern SET = Pattern.compile("--set (\\w+)=(\\S+)");

  private static String page(CompilerProblem kind) throws IOException {
    return Files.readString(PAGES.resolve(kind.code() + ".md"));
  }

  static List<Example> of(CompilerProblem kind) throws IOException {
    return BLOCK.matcher(page(kind)).results()
        .map(block -> new Example(kind, block.group(1).equals("wrong"), block.group(2), block.group(3))).toList();
  }

  /** What is told about the program: everything that checking it finds; of warnings those that the page is about. */
  List<Diagnostic> problems() {
    var source = new Source(kind.code() + ".nn", flags.contains("escaped") ? text.replace("\\u0000", "\0") : text);
    Map<String, String> sets = new HashMap<>();
    SET.matcher(flags).results().forEach(set -> sets.put(set.group(1), set.group(2)));
    var checked = Compiler.check(source, new ProgramLowering.Options(PAGES, path -> use(path), sets, false));
    return Stream.concat(checked.problems().stream(), checked.lowered().stream()
        .flatMap(lowered -> lowered.warnings().stream()).filter(warning -> warning.kind() == kind)).toList();
  }

  /** A file that an example may use. */
  private static Optional<Source> use(String path) {
    return path.equals("blocks.nn")
        ? Optional.of(new Source(path, "fn twice(x: [..]) -> [..] {\n  2 * x\n}\n"))
        : Optional.empty();
  }
}
