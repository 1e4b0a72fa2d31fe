package adjoint.compiler.lower.program;

import adjoint.compiler.ast.Bracket;
import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.ast.TypeExpr;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.exchange.DeclaredTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says how the text declares each parameter and state, for those who know it by other names and in other layouts. */
final class DeclaredTensors {

  private final ProgramScope program;

  DeclaredTensors(ProgramScope program) {
    this.program = program;
  }

  List<DeclaredTensor> of(List<ProgramScope.Stored> stored) {
    return stored.stream().filter(tensor -> tensor.kind().isDeclared()).map(this::of).toList();
  }

  private DeclaredTensor of(ProgramScope.Stored tensor) {
    int cut = tensor.path().lastIndexOf('.');
    String owner = cut < 0 ? "" : tensor.path().substring(0, cut);
    List<String> axes = program.at(owner).stream().flatMap(instance -> axes(instance.callable(),
        tensor.path().substring(cut + 1), tensor.type().axes().size()).stream()).findFirst()
        .orElseGet(() -> tensor.type().axes().stream().map(TypedAxis::toString).toList());
    return new DeclaredTensor(tensor.path(), axes, tensor.type().arrow(), around(owner));
  }

  /** The instances of a path, from the program's own on. */
  private List<DeclaredTensor.Instance> around(String path) {
    List<DeclaredTensor.Instance> around = new ArrayList<>();
    around.add(instance("", ""));
    for (int from = 0; !path.isEmpty() && from <= path.length();) {
      int dot = path.indexOf('.', from);
      int end = dot < 0 ? path.length() : dot;
      around.add(instance(path.substring(0, end), path.substring(from, end)));
      from = end + 1;
    }
    return around;
  }

  /** All models that have the program's own path speak for it. */
  private DeclaredTensor.Instance instance(String path, String name) {
    List<ProgramScope.Instance> here = program.at(path);
    List<Declaration.Callable> callables = here.stream().map(ProgramScope.Instance::callable).toList();
    return new DeclaredTensor.Instance(name,
        here.stream().mapToInt(ProgramScope.Instance::repeats).findFirst().orElse(0),
        callables.stream().map(Declaration.Callable::name).collect(Collectors.joining(" or ")),
        callables.stream().map(Declaration.Callable::doc).collect(Collectors.joining("\n")));
  }

  /** The names of a tensor's axes as its layer writes them; sizes are numbered, a map's second of a name is primed. */
  private static Optional<List<String>> axes(Declaration.Callable layer, String name, int rank) {
    return layer.body().statements().stream()
        .filter(statement -> statement instanceof Statement.Declare d && d.name().equals(name))
        .flatMap(statement -> ((Statement.Declare) statement).type().stream())
        .filter(type -> type instanceof TypeExpr.Tensor)
        .map(type -> names(((TypeExpr.Tensor) type).axes()))
        .filter(names -> names.size() == rank).findFirst();
  }

  private static List<String> names(Bracket bracket) {
    List<String> names = new ArrayList<>();
    for (Bracket.Item item : bracket.items()) {
      String name = item instanceof Bracket.Item.Plain(Expr.Name(var text, _), _) ? text : "axis" + (names.size() + 1);
      names.add(names.contains(name) ? name + "'" : name);
    }
    return names;
  }
}
