package adjoint.repl.command;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.lower.prompt.Declared;
import adjoint.compiler.lower.scope.Library;
import adjoint.compiler.source.Source;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.problem.NearestWord;
import adjoint.repl.session.Response;
import adjoint.repl.session.State;
import adjoint.repl.session.WrittenSignature;
import adjoint.runtime.CliProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** `:doc name`: what a function, layer or dim is. */
final class Doc {

  private Doc() {}

  static Response answer(PromptContext context, String argument) {
    if (argument.isEmpty()) {
      throw new CommandFailure(CliProblem.MISSING_WORD, ":doc needs a name", Optional.of("help: :doc Linear"));
    }
    if (Dialogue.isCommand(argument)) {
      return ShowHelp.answer(context, argument);
    }
    State state = context.session().state();
    return Response.text(item(state, argument)
        .or(() -> state.declared().callable(argument).map(c -> callable(c, argument)))
        .or(() -> core(argument))
        .orElseThrow(() -> unknown(state, argument)));
  }

  private static CommandFailure unknown(State state, String name) {
    var known = new TreeSet<>(coreNames());
    known.addAll(Library.names());
    state.items().forEach(item -> known.add(item.key()));
    return new CommandFailure(CliProblem.UNKNOWN_PATH, "nothing is called " + name,
        NearestWord.of(name, known));
  }

  private static Optional<String> item(State state, String name) {
    return state.items().stream().filter(item -> item.key().equals(name)).findFirst()
        .map(item -> item.text());
  }

  /** The comment of a callable of the library, then how it is written. */
  private static String callable(Declaration.Callable c, String name) {
    String doc = Library.find(name).map(source -> heading(source, c)).filter(text -> !text.isEmpty()).orElse(c.doc());
    return WrittenSignature.of(c) + (doc.isEmpty()
        ? ""
        : "\n" + doc.lines().map(line -> ("  " + line).stripTrailing())
            .collect(Collectors.joining("\n")));
  }

  /** The comment directly above a declaration, or at the head of its file. */
  private static String heading(Source source, Declaration.Callable c) {
    return !c.doc().isEmpty()
        ? c.doc()
        : source.text().lines().takeWhile(line -> line.startsWith("//")).map(line -> line.substring(2).strip())
            .collect(Collectors.joining("\n"));
  }

  /** The row of a function of the core in the reference. */
  private static Optional<String> core(String name) {
    Pattern here = Pattern.compile("(^|[` ])" + Pattern.quote(name) + "([`\\[( ]|$)");
    return coreNames().contains(name)
        ? reference().lines().filter(line -> line.startsWith("| `"))
            .map(line -> Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1)).map(String::strip)
                .toList())
            .filter(cells -> here.matcher(cells.getFirst()).find()).findFirst()
            .map(cells -> cells.getFirst().replace("`", "") + "\n" + rest(cells))
            .map(String::stripTrailing).or(() -> Optional.of(name))
        : Optional.empty();
  }

  private static String rest(List<String> cells) {
    String value = cells.size() > 1 && !cells.get(1).isEmpty() ? "  " + cells.get(1).replace("`", "") + "\n" : "";
    return value
        + (cells.size() > 2 && !cells.get(2).isEmpty() ? "  derivative: " + cells.get(2).replace("`", "") : "");
  }

  static Set<String> coreNames() {
    Set<String> names = new TreeSet<>(Declared.builtins());
    Arrays.stream(ScalarFunction.values()).map(ScalarFunction::symbol).forEach(names::add);
    return names;
  }

  private static String reference() {
    try (InputStream page = Doc.class.getResourceAsStream("/adjoint/stdlib/builtins.md")) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
