package adjoint.compiler.lower.elaborate;

import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Value;
import adjoint.compiler.type.TypedAxis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Supplier;

/** Makes something for each copy of what `repeat` stacks, in scans over the copies; each has its own states and draws. */
public record Copies(Build build) {

  /**
   * The copies' values, stacked.
   *
   * @param repeats the axes of the `repeat`s, outermost first; where there are none there is one copy
   */
  public Value each(String name, List<TypedAxis> repeats, Supplier<Value> copy) {
    if (repeats.isEmpty()) {
      return copy.get();
    }
    Index step = build.graph.index(repeats.getFirst().axis());
    Build.Loop loop = new Build.Loop(step, repeats.getFirst(), true, new LinkedHashMap<>());
    GraphBuilder.Nested<Value> made =
        build.nested(loop, () -> each(name, repeats.subList(1, repeats.size()), copy));
    List<String> paths = List.copyOf(loop.states().keySet());
    List<String> names = new ArrayList<>(List.of(name));
    names.addAll(paths);
    List<Value> yields = new ArrayList<>(List.of(made.result()));
    yields.addAll(loop.states().values());
    List<Value> results = build.graph.addAll(names,
        new Operation.Scan(step, false, List.of(), made.definitions(), List.copyOf(yields)), Origin.NONE);
    for (int i = 0; i < paths.size(); i++) {
      build.write(build.program.stored().get(paths.get(i)), results.get(i + 1));
    }
    return results.getFirst();
  }
}
