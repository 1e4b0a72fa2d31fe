package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.ProgramScope;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Models and paths of layers and parameters that a line of a `train` block names. */
final class NamedPaths {

  private final ProgramScope program;
  private final List<Expr> paths;
  private final Set<Expr> found = new HashSet<>();

  NamedPaths(ProgramScope program, List<Expr> paths) {
    this.program = program;
    this.paths = paths;
  }

  /** Whether an instance or a stored tensor is one of them, or lies in one. */
  boolean cover(String stored) {
    List<Expr> here = paths.stream().filter(p -> covers(program, p, stored)).toList();
    found.addAll(here);
    return !here.isEmpty();
  }

  /** Whether an instance or a stored tensor is one that a path of the file names, or lies in it. */
  static boolean covers(ProgramScope program, Expr path, String stored) {
    return within(program, path, stored).isPresent();
  }

  /** The path of an instance or a stored tensor within what a path of the file names, where it lies there. */
  static Optional<String> within(ProgramScope program, Expr path, String stored) {
    String wanted = path(path);
    int dot = wanted.indexOf('.');
    String model = dot < 0 ? wanted : wanted.substring(0, dot);
    boolean named = program.models.contains(model) && !program.isWrittenBefore(model);
    String start = !named ? wanted : dot < 0 ? "" : wanted.substring(dot + 1);
    String own = program.written(stored);
    if (start.isEmpty() || own.equals(start)) {
      return Optional.of(own.substring(start.length()));
    }
    return own.startsWith(start + ".") ? Optional.of(own.substring(start.length() + 1)) : Optional.empty();
  }

  static String path(Expr expr) {
    if (expr instanceof Expr.Member member) {
      return path(member.base()) + "." + member.name();
    }
    if (expr instanceof Expr.Name name) {
      return name.name();
    }
    throw Mistake.of(CompilerProblem.NOTHING_TO_UPDATE_OR_WATCH, expr.span(),
        "here stand models and paths of layers and parameters");
  }

  /** Complains about those that name nothing; where something else is wrong, that may be why. */
  void end() {
    if (!program.problems.isEmpty()) {
      return;
    }
    for (Expr path : paths) {
      if (!found.contains(path)) {
        program.problems.attempt(() -> {
          throw Mistake.of(CompilerProblem.NOTHING_TO_UPDATE_OR_WATCH, path.span(),
              "no layer and no parameter is called " + path(path));
        });
      }
    }
  }
}
