package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.NormalForm;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Position;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.compiler.optimize.DividedSum.Phase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A sum that reads at quotients of its positions, most of whose terms are 0, as the gradient of a strided convolution by its
 * input: with `i = 2·i' + p` and `k = 2·k' + q` each phase p is a sum over those k' alone that contribute, at places without
 * a division, and the phases are interleaved. `dx[i] = Σ_k (i - k) % 2 == 0 ? dy[(i - k) // 2]·w[k] : 0` becomes
 * `dx_p[i'] = Σ_k' dy[i' - k']·w[2·k' + p]` and `dx[i] = i % 2 == 0 ? dx_0[i // 2] : dx_1[i // 2]`.
 */
public final class SplitPhases implements Pass {

  @Override
  public Graph apply(Graph graph) {
    GraphBuilder fresh = new GraphBuilder(graph.next());
    Facts facts = Facts.of(graph);
    Splitting splitting = new Splitting(fresh, new NormalForm(facts.limits()), new DecideConditions(facts));
    return graph.replace(d -> d.operation() instanceof Comprehension c && c.reduction() == Reduction.SUM
        && !c.over().isEmpty() ? splitting.split(d, c).orElse(List.of(d)) : List.of(d));
  }

  /** The definition of one phase's sum; none where all of its terms are 0. */
  private record Part(Phase phase, Optional<Definition> sum) {}

  private record Splitting(GraphBuilder fresh, NormalForm positions, DecideConditions conditions) {

    /** Empty where a phase would be several sums, or where no term vanishes. */
    private Optional<List<Definition>> split(Definition definition, Comprehension c) {
      Optional<DividedSum> phases = DividedSum.of(c);
      if (phases.isEmpty()) {
        return Optional.empty();
      }
      List<Part> parts = new ArrayList<>();
      boolean fewer = false;
      for (Phase out : phases.get().ofOut()) {
        List<Comprehension> sums = new ArrayList<>();
        List<Phase> ofOver = phases.get().ofOver();
        for (Phase over : ofOver) {
          sum(c, out, over).ifPresent(sums::add);
        }
        if (sums.size() > 1) {
          return Optional.empty();
        }
        fewer |= sums.size() < ofOver.size();
        parts.add(new Part(out, sums.stream().findFirst().map(s -> defined(definition, s))));
      }
      return fewer ? Optional.of(joined(definition, c, parts)) : Optional.empty();
    }

    private Definition defined(Definition definition, Comprehension sum) {
      Value whole = definition.result();
      Value part = fresh.value(whole.name(), whole.element(), sum.out().stream().map(Index::axis).toList());
      return new Definition(List.of(part), sum, definition.origin());
    }

    /** The terms of a phase whose summed indices are in theirs; empty where they are 0. */
    private Optional<Comprehension> sum(Comprehension c, Phase out, Phase over) {
      Map<Index, Subscript> places = new HashMap<>();
      List<Index> outs = renamed(c.out(), out, places);
      List<Index> overs = renamed(c.over(), over, places);
      return taken(c.body().substitute(places)).map(body -> new Comprehension(outs, overs, c.reduction(), body));
    }

    private List<Index> renamed(List<Index> indices, Phase phase, Map<Index, Subscript> places) {
      List<Index> all = new ArrayList<>();
      for (Index index : indices) {
        Index each = fresh.index(index.name(), phase.size(index));
        all.add(each);
        places.put(index, phase.place(index, each));
      }
      return List.copyOf(all);
    }

    /** The expression where its guards are decided as far as they can be; empty where it is 0. */
    private Optional<Scalar> taken(Scalar scalar) {
      if (scalar instanceof Scalar.Apply a && a.function() == ScalarFunction.MUL) {
        return taken(a.arguments().get(0))
            .flatMap(x -> taken(a.arguments().get(1)).map(y -> Scalar.apply(ScalarFunction.MUL, x, y)));
      }
      if (scalar instanceof Scalar.Select s && s.otherwise().equals(Scalar.ZERO)) {
        Scalar condition = conditions.reduce(placed(s.condition()), List.of());
        Optional<Boolean> holds = conditions.decide(condition, List.of());
        return holds.equals(Optional.of(false))
            ? Optional.empty()
            : taken(s.then()).map(then -> holds.isPresent() ? then : new Scalar.Select(condition, then, Scalar.ZERO));
      }
      return Optional.of(placed(scalar));
    }

    private Scalar placed(Scalar scalar) {
      return switch (scalar) {
        case Scalar.At a -> new Scalar.At(positions.of(a.position()));
        case Scalar.Read r -> new Scalar.Read(r.tensor(), positions.of(r.at()));
        case Scalar.Draw d -> new Scalar.Draw(d.site(), positions.of(d.position()));
        case Scalar.Constant _,Scalar.SizeOf _,Scalar.Apply _,Scalar.Select _ -> scalar.mapChildren(this::placed);
      };
    }

    private List<Definition> joined(Definition definition, Comprehension c, List<Part> parts) {
      List<Definition> all = new ArrayList<>();
      parts.forEach(p -> p.sum().ifPresent(all::add));
      Map<Index, Subscript> places = new HashMap<>();
      List<Index> out = new ArrayList<>();
      for (Index index : c.out()) {
        out.add(fresh.index(index.axis()));
        places.put(index, Subscript.of((Subscript.Atom) out.getLast()));
      }
      Scalar body = chosen(c.out(), parts, 0).substitute(places);
      all.add(definition.with(Comprehension.map(List.copyOf(out), body)));
      return List.copyOf(all);
    }

    /** The element of the phase that a place is in, of phases that agree in the indices before. */
    private static Scalar chosen(List<Index> out, List<Part> parts, int axis) {
      if (axis == out.size()) {
        return parts.getFirst().sum()
            .<Scalar>map(d -> new Scalar.Read(d.result(), parts.getFirst().phase().within(out)))
            .orElse(Scalar.ZERO);
      }
      Index index = out.get(axis);
      Map<Integer, List<Part>> byPhase = new TreeMap<>();
      parts.forEach(p -> byPhase.computeIfAbsent(p.phase().number(index), _ -> new ArrayList<>()).add(p));
      Optional<Scalar> all = Optional.empty();
      for (int number : byPhase.keySet().stream().sorted((a, b) -> b - a).toList()) {
        Scalar one = chosen(out, byPhase.get(number), axis + 1);
        all = Optional.of(all.<Scalar>map(rest -> rest.equals(one)
            ? one
            : new Scalar.Select(isIn(index, parts.getFirst().phase(), number), one, rest)).orElse(one));
      }
      return all.orElseThrow();
    }

    private static Scalar isIn(Index index, Phase phase, int number) {
      return Position.compare(ScalarFunction.EQ, Subscript.of((Subscript.Atom) index).modulo(phase.by(index)),
          Subscript.of(number));
    }
  }
}
