package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.runtime.program.Layout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Parameters of a training step that nothing trains, though nothing says that they rest. */
final class StepWarnings {

  private final ProgramScope program;
  private final Build build;
  private final Declaration.Train train;
  private final Set<String> trained;
  private final NamedPaths started;
  private final TargetLines targets;

  /**
   * @param trained the paths of the parameters that some line updates
   * @param started the parts that begin with weights of an earlier run
   * @param targets the parts that are given weights of others
   */
  StepWarnings(ProgramScope program, Build build, Declaration.Train train, Set<String> trained, NamedPaths started,
      TargetLines targets) {
    this.program = program;
    this.build = build;
    this.train = train;
    this.trained = trained;
    this.started = started;
    this.targets = targets;
  }

  void add() {
    Map<String, List<String>> left = new LinkedHashMap<>();
    Set<String> alive = new LinkedHashSet<>();
    for (ProgramScope.Stored s : program.stored().values()) {
      if (s.kind() == Layout.Kind.PARAMETER && build.uses(s.path()) && !started.cover(s.path())) {
        if (trained.contains(s.path()) || targets.cover(s.path())) {
          alive.add(model(s.path()));
        } else {
          left.computeIfAbsent(model(s.path()), m -> new ArrayList<>()).add(s.path());
        }
      }
    }
    left.forEach((model, paths) -> {
      if (!alive.contains(model)) {
        warn(CompilerProblem.NEITHER_TRAINED_NOR_LOADED,
            "nothing trains " + name(model) + ", and it has the weights that "
                + "it was drawn with",
            "start " + name(model) + " from \"runs/…\", or let it be trained");
      } else {
        List<String> unreached = paths.stream().filter(p -> !build.rests(p)).filter(p -> !excepted(p)).toList();
        if (!unreached.isEmpty()) {
          warn(CompilerProblem.PARAMETER_WITHOUT_GRADIENT, "no loss depends on " + unreached.stream().limit(4)
              .collect(Collectors.joining(", ")) + ": " + (unreached.size() == 1 ? "it is" : "they are")
              + " never trained",
              "use what is made of it, or leave it out");
        }
      }
    });
  }

  /** Whether a line says itself that a parameter is no matter of its own. */
  private boolean excepted(String path) {
    return train.items().stream().filter(i -> i instanceof TrainItem.Minimize).map(i -> (TrainItem.Minimize) i)
        .flatMap(m -> m.rules().stream()).anyMatch(rule -> !rule.over().isEmpty()
            || rule.except().stream().anyMatch(e -> NamedPaths.covers(program, e, path)));
  }

  private void warn(CompilerProblem kind, String message, String help) {
    program.warnings.add(Diagnostic.of(kind, train.nameSpan(), message).withHelp(help));
  }

  /** The model that a parameter belongs to, where paths begin with models. */
  private String model(String path) {
    String first = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
    return program.models.contains(first) ? first : "";
  }

  private String name(String model) {
    return model.isEmpty() ? String.join(", ", program.models) : model;
  }
}
