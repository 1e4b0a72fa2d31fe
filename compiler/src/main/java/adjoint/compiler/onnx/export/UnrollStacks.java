package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A scan whose steps read weights of their own, as `repeat` makes it, written out: layer after layer. */
final class UnrollStacks implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Set<Value> weights = graph.inputs().stream().filter(Input::isStored).map(Input::value).collect(Collectors.toSet());
    boolean none = graph.definitions().stream().noneMatch(d -> isStack(d.operation(), weights));
    return none ? graph : new Unrolling(new GraphBuilder(graph.next()), weights).apply(graph);
  }

  private static boolean isStack(Operation operation, Set<Value> weights) {
    return operation instanceof Operation.Scan scan && scan.step().size().isConstant()
        && scan.yields().isEmpty() && ScanNodes.all(scan.body()).stream()
            .flatMap(d -> d.operation().scalars().stream()).flatMap(Scalar::nodes)
            .anyMatch(node -> node instanceof Scalar.Read r && weights.contains(r.tensor())
                && r.at().contains(Subscript.of(scan.step())));
  }

  private record Unrolling(GraphBuilder numbers, Set<Value> weights) {

    private Graph apply(Graph graph) {
      Map<Value, Value> renamed = new HashMap<>();
      List<Definition> definitions = definitions(graph.definitions(), renamed);
      return graph.with(definitions).giving(v -> renamed.getOrDefault(v, v));
    }

    private List<Definition> definitions(List<Definition> definitions, Map<Value, Value> renamed) {
      List<Definition> unrolled = new ArrayList<>();
      for (Definition definition : definitions) {
        Definition read = definition.reading(v -> renamed.getOrDefault(v, v));
        if (read.operation() instanceof Operation.Scan scan && isStack(scan, weights)) {
          unrolled.addAll(steps(scan, read.results(), renamed));
        } else {
          unrolled.add(read);
        }
      }
      return unrolled;
    }

    private List<Definition> steps(Operation.Scan scan, List<Value> results, Map<Value, Value> renamed) {
      List<Definition> unrolled = new ArrayList<>();
      List<Value> states = scan.carries().stream().map(Operation.Carry::initial).toList();
      long count = scan.step().size().constant();
      for (long i = 0; i < count; i++) {
        Map<Value, Value> inside = new HashMap<>();
        for (int carry = 0; carry < states.size(); carry++) {
          inside.put(scan.carries().get(carry).entry(), states.get(carry));
        }
        unrolled.addAll(definitions(step(scan, scan.reverse() ? count - 1 - i : i, inside), new HashMap<>()));
        states = scan.carries().stream().map(c -> inside.getOrDefault(c.next(), c.next())).toList();
      }
      for (int carry = 0; carry < states.size(); carry++) {
        renamed.put(results.get(carry), states.get(carry));
      }
      return unrolled;
    }

    private List<Definition> step(Operation.Scan scan, long number, Map<Value, Value> inside) {
      List<Definition> copies = new ArrayList<>();
      Map<Index, Index> indices = new HashMap<>();
      for (Definition definition : ScanNodes.all(scan.body())) {
        definition.operation().bound().forEach(i -> indices.put(i, numbers.index(i.axis())));
        definition.operation().entries().forEach(v -> inside.put(v, copy(v)));
        definition.results().forEach(v -> inside.put(v, copy(v)));
      }
      Map<Index, Subscript> place = Map.of(scan.step(), Subscript.of(number));
      for (Definition definition : scan.body()) {
        copies.add(definition.map(Rewrite.indices(i -> indices.getOrDefault(i, i)))
            .map(Rewrite.scalars(s -> s.substitute(place), p -> p.substitute(place)).throughout())
            .mapValues(v -> inside.getOrDefault(v, v)));
      }
      return copies;
    }

    private Value copy(Value value) {
      return numbers.value(value.name(), value.element(), value.axes());
    }
  }
}
