package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Value;
import adjoint.compiler.onnx.proto.ElementType;
import adjoint.compiler.onnx.proto.ModelProto;
import adjoint.compiler.optimize.RemoveDead;
import adjoint.compiler.optimize.RemoveUnusedInputs;
import adjoint.compiler.optimize.ShareCommon;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.compiler.reference.Tensor;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.tensor.Element;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** A model as a file that other programs run. */
public final class ModelExport {

  /** The versions of the standard's operators that can be written; the first is what most programs read. */
  public static final int OLDEST = 17;

  public static final int NEWEST = 24;

  /** What a graph becomes before its definitions become operators: what is stable, once, and layer after layer. */
  private static final List<Pass> PREPARATION = List.of(new UnrollStacks(), new StabilizeForms(), new ShareCommon(),
      new RemoveDead(), new RemoveUnusedInputs());

  private final OperatorWriter writer = new OperatorWriter();
  private final Graph graph;
  private final int opset;
  private final Set<Obstacle> obstacles = new LinkedHashSet<>();

  private final Categories categories;

  private ModelExport(Graph graph, int opset, Categories categories) {
    this.graph = graph;
    this.opset = opset;
    this.categories = categories;
  }

  /**
   * What an export gives.
   *
   * @param obstacles what can't be said, in the order of the program; empty where there is a model
   * @param treated the fields that the model takes as they are after their preparation, which can't be said
   */
  public record Exported(Optional<ModelProto> model, List<Obstacle> obstacles, List<String> treated) {}

  /**
   * How examples are prepared before a model sees them.
   *
   * @param fields of the data
   * @param fitted what they learnt from the training examples
   */
  public record Preparation(List<Field> fields, List<Fitted> fitted) {
    /** None: the model takes what the program's model takes. */
    public static final Preparation NONE = new Preparation(List.of(), List.of());
  }

  /**
   * A model with its weights.
   *
   * @param model a function of the program, as it was lowered
   * @param weights the elements of a parameter or state, by its path
   * @param opset the version of the standard's operators
   */
  public static Exported of(Graph model, Function<String, float[]> weights, Preparation preparation, int opset) {
    Preprocessing.Prepared treated = Preprocessing.of(model, preparation.fields(), preparation.fitted());
    Graph prepared = treated.graph();
    for (Pass pass : PREPARATION) {
      prepared = pass.apply(prepared);
    }
    Function<String, float[]> all = path -> Optional.ofNullable(treated.statistics().get(path))
        .orElseGet(() -> weights.apply(path));
    return new ModelExport(prepared, opset, new Categories(preparation.fields(), preparation.fitted())).export(all,
        treated.left());
  }

  private Exported export(Function<String, float[]> weights, List<String> treated) {
    LoweringScope scope = new LoweringScope(writer, new SizeNodes(writer, graph.inputs()));
    List<OperatorGraph.Tensor> inputs = inputs(scope, weights);
    FoldedDefinitions.of(graph).forEach((value, tensor) -> scope.define(value, constant(value, tensor)));
    DefinitionNodes nodes =
        new DefinitionNodes(scope, new Meanings(ScanNodes.all(graph.definitions())), opset);
    for (Definition definition : graph.definitions()) {
      if (!scope.knows(definition.results().getFirst())) {
        define(nodes, definition);
      }
    }
    if (!obstacles.isEmpty()) {
      return new Exported(Optional.empty(), List.copyOf(obstacles), treated);
    }
    OperatorGraph made = FoldWeights.in(FuseBias.in(named(scope, inputs).live()));
    return new Exported(Optional.of(ModelMessage.of(made, opset, categories.metadata())), List.of(), treated);
  }

  private void define(DefinitionNodes nodes, Definition definition) {
    try {
      nodes.define(definition);
    } catch (NotExpressible e) {
      e.obstacle().ifPresent(obstacles::add);
    }
  }

  private List<OperatorGraph.Tensor> inputs(LoweringScope scope, Function<String, float[]> weights) {
    List<OperatorGraph.Tensor> inputs = new ArrayList<>();
    for (Input input : graph.inputs()) {
      Value value = input.value();
      if (input.isStored()) {
        List<Long> dims = value.axes().stream().map(a -> a.size().constant()).toList();
        String stored = writer.parameter(input.name(), dims, weights.apply(input.name()));
        scope.define(value, scope.cast(stored, Elements.of(Element.REAL),
            Elements.of(value.element())));
      } else {
        String name = writer.reserve(input.name());
        Optional<List<String>> names = categories.names(input);
        scope.define(value, names.map(n -> Categories.positions(writer, name, n)).orElse(name));
        inputs.add(new OperatorGraph.Tensor(name,
            names.isPresent() ? ElementType.STRING : Elements.of(value.element()), value.sizes()));
      }
    }
    return inputs;
  }

  private String constant(Value value, Tensor tensor) {
    return writer.computed(Elements.of(value.element()), value.axes().stream().map(a -> a.size().constant()).toList(),
        tensor.data());
  }

  /** The nodes so far, what goes out under the names of the program. */
  private OperatorGraph named(LoweringScope scope, List<OperatorGraph.Tensor> inputs) {
    Map<String, String> names = new HashMap<>();
    List<OperatorGraph.Tensor> outputs = new ArrayList<>();
    Set<String> made = new LinkedHashSet<>();
    writer.nodes().forEach(n -> made.addAll(n.outputs()));
    for (Output output : graph.outputs().stream().filter(o -> !o.stored()).toList()) {
      String tensor = scope.tensor(output.value());
      String own = made.contains(tensor) && !names.containsKey(tensor)
          ? tensor
          : writer.addAll("Identity", List.of(tensor), List.of(output.name()), Map.of()).getFirst();
      names.put(own, writer.reserve(output.name()));
      outputs.add(new OperatorGraph.Tensor(own, Elements.of(output.value().element()), output.value().sizes()));
    }
    return new OperatorGraph(graph.name(), inputs, writer.constants(), writer.nodes(), outputs)
        .renamed(n -> names.getOrDefault(n, n));
  }
}
