package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Value;
import adjoint.compiler.onnx.proto.ModelProto;
import adjoint.compiler.optimize.RemoveDead;
import adjoint.compiler.optimize.RemoveUnusedInputs;
import adjoint.compiler.optimize.ShareCommon;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.compiler.reference.Tensor;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import adjoint.runtime.tensor.Size;
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

  private ModelExport(Graph graph, int opset) {
    this.graph = graph;
    this.opset = opset;
  }

  /**
   * What an export gives.
   *
   * @param obstacles what can't be said, in the order of the program; empty where there is a model
   */
  public record Exported(Optional<ModelProto> model, List<Obstacle> obstacles) {}

  /**
   * A model with its weights.
   *
   * @param model a function of the program, as it was lowered
   * @param weights the elements of a parameter or state, by its path
   * @param opset the version of the standard's operators
   */
  public static Exported of(Graph model, Function<String, float[]> weights, int opset) {
    Graph prepared = model.with(model.definitions());
    for (Pass pass : PREPARATION) {
      prepared = pass.apply(prepared);
    }
    return new ModelExport(prepared, opset).export(weights);
  }

  private Exported export(Function<String, float[]> weights) {
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
      return new Exported(Optional.empty(), List.copyOf(obstacles));
    }
    OperatorGraph made = FoldWeights.in(FuseBias.in(named(scope, inputs).live()));
    return new Exported(Optional.of(ModelMessage.of(made, opset)), List.of());
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
        scope.define(value, name);
        inputs.add(new OperatorGraph.Tensor(name, Elements.of(value.element()), sizes(value)));
      }
    }
    return inputs;
  }

  private String constant(Value value, Tensor tensor) {
    return writer.computed(Elements.of(value.element()), value.axes().stream().map(a -> a.size().constant()).toList(),
        tensor.data());
  }

  private static List<Size> sizes(Value value) {
    return value.axes().stream().map(Axis::size).toList();
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
      outputs.add(new OperatorGraph.Tensor(own, Elements.of(output.value().element()), sizes(output.value())));
    }
    return new OperatorGraph(graph.name(), inputs, writer.constants(), writer.nodes(), outputs)
        .renamed(n -> names.getOrDefault(n, n));
  }
}
