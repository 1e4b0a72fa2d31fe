package adjoint.repl.command;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.diagnostic.Revise;
import adjoint.compiler.parse.Parsed;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.repl.CommandFailure;
import adjoint.repl.Sources;
import adjoint.repl.Trouble;
import adjoint.repl.session.Item;
import adjoint.repl.session.Programs;
import adjoint.repl.session.Response;
import adjoint.repl.session.State;
import adjoint.runtime.weights.AtomicFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** `:load`, `:reload`, `:save`: a session and files. */
final class Files {

  private static final String WEIGHTS = ".safetensors";

  /** The test block in which a saved session keeps what is bound. */
  static final String SESSION = "session";

  private Files() {}

  static Response load(Desk desk, String argument) {
    if (argument.isEmpty()) {
      throw new CommandFailure(Trouble.MISSING_WORD, ":load needs a file", Optional.of("help: :load digits.nn"));
    }
    Path file = path(desk, argument);
    return argument.endsWith(WEIGHTS) ? weights(desk, file) : program(desk, file);
  }

  private static Path path(Desk desk, String name) {
    try {
      return desk.session().home().resolve(name);
    } catch (InvalidPathException e) {
      throw new CommandFailure(Trouble.NO_SUCH_FILE, "no file can be called that", Optional.empty());
    }
  }

  static Response reload(Desk desk, String argument) {
    return program(desk, desk.session().state().file().orElseThrow(() -> new CommandFailure(Trouble.NOTHING_TO_SHOW,
        "no file was loaded", Optional.of("help: :load digits.nn"))));
  }

  private static Response program(Desk desk, Path file) {
    Source source = Sources.named(file);
    Parsed parsed = Parser.parse(source);
    if (!parsed.problems().isEmpty()) {
      return Response.problems(
          Revise.tried(source, parsed.problems(), changed -> Parser.parse(changed).problems()));
    }
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
    List<Declaration> declarations = parsed.file().declarations();
    Response declared = desk.session().declare(
        declarations.stream().filter(declaration -> !isSession(declaration)).toList(), folder, Optional.of(file));
    if (declared.failed()) {
      return declared;
    }
    declarations.stream().filter(Files::isSession)
        .flatMap(session -> Saving.sizes(session.span().text()).stream()).forEach(size -> Sizes.answer(desk, size));
    Response bound = declarations.stream().filter(Files::isSession)
        .flatMap(session -> ((Declaration.Test) session).body().statements().stream())
        .map(statement -> desk.session().enter(source, statement)).reduce(Response.NOTHING, Response::then);
    Path stored = stored(file);
    Response trained = java.nio.file.Files.isRegularFile(stored) ? weights(desk, stored) : Response.NOTHING;
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

  private static Response weights(Desk desk, Path file) {
    State state = desk.session().state();
    desk.session().become(Programs.loadInto(state, file));
    return Response.note("weights: " + file);
  }

  static Response save(Desk desk, String argument) {
    if (argument.isEmpty()) {
      throw new CommandFailure(Trouble.MISSING_WORD, ":save needs the name of a file",
          Optional.of("help: :save session.nn"));
    }
    Path file = path(desk, argument.endsWith(".nn") ? argument : argument + ".nn");
    State state = desk.session().state();
    Saving saving = Saving.of(state);
    if (saving.text().isEmpty()) {
      throw new CommandFailure(Trouble.NOTHING_TO_SHOW, "there is nothing to save yet", Optional.empty());
    }
    AtomicFile.write(file, saving.text());
    boolean weights = !state.weights().isEmpty();
    if (weights) {
      Programs.store(state, saving.owners(), stored(file));
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
