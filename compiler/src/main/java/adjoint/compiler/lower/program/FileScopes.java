package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.File;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.Callable;
import adjoint.compiler.lower.scope.Denotation.Known;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.Library;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.parse.Parsed;
import adjoint.compiler.parse.Parser;
import adjoint.compiler.source.Source;
import adjoint.compiler.source.Span;
import adjoint.compiler.type.Dim;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The main file, what it uses, and the standard library behind it: each file an environment of its own. */
final class FileScopes {

  private final ProgramScope program;
  private final Function<String, Optional<Source>> reader;
  /** By name; nothing for a name that the library was found not to know. */
  private final Map<String, Optional<Environment>> library = new HashMap<>();
  private final Map<String, Environment> used = new HashMap<>();
  private final List<Callable> own = new ArrayList<>();

  /**
   * @param reader the text behind a path in a `use`
   */
  FileScopes(ProgramScope program, Function<String, Optional<Source>> reader) {
    this.program = program;
    this.reader = reader;
  }

  /** The functions, layers, models and optimizers of the user's own files: what is checked on its own. */
  List<Callable> own() {
    return own;
  }

  /** The environment of the main file; `sets` replaces constants and sizes of dims by name. */
  Environment main(File file, Map<String, String> sets) {
    return load(file, Dim.FILE, sets, true);
  }

  private Environment load(File file, int scope, Map<String, String> sets, boolean mine) {
    List<Environment> modules = new ArrayList<>();
    Environment env = Environment.file(scope, name -> beyond(name, modules));
    for (Declaration declaration : file.declarations()) {
      if (declaration instanceof Declaration.Use use) {
        program.problems.attempt(() -> modules.add(use(use)));
      }
    }
    new FileConstants(program, env, scope, sets).declare(file);
    for (Declaration declaration : file.declarations()) {
      if (declaration instanceof Declaration.Callable c) {
        program.problems.attempt(() -> callable(c, env, mine));
      }
    }
    return env;
  }

  private void callable(Declaration.Callable c, Environment env, boolean mine) {
    if (env.binds(c.name()) || env.place(c.name()).isPresent()) {
      program.wrong.add(c);
      Span before = env.place(c.name()).get();
      env.forget(c.name());
      throw NameMistakes.declaredTwice(c.nameSpan(), c.name(), before);
    }
    Callable callable = new Callable(c, env, List.of());
    env.bind(c.name(), callable, c.nameSpan());
    if (mine) {
      own.add(callable);
    }
  }

  /** What a name means that the file itself doesn't declare: first its `use`s, then the standard library. */
  private Optional<Denotation> beyond(String name, List<Environment> modules) {
    for (Environment module : modules) {
      Optional<Denotation> found = module.find(name).filter(m -> m instanceof Callable || m instanceof Known
          || m instanceof Denotation.OfFile);
      if (found.isPresent()) {
        return found;
      }
    }
    return libraryFile(name).flatMap(env -> env.find(name)).filter(m -> m instanceof Callable);
  }

  private Optional<Environment> libraryFile(String name) {
    if (!library.containsKey(name)) {
      library.put(name, Optional.empty());
      Library.find(name).ifPresent(source -> loadLibrary(name, source));
    }
    return library.get(name);
  }

  private void loadLibrary(String name, Source source) {
    Parsed parsed = Parser.parse(source);
    parsed.problems().forEach(program.problems::add);
    Environment env = Environment.file(program.freshFile(),
        other -> other.equals(name) ? Optional.empty() : beyond(other, List.of()));
    library.put(name, Optional.of(env));
    new FileConstants(program, env, env.body().number(), Map.of()).declare(parsed.file());
    parsed.file().declarations().stream().filter(d -> d instanceof Declaration.Callable)
        .forEach(d -> callable((Declaration.Callable) d, env, false));
  }

  private Environment use(Declaration.Use use) {
    Source source = reader.apply(use.path()).orElseThrow(
        () -> Mistake.of(CompilerProblem.UNREADABLE_USED_FILE, use.pathSpan(),
            "there is no readable file `" + use.path() + "` beside this one"));
    Environment known = used.get(source.name());
    if (known != null) {
      return known;
    }
    Parsed parsed = Parser.parse(source);
    parsed.problems().forEach(program.problems::add);
    Environment env = Environment.file(program.freshFile(), name -> Optional.empty());
    used.put(source.name(), env);
    Environment loaded = load(parsed.file(), env.body().number(), Map.of(), true);
    used.put(source.name(), loaded);
    return loaded;
  }
}
