package adjoint.repl.session;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.diagnostic.Revise;
import adjoint.compiler.lower.prompt.Declared;
import adjoint.compiler.lower.prompt.LoweredEntry;
import adjoint.compiler.lower.prompt.Recompute;
import adjoint.compiler.parse.ParsedEntry;
import adjoint.compiler.parse.ParsedEntry.Line;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.runtime.program.Pool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;

/** The core of the prompt: takes what was typed, gives the answer. Knows no terminal. */
public final class Session {

  /** What a text that comes from no file is called in messages. */
  public static final String PROMPT = "prompt";

  static final String RESULT = "result";

  private final Path home;
  private final Entries entries;
  private volatile OptionalInt width = OptionalInt.empty();
  private volatile State state;
  private volatile boolean stopped;
  private volatile Runnable whenStopped = () -> {};

  private Session(State state, Path home, Entries entries) {
    this.entries = entries;
    this.state = state;
    this.home = home;
  }

  /**
   * A session that knows nothing yet.
   *
   * @param home where files, data and runs are found
   */
  public static Session begin(Path home) {
    return new Session(empty(home), home, new Entries());
  }

  private static State empty(Path home) {
    Path folder = home.toAbsolutePath();
    Declared declared =
        Declared.of(SessionProgram.file(List.of()), SessionProgram.options(folder)).declared().orElseThrow();
    return new State(List.of(), declared, Map.of(), Map.of(), Map.of(), Map.of(), 0, 0, folder, Optional.empty(),
        Optional.empty());
  }

  /** Another session that goes on from where this one stands, for when this one doesn't answer any more. */
  public Session fork() {
    Declared again =
        Declared.of(SessionProgram.file(state.items()), SessionProgram.options(state.directory())).declared()
            .orElseThrow();
    Session fork =
        new Session(Redeclaration.of(state, state.items(), again, Set.of()).state(), home, entries.copy());
    fork.width = width;
    return fork;
  }

  /** The width of lines on a terminal; empty where there is none. */
  public OptionalInt width() {
    return width;
  }

  public void fit(OptionalInt columns) {
    width = columns;
  }

  // What was entered

  /** Remembers an entry, and the state before it where it has changed that. */
  public void remember(String entry, State before) {
    entries.add(entry, before, state != before);
  }

  /** What was entered so far, in order. */
  public List<String> entries() {
    return entries.texts();
  }

  /** Goes back to before the last entry that changed something; that entry, where there is one. */
  public Optional<String> undo() {
    Optional<Entries.Step> last = entries.pop();
    last.ifPresent(step -> state = step.before());
    return last.map(Entries.Step::entry);
  }

  /** Where it was begun. */
  public Path home() {
    return home;
  }

  public State state() {
    return state;
  }

  /** Forgets everything. */
  public void reset() {
    state = empty(home);
  }

  public void become(State next) {
    state = next;
  }

  /** Asks what is running to stop: an evaluation ends by a {@link CancellationException}, and nothing has changed. */
  public void stop() {
    stopped = true;
    whenStopped.run();
  }

  public boolean isStopped() {
    return stopped;
  }

  /** Before a new request. */
  public void go() {
    stopped = false;
    whenStopped = () -> {};
  }

  /** Lets what is running end in another way when it is asked to stop. */
  public void whenStopped(Runnable request) {
    whenStopped = request;
  }

  /** Ends what is running, where it was asked to stop. */
  public void check() {
    if (stopped) {
      throw new CancellationException();
    }
  }

  /** Threads for an evaluation that stop when asked. */
  public Pool pool() {
    return Pool.stoppable(Runtime.getRuntime().availableProcessors(), () -> stopped);
  }

  // Entries

  /** Answers an entry, line by line; the first that goes wrong ends it. */
  public Response enter(String text) {
    Source source = new Source(PROMPT, text);
    ParsedEntry parsed = Parser.parseEntry(source);
    if (!parsed.problems().isEmpty()) {
      return Response
          .problems(Revise.tried(source, parsed.problems(), changed -> Parser.parseEntry(changed).problems()));
    }
    List<Diagnostic> named = ResultNames.given(parsed.lines());
    return named.isEmpty() ? enter(source, parsed.lines()) : Response.problems(named);
  }

  private Response enter(Source source, List<Line> lines) {
    Response response = Response.NOTHING;
    for (int i = 0; i < lines.size() && !response.failed();) {
      List<Declaration> declarations = declarations(lines, i);
      response = response.then(declarations.isEmpty()
          ? enter(source, ((Line.Stated) lines.get(i)).statement())
          : declare(source, declarations));
      i += Math.max(1, declarations.size());
    }
    return response;
  }

  /** The declarations that stand together from a line on. */
  private static List<Declaration> declarations(List<Line> lines, int from) {
    return lines.subList(from, lines.size()).stream().takeWhile(line -> line instanceof Line.Declared)
        .map(line -> ((Line.Declared) line).declaration()).toList();
  }

  // Declarations

  private Response declare(Source source, List<Declaration> declarations) {
    Response response = declare(declarations, state.directory(), state.file());
    return response.parts().stream().anyMatch(part -> part instanceof ResponsePart.Problems)
        ? Response.problems(helped(source, response))
        : response.then(ShowResults.tests(declarations, state));
  }

  private List<Diagnostic> helped(Source source, Response response) {
    List<Diagnostic> problems = response.parts().stream().filter(part -> part instanceof ResponsePart.Problems)
        .flatMap(part -> ((ResponsePart.Problems) part).problems().stream()).toList();
    return Revise.tried(source, problems, this::problems);
  }

  /** What would be wrong with another entry. */
  private List<Diagnostic> problems(Source source) {
    ParsedEntry parsed = Parser.parseEntry(source);
    if (!parsed.problems().isEmpty()) {
      return parsed.problems();
    }
    List<Declaration> declarations = declarations(parsed.lines(), 0);
    if (!declarations.isEmpty()) {
      return Declared
          .of(SessionProgram.file(with(state.items(), declarations)), SessionProgram.options(state.directory()))
          .problems();
    }
    return parsed.lines().stream().map(line -> ((Line.Stated) line).statement())
        .flatMap(statement -> lower(statement, RESULT, Recompute.NO).problems().stream()).toList();
  }

  /**
   * Declares, in place of what has the same names.
   *
   * @param directory where the data and files that they name are found
   * @param file that they come from
   */
  public Response declare(List<Declaration> declarations, Path directory, Optional<Path> file) {
    State place = state.withFile(directory, file);
    List<Item> items = with(state.items(), declarations);
    Declared.Result result = Declared.of(SessionProgram.file(items), SessionProgram.options(directory));
    if (result.declared().isEmpty()) {
      return Response.problems(result.problems());
    }
    Set<String> taken =
        declarations.stream().map(declaration -> Item.of(declaration).key()).collect(Collectors.toSet());
    Redeclaration changed = Redeclaration.of(place, items, result.declared().get(), taken);
    become(changed.state());
    return changed.dropped().isEmpty()
        ? Response.NOTHING
        : Response.note("dropped: " + String.join("; ", changed.dropped()));
  }

  private static List<Item> with(List<Item> items, List<Declaration> declarations) {
    Map<String, Item> all = new LinkedHashMap<>();
    items.forEach(item -> all.put(item.key(), item));
    declarations.forEach(declaration -> all.put(Item.of(declaration).key(), Item.of(declaration)));
    return new ArrayList<>(all.values());
  }

  // Statements

  /** Lowers a statement against what is declared and bound. */
  public Declared.EntryResult lower(Statement statement, String site, Recompute whole) {
    return state.declared().entry(statement, site, state.bound(), whole);
  }

  /** Answers a statement of a source. */
  public Response enter(Source source, Statement statement) {
    String site = ResultNames.site(statement, state.results() + 1);
    Declared.EntryResult result = lower(statement, site, Mentions.grad(statement) ? Recompute.YES : Recompute.NO);
    if (result.entry().isEmpty()) {
      return Response.problems(Revise.tried(source, result.problems(), this::problems));
    }
    LoweredEntry entry = result.entry().get();
    Optional<Declaration> constant = BindResults.constant(statement, entry);
    if (constant.isPresent()) {
      Response known = declare(List.of(constant.get()), state.directory(), state.file());
      Response declared = known.failed()
          ? BindResults.number((Statement.Bind) statement, entry)
              .map(number -> declare(List.of(number), state.directory(), state.file())).orElse(known)
          : known;
      return declared.failed() ? declared : show(entry, statement, site, false).then(declared);
    }
    return show(entry, statement, site, true);
  }

  /** The state with all weights that an entry reads. */
  public State complete(LoweredEntry entry, Pool pool) {
    return Initialisation.complete(state, entry, pool);
  }

  private Response show(LoweredEntry entry, Statement statement, String site, boolean bind) {
    State before = state;
    Map<String, TensorValue> values = Map.of();
    State complete = before;
    if (!entry.results().isEmpty()) {
      try (Pool pool = pool()) {
        complete = Initialisation.complete(before, entry, pool);
        CompiledEntry evaluation = CompiledEntry.of(entry, complete, pool);
        evaluation.run();
        check();
        values = evaluation.values(entry.results(), complete);
      }
    }
    if (statement instanceof Statement.Assert) {
      return ShowResults.held(statement, values.get(RESULT));
    }
    boolean numbered = entry.results().containsKey(RESULT);
    String result = "$" + (before.results() + 1);
    Response response = ShowResults.of(entry, values, name -> name.equals(RESULT) ? result : name, complete, width);
    if (bind) {
      become(BindResults.bind(complete, entry, statement, site, values, numbered ? result : RESULT));
    }
    return response;
  }
}
