package adjoint.compiler;

import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.pack.ModelJar;
import adjoint.compiler.pack.Names;
import adjoint.compiler.pack.Packaging;
import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.text.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes Java classes of all models in a folder, for a build tool that runs it as a process of its own. Each model's weights lie
 * beside its file: `Digits.safetensors` for `Digits.nn`. Files without a model are checked only.
 *
 * <p>Reports on standard output, a JSON object a line: `{"written": path}`, or
 * `{"file": …, "line": …, "column": …, "code": …, "message": …, "help": …}` for each problem.
 */
public final class Generate {

  private static final String ENDING = ".nn";

  private final Path sources;
  private final Path classes;
  private final Path java;
  private final Map<String, String> settings;
  private final PrintStream out;
  private boolean wrong;

  private Generate(Path sources, Path classes, Path java, Map<String, String> settings, PrintStream out) {
    this.sources = sources;
    this.classes = classes;
    this.java = java;
    this.settings = settings;
    this.out = out;
  }

  /**
   * Exits with 1 where a problem was told.
   *
   * @param words the folder of the `.nn` files, that for classes, that for the sources of classes that programs use, then
   *     settings as `name=value`
   */
  public static void main(String[] words) throws IOException {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String word : List.of(words).subList(3, words.length)) {
      settings.put(word.substring(0, word.indexOf('=')), word.substring(word.indexOf('=') + 1));
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Generate generate = new Generate(Path.of(words[0]), Path.of(words[1]), Path.of(words[2]), settings, out);
    generate.all();
    System.exit(generate.wrong ? 1 : 0);
  }

  private void all() throws IOException {
    List<Path> files;
    try (Stream<Path> tree = Files.walk(sources)) {
      files = tree.filter(path -> path.toString().endsWith(ENDING)).sorted().toList();
    }
    for (Path file : files) {
      try {
        one(file);
      } catch (Rejected rejected) {
        rejected.problems().forEach(problem -> report(file, problem));
      } catch (UserProblem problem) {
        Optional<Place> place = problem.place();
        report(place.map(Place::file).orElse(file.toString()), place.map(Place::line).orElse(1),
            place.map(Place::column).orElse(1), problem.code(), problem.getMessage(), problem.hint());
      }
    }
  }

  private void one(Path file) throws IOException {
    Lowered lowered = Network.read(file, settings).lowered();
    if (lowered.models().isEmpty()) {
      return;
    }
    Path weights = Path.of(file.toString().replaceFirst("\\.nn$", ".safetensors"));
    if (!Files.exists(weights)) {
      throw UserProblem.of(RuntimeProblem.CHECKPOINT_MISSING, "there are no weights for " + file.getFileName()
          + ": a file " + weights.getFileName() + " beside it")
          .hint("train it with `nn train " + file.getFileName() + "` and copy best.safetensors of its run there");
    }
    Names names = names(file, Packaging.model(lowered, Optional.empty()));
    ModelJar.Parcel packed = Network.packaging(lowered).parcel(Optional.empty(), Optional.of(weights), names);
    for (Map.Entry<String, byte[]> each : packed.classes().entrySet()) {
      write(classes.resolve(each.getKey()), each.getValue());
    }
    for (Map.Entry<String, byte[]> each : packed.sources().entrySet()) {
      write(java.resolve(each.getKey()), each.getValue());
    }
  }

  /** The package is the file's folder, as in Java. */
  private Names names(Path file, String model) {
    List<String> folders = new ArrayList<>();
    for (Path folder : sources.relativize(file.getParent())) {
      folders.add(folder.toString());
    }
    folders.removeIf(String::isEmpty);
    folders.add(model);
    return Names.of(model, Optional.of(String.join(".", folders)));
  }

  private void write(Path file, byte[] bytes) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    out.println(new Json.Members(Map.of("written", new Json.Text(file.toString()))).write());
  }

  private void report(Path file, Diagnostic problem) {
    String name = problem.at().source().name();
    report(name.isEmpty() ? file.toString() : name, problem.at().line(), problem.at().column(), problem.code(),
        problem.message(), problem.help());
  }

  private void report(String file, int line, int column, String code, String message, Optional<String> help) {
    wrong = true;
    Map<String, Json> members = new LinkedHashMap<>();
    members.put("file", new Json.Text(file));
    members.put("line", Json.number((long) line));
    members.put("column", Json.number((long) column));
    members.put("code", new Json.Text(code));
    members.put("message", new Json.Text(message));
    members.put("help", new Json.Text(help.orElse("")));
    out.println(new Json.Members(members).write());
  }
}
