package adjoint.compiler.lower.prompt;

import adjoint.compiler.ast.Declaration;
import adjoint.compiler.ast.File;
import adjoint.compiler.ast.Statement;
import adjoint.compiler.diagnostic.Diagnostic;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.lower.elaborate.CoreFunction;
import adjoint.compiler.lower.program.InitialValues;
import adjoint.compiler.lower.program.ProgramLowering;
import adjoint.compiler.lower.scope.Denotation;
import adjoint.compiler.lower.scope.Denotation.DimName;
import adjoint.compiler.lower.scope.Environment;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.type.Dim;
import adjoint.compiler.type.Type;
import adjoint.compiler.type.TypedAxis;
import adjoint.runtime.program.Layout;
import adjoint.runtime.recipe.FileArray;
import adjoint.runtime.recipe.Recipe;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The declarations of a session, checked: what the entries at the prompt are lowered against. It learns from them which
 * tensors are stored: those of a layer that is bound at the prompt are known from its first use on. The paths of a
 * model's tensors begin with its name, whether it is the only one or not, so that another model changes none of them.
 */
public final class Declared {

  /** What checking gives: the problems, and the declarations where there are none. */
  public record Result(List<Diagnostic> problems, Optional<Declared> declared) {}

  /** What lowering an entry gives. */
  public record EntryResult(List<Diagnostic> problems, Optional<LoweredEntry> entry) {}

  private final ProgramScope program;
  private final Environment file;
  private final Map<String, Type.Tensor> types;
  private final Optional<Recipe> recipe;

  Declared(ProgramScope program, Environment file, Map<String, Type.Tensor> types, Optional<Recipe> recipe) {
    this.program = program;
    this.file = file;
    this.types = new LinkedHashMap<>(types);
    this.recipe = recipe;
  }

  /** Checks the declarations of a session. */
  public static Result of(File file, ProgramLowering.Options options) {
    ProgramLowering.Declarations checked = ProgramLowering.declarations(file, options);
    return new Result(checked.result().problems(), checked.result().lowered()
        .map(lowered -> new Declared(checked.program(), checked.file(), checked.types(),
            lowered.recipe())));
  }

  /**
   * Lowers a statement.
   *
   * @param site where its draws and its layers belong
   * @param bound the names bound at the prompt
   * @param recompute how far back it computes
   */
  public EntryResult entry(Statement statement, String site, Map<String, PromptBinding> bound, Recompute recompute) {
    ProgramScope entry = program.entry();
    PromptLowering lowering = new PromptLowering(entry, file, types, bound, recompute);
    Optional<LoweredEntry> lowered = lowering.lower(statement, site);
    lowered.ifPresent(done -> {
      program.stored().putAll(entry.stored());
      types.putAll(lowering.types());
    });
    return new EntryResult(entry.problems.list(), lowered);
  }

  /** What the train block says, where there is one. */
  public Optional<Recipe> recipe() {
    return recipe;
  }

  /**
   * Gives stored tensors the values that they begin with: all of the models' together, since what they draw depends on
   * their order.
   */
  public Graph initialise(Set<String> paths) {
    return InitialValues.graph(program.entry(),
        program.stored().values().stream().filter(s -> paths.contains(s.path())).toList());
  }

  /** The arrays of files, as far as they are known. */
  public List<FileArray> arrays() {
    return program.arrays.values().stream().map(ProgramScope.Loaded::file).toList();
  }

  /** Whether the dim of an axis is declared as it was. */
  public boolean isSame(Declared before, TypedAxis axis) {
    String base = axis.dim().name().replaceAll("'+$", "");
    return axis.dim().isAnonymous()
        || size(base).equals(before.size(base)) && members(base).equals(before.members(base));
  }

  /** Goes on knowing what a layer stores that is bound at the prompt, where its dims are what they were. */
  public void keep(Declared before, String path) {
    Type.Tensor type = before.types.get(path);
    if (type != null && type.axes().stream().allMatch(axis -> isSame(before, axis))) {
      types.putIfAbsent(path, type);
      program.stored().putIfAbsent(path, before.program.stored().get(path));
    }
  }

  /** The sizes of the declared dims. */
  public Optional<Size> size(String dim) {
    return file.find(dim).filter(m -> m instanceof DimName).map(m -> ((DimName) m).axis().size());
  }

  /** The names of a dim's members, where it was declared with them. */
  public List<String> members(Dim dim) {
    return members(dim.name().replaceAll("'+$", ""));
  }

  private List<String> members(String dim) {
    return file.find(dim).filter(m -> m instanceof DimName).map(m -> ((DimName) m).members()).orElse(List.of());
  }

  /** Where all that is stored would lie. */
  public Layout layout() {
    return ProgramLowering.layout(ProgramLowering.withArrays(program, List.copyOf(program.stored().values())));
  }

  /** The functions of the core. */
  public static List<String> builtins() {
    return CoreFunction.names();
  }

  /** The names that can be meant at the top. */
  public Set<String> names() {
    return file.visible();
  }

  /** What is stored, by path. */
  public Map<String, Type.Tensor> stored() {
    return Map.copyOf(types);
  }

  /** The function, layer, model or optimizer of a name: the session's own, or the library's. */
  public Optional<Declaration.Callable> callable(String name) {
    return file.find(name).filter(m -> m instanceof Denotation.Callable)
        .map(m -> ((Denotation.Callable) m).declaration());
  }

}
