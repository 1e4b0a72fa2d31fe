package adjoint.repl.session;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.lower.prompt.Declared;
import adjoint.compiler.lower.scope.Library;
import adjoint.compiler.parse.Lexemes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a word that is begun may become: a name with its signature, a dim, a column of the data, a file. */
public final class Completing {

  /**
   * A proposal.
   *
   * @param value in place of the word
   * @param meaning shown beside it; may be empty
   */
  public record Proposal(String value, String meaning) {}

  private static final Pattern OPEN_TEXT = Pattern.compile("\"([^\"\\n]*)$");
  private static final Pattern COLUMN = Pattern.compile("columns?\\s*\\(\\s*(\"[^\"\\n]*\"\\s*,\\s*)*\"[^\"\\n]*$");
  private static final Pattern TABLE = Pattern.compile("csv\\s*\\(\\s*\"([^\"\\n]+)\"");
  private static final Pattern FILE_COMMAND = Pattern.compile("^\\s*[:/](load|save)\\s+(\\S*)$");
  private static final Pattern WORD = Pattern.compile("[$A-Za-z_][\\w.]*$");

  private Completing() {}

  /** The word before the cursor that is being completed; may be empty. */
  public static String word(String before) {
    for (Pattern pattern : List.of(FILE_COMMAND, OPEN_TEXT, WORD)) {
      Matcher found = pattern.matcher(before);
      if (found.find()) {
        return found.groupCount() == 0 ? found.group() : found.group(found.groupCount());
      }
    }
    return "";
  }

  /** Proposals for the word before the cursor, in order. */
  public static List<Proposal> proposals(Session session, String before) {
    State state = session.state();
    String word = word(before);
    if (FILE_COMMAND.matcher(before).find()) {
      return files(session.home(), word);
    }
    if (COLUMN.matcher(before).find()) {
      return columns(state, before).stream().filter(column -> column.startsWith(word))
          .map(column -> new Proposal(column, "")).toList();
    }
    if (OPEN_TEXT.matcher(before).find()) {
      return files(state.directory(), word);
    }
    Map<String, String> names = names(state);
    names.putAll(GivenByName.at(before.substring(0, before.length() - word.length()), state.declared()));
    return names.entrySet().stream().filter(name -> name.getKey().startsWith(word))
        .map(name -> new Proposal(name.getKey(), name.getValue())).toList();
  }

  /** Everything that has a name, with what it is. */
  private static Map<String, String> names(State state) {
    Map<String, String> all = new TreeMap<>();
    Lexemes.words().forEach(word -> all.put(word, ""));
    List.of("train", "test", "use", "true", "false", "pi", "inf", "training").forEach(word -> all.put(word, ""));
    Declared.builtins().forEach(name -> all.put(name, "built in"));
    Stream.of(ScalarFunction.values()).map(ScalarFunction::symbol).filter(symbol -> symbol.matches("\\w+"))
        .forEach(name -> all.put(name, "elementwise"));
    Library.names().forEach(name -> all.put(name, signature(state, name)));
    state.declared().stored().keySet().forEach(path -> all.put(path, "stored"));
    state.items().stream().filter(item -> item.key().matches("\\w+"))
        .forEach(item -> all.put(item.key(), meaning(item.declaration())));
    state.bound().forEach((name, binding) -> all.put(name, binding.type().map(Object::toString).orElse("")));
    return all;
  }

  private static String signature(State state, String name) {
    return state.declared().callable(name).map(WrittenSignature::of).orElse("");
  }

  private static String meaning(Declaration declaration) {
    return declaration instanceof Declaration.Callable c
        ? WrittenSignature.of(c)
        : declaration.span().text().lines().findFirst().orElse("");
  }

  // Columns and files

  /** The columns of the table that the text, or else the session's train block, reads. */
  private static List<String> columns(State state, String before) {
    String declared = state.items().stream().map(Item::declaration).filter(d -> d instanceof Declaration.Train)
        .map(d -> d.span().text()).findFirst().orElse("");
    Matcher table = TABLE.matcher(before);
    Optional<String> last = table.results().reduce((a, b) -> b).map(found -> found.group(1))
        .or(() -> TABLE.matcher(declared).results().findFirst().map(found -> found.group(1)));
    return last.map(path -> TableHeader.names(state.directory().resolve(path))).orElse(List.of());
  }

  private static List<Proposal> files(Path from, String begun) {
    int slash = begun.lastIndexOf('/');
    String folder = begun.substring(0, slash + 1);
    String name = begun.substring(slash + 1);
    try (var entries = Files.list(from.resolve(folder.isEmpty() ? "." : folder))) {
      return entries.filter(entry -> entry.getFileName().toString().startsWith(name))
          .filter(entry -> !name.isEmpty() || !entry.getFileName().toString().startsWith("."))
          .map(entry -> proposal(folder, entry)).sorted((a, b) -> a.value().compareTo(b.value())).toList();
    } catch (IOException | InvalidPathException e) {
      return List.of();
    }
  }

  private static Proposal proposal(String folder, Path entry) {
    return new Proposal(folder + entry.getFileName() + (Files.isDirectory(entry) ? "/" : ""), "");
  }
}
