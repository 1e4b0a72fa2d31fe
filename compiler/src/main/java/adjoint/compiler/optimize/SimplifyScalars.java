package adjoint.compiler.optimize;

import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.NormalForm;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Applies the rules for scalars everywhere, from the inside out, until none applies any more. */
public final class SimplifyScalars implements Pass {

  private static final List<ScalarRule> RULES = List.of(
      new FoldConstants(),
      new RemoveNeutral(),
      new RemoveDetach(),
      new CollectSigns(),
      new NormalizeProduct(),
      new FactorScale(),
      new MergeChoices());

  /** More applications to one scalar than this would mean that two rules undo each other. */
  private static final int LIMIT = 100;

  @Override
  public Graph apply(Graph graph) {
    Facts facts = Facts.of(graph);
    Walk walk = new Walk(new NormalForm(facts.limits()), new DecideConditions(facts));
    return graph.map(Rewrite.scalars(s -> walk.simplify(s, List.of()), walk.positions::of));
  }

  private record Walk(NormalForm positions, DecideConditions conditions) {

    private Scalar simplify(Scalar scalar, List<Scalar> known) {
      return switch (scalar) {
        case Scalar.Constant c -> c;
        case Scalar.SizeOf s -> s;
        case Scalar.Read r -> {
          List<Subscript> at = positions.of(r.at());
          yield at == r.at() ? r : new Scalar.Read(r.tensor(), at);
        }
        case Scalar.At a -> new Scalar.At(positions.of(a.position()));
        case Scalar.Draw d -> new Scalar.Draw(d.site(), positions.of(d.position()));
        case Scalar.Select s -> select(s, known);
        case Scalar.Apply a -> rules((Scalar.Apply) a.mapChildren(c -> simplify(c, known)), known);
      };
    }

    private Scalar select(Scalar.Select select, List<Scalar> known) {
      Scalar condition = conditions.reduce(simplify(select.condition(), known), known);
      Optional<Boolean> decided = conditions.decide(condition, known);
      if (decided.isPresent()) {
        return simplify(decided.get() ? select.then() : select.otherwise(), known);
      }
      List<Scalar> inside = new ArrayList<>(known);
      inside.addAll(DecideConditions.conjuncts(condition));
      Scalar then = simplify(select.then(), inside);
      List<Scalar> outside = new ArrayList<>(known);
      outside.add(Scalar.apply(ScalarFunction.NOT, condition));
      DecideConditions.opposite(condition).ifPresent(outside::add);
      Scalar otherwise = simplify(select.otherwise(), outside);
      return then.equals(otherwise) ? then : new Scalar.Select(condition, then, otherwise);
    }

    private Scalar rules(Scalar.Apply node, List<Scalar> known) {
      Scalar current = node;
      for (int round = 0; round < LIMIT && current instanceof Scalar.Apply apply; round++) {
        Optional<Scalar> simpler = RULES.stream().flatMap(r -> r.apply(apply).stream()).findFirst();
        if (simpler.isEmpty()) {
          return current;
        }
        current = simpler.get() instanceof Scalar.Apply a ? a.mapChildren(c -> simplify(c, known)) : simpler.get();
      }
      return current instanceof Scalar.Select s ? select(s, known) : current;
    }
  }
}
