package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a kernel is made of, and where it ends.
 *
 * @param first the value that it was begun for
 * @param fused what is computed in it besides
 * @param apart what could have been, and isn't
 */
public record Fusion(Value first, List<Value> fused, List<Decision.Apart> apart) {

  public Fusion {
    fused = List.copyOf(fused);
    apart = List.copyOf(apart);
  }

  /** That of each of a plan's kernels, in their order. */
  static List<Fusion> of(Plan plan) {
    Map<Value, List<Value>> readers = new HashMap<>();
    Map<Value, List<Decision.Apart>> apart = new HashMap<>();
    for (Decision decision : plan.decisions()) {
      switch (decision) {
        case Decision.Inlined inlined -> readers.put(inlined.value(), inlined.into());
        case Decision.Apart a -> apart.computeIfAbsent(a.kernel(), _ -> new ArrayList<>()).add(a);
        case Decision.Kept _,Decision.Contracted _,Decision.OperandBefore _,Decision.WindowsBefore _,Decision.InPieces _ ->
          {}
      }
    }
    return plan.kernels().stream().map(kernel -> of(kernel, readers, apart)).toList();
  }

  private static Fusion of(Step kernel, Map<Value, List<Value>> readers, Map<Value, List<Decision.Apart>> apart) {
    List<Value> own = new ArrayList<>(computed(kernel));
    Set<Value> fused = new LinkedHashSet<>(own.subList(1, own.size()));
    readers.keySet().stream().filter(value -> isReadIn(value, Set.copyOf(own), readers, new HashSet<>()))
        .sorted((a, b) -> a.id() - b.id()).forEach(fused::add);
    return new Fusion(own.getFirst(), List.copyOf(fused),
        own.stream().flatMap(value -> apart.getOrDefault(value, List.of()).stream()).toList());
  }

  private static Set<Value> computed(Step kernel) {
    Set<Value> all = new LinkedHashSet<>();
    Steps.stores(kernel).map(Store::value).forEach(all::add);
    all.addAll(Steps.written(kernel));
    return all;
  }

  /** Whether it was written into one of these, or into what was. */
  private static boolean isReadIn(Value value, Set<Value> own, Map<Value, List<Value>> readers, Set<Value> seen) {
    return readers.getOrDefault(value, List.of()).stream().filter(seen::add)
        .anyMatch(reader -> own.contains(reader) || isReadIn(reader, own, readers, seen));
  }
}
