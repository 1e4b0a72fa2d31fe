package adjoint.repl.command;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.diagnostic.Revise;
import adjoint.compiler.parse.Parsed;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.SourceFiles;
import adjoint.repl.problem.CommandFailure;
import adjoint.repl.problem.MissingFile;
import adjoint.repl.session.Item;
import adjoint.repl.session.Response;
import adjoint.repl.session.SessionProgram;
import adjoint.repl.session.State;
import adjoint.runtime.CliProblem;
import adjoint.runtime.weights.AtomicFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** `:load`, `:reload`, `:save`: a session and files. */
final class LoadAndSave {

  private static final String WEIGHTS = ".safetensors";

  /** The test block in which a saved session keeps what is bound. */
  static final String SESSION = "session";

  private LoadAndSave() {}

  static Response load(PromptContext context, String argument) {
    if (argument.isEmpty()) {
      throw new CommandFailure(CliProblem.MISSING_WORD, ":load needs a file", Optional.of("help: :load digits.nn"));
    }
    Path file = path(context, argument);
    return argument.endsWith(WEIGHTS) ? weights(context, file) : program(context, file);
  }

  private static Path path(PromptContext context, String name) {
    try {
      return context.session().home().resolve(name);
    } catch (InvalidPathException e) {
      throw new CommandFailure(CliProblem.NO_SUCH_FILE, "no file can be called that", Optional.empty());
    }
  }

  static Response reload(PromptContext context, String argument) {
    return program(context,
        context.session().state().file().orElseThrow(() -> new CommandFailure(CliProblem.NOTHING_TO_SHOW,
            "no file was loaded", Optional.of("help: :load digits.nn"))));
  }

  private static Response program(PromptContext context, Path file) {
    Source source = SourceFiles.read(file).orElseThrow(() -> MissingFile.of(file));
    Parsed parsed = Parser.parse(source);
    if (!parsed.problems().isEmpty()) {
      return Response.problems(
          Revise.tried(source, parsed.problems(), changed -> Parser.parse(changed).problems()));
    }
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    List<Declaration> declarations = parsed.file().declarations();
    Response declared = context.session().declare(
        declarations.stream().filter(declaration -> !isSession(declaration)).toList(), folder, Optional.of(file));
    if (declared.failed()) {
      return declared;
    }
    declarations.stream().filter(LoadAndSave::isSession)
        .flatMap(session -> SavedSession.sizes(session.span().text()).stream())
        .forEach(size -> SetSize.answer(context, size));
    Response bound = declarations.stream().filter(LoadAndSave::isSession)
        .flatMap(session -> ((Declaration.Test) session).body().statements().stream())
        .map(statement -> context.session().enter(source, statement)).reduce(Response.NOTHING, Response::then);
    Path stored = stored(file);
    Response trained = Files.isRegularFile(stored) ? weights(context, stored) : Response.NOTHING;
    return declared.then(onlyProblems(bound)).then(trained).then(Response.note(file + " is loaded"));
  }

  private static boolean isSession(Declaration declaration) {
    return declaration instanceof Declaration.Test test && test.name().equals(SESSION);
  }

  private static Response onlyProblems(Response response) {
    return response.failed() ? response : Response.NOTHING;
  }

  /** Where the weights of a saved session are. */
  private static Path stored(Path file) {
    return file.resolveSibling(file.getFileName().toString().replaceAll("\\.nn$", "") + WEIGHTS);
  }

  private static Response weights(PromptContext context, Path file) {
    State state = context.session().state();
    context.session().become(SessionProgram.loadInto(state, file));
    return Response.note("weights: " + file);
  }

  static Response save(PromptContext context, String argument) {
    if (argument.isEmpty()) {
      throw new CommandFailure(CliProblem.MISSING_WORD, ":save needs the name of a file",
          Optional.of("help: :save session.nn"));
    }
    Path file = path(context, argument.endsWith(".nn") ? argument : argument + ".nn");
    State state = context.session().state();
    SavedSession saving = SavedSession.of(state);
    if (saving.text().isEmpty()) {
      throw new CommandFailure(CliProblem.NOTHING_TO_SHOW, "there is nothing to save yet", Optional.empty());
    }
    AtomicFile.write(file, saving.text());
    boolean weights = !state.weights().isEmpty();
    if (weights) {
      SessionProgram.store(state, saving.owners(), stored(file));
    }
    String left = saving.left().isEmpty()
        ? ""
        : "\nleft out, since the file can't compute them: " + String.join(", ", saving.left());
    return Response.note(
        "saved: " + file + (weights ? ", and the weights in " + stored(file) : "") + moved(state, file) + left);
  }

  /** Paths in a file begin where it is. */
  private static String moved(State state, Path file) {
    Path from = state.directory().toAbsolutePath().normalize();
    boolean reads = state.items().stream().map(Item::declaration)
        .anyMatch(each -> each instanceof Declaration.Use || each instanceof Declaration.Train);
    return !reads || from.equals(file.toAbsolutePath().normalize().getParent())
        ? ""
        : "\ndata and used files are looked for beside it from now on, and were in " + from;
  }
}
