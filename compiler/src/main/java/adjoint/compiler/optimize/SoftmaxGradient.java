package adjoint.compiler.optimize;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Reduction;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Pass;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a softmax sends back is `(dp - Σ dp·p) · p`. The chain rule finds `(dp / s - Σ dp·p / s) · e` of `p = e / s`: the
 * same by values that nothing else needs. As s is the sum of the exponentials e, neither form leaves the finite numbers
 * where the other doesn't.
 */
public final class SoftmaxGradient implements Pass {

  @Override
  public Graph apply(Graph graph) {
    Softmaxes softmaxes = new Softmaxes(new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    return graph.replace(d -> {
      Definition shorter = d.operation() instanceof Comprehension c
          ? d.with(c.with(softmaxes.shortened(c.body())))
          : d;
      softmaxes.add(shorter);
      return List.of(shorter);
    });
  }

  /** A softmax of exponentials: `p[at] = e[at] / s[…]`. */
  private record Softmax(Value result, Comprehension made) {}

  /** A read of exponentials as one of their softmax, and what they were divided by. */
  private record Quotient(Scalar result, Scalar sum) {}

  /**
   * What came before.
   *
   * @param made comprehensions by what they define
   * @param softmaxes by the exponentials
   * @param stacks by what a scan yields, the tensor that holds it for every step
   * @param yields the other way round
   */
  private record Softmaxes(Map<Value, Comprehension> made, Map<Value, Softmax> softmaxes, Map<Value, Value> stacks,
      Map<Value, Value> yields) {

    void add(Definition definition) {
      if (definition.operation() instanceof Comprehension c) {
        made.put(definition.result(), c);
        exponentials(c).ifPresent(e -> softmaxes.putIfAbsent(e, new Softmax(definition.result(), c)));
      }
      if (definition.operation() instanceof Scan s) {
        for (int i = 0; i < s.yields().size(); i++) {
          Value stack = definition.results().get(s.carries().size() + i);
          stacks.putIfAbsent(s.yields().get(i), stack);
          yields.put(stack, s.yields().get(i));
        }
      }
    }

    /** The exponentials that it divides by their sum, element by element. */
    private Optional<Value> exponentials(Comprehension c) {
      boolean divides = c.isMap() && c.body() instanceof Scalar.Apply a && a.function() == ScalarFunction.DIV
          && a.arguments().getFirst() instanceof Scalar.Read e && e.at().equals(Subscript.of(c.out()))
          && a.arguments().getLast() instanceof Scalar.Read s && Subscript.of(c.out()).containsAll(s.at())
          && isExponential(e.tensor()) && isSum(s.tensor(), e.tensor());
      return divides
          ? Optional.of(((Scalar.Read) c.body().children().getFirst()).tensor())
          : Optional.empty();
    }

    private boolean isExponential(Value value) {
      return made.containsKey(value) && made.get(value).body() instanceof Scalar.Apply a
          && a.function() == ScalarFunction.EXP;
    }

    private boolean isSum(Value sum, Value of) {
      Comprehension c = made.get(sum);
      return c != null && !c.isMap() && c.reduction() == Reduction.SUM
          && c.body() instanceof Scalar.Read r && r.tensor().equals(of);
    }

    Scalar shortened(Scalar scalar) {
      Scalar inner = scalar.mapChildren(this::shortened);
      if (!(inner instanceof Scalar.Apply a) || a.function() != ScalarFunction.MUL) {
        return inner;
      }
      Scalar first = a.arguments().getFirst();
      Scalar last = a.arguments().getLast();
      return shortened(first, last).or(() -> shortened(last, first)).orElse(inner);
    }

    private Optional<Scalar> shortened(Scalar difference, Scalar exponential) {
      return exponential instanceof Scalar.Read e
          ? quotient(e).flatMap(q -> times(difference, q.sum())
              .map(d -> Scalar.apply(ScalarFunction.MUL, d, q.result())))
          : Optional.empty();
    }

    private Optional<Quotient> quotient(Scalar.Read e) {
      if (softmaxes.containsKey(e.tensor())) {
        Softmax softmax = softmaxes.get(e.tensor());
        Scalar sum = softmax.made().bodyAt(e.at()).children().getLast();
        return Optional.of(new Quotient(new Scalar.Read(softmax.result(), e.at()), sum));
      }
      return Optional.ofNullable(yields.get(e.tensor())).filter(softmaxes::containsKey).flatMap(
          yield -> quotient(new Scalar.Read(yield, e.at().subList(1, e.at().size()))))
          .flatMap(q -> stacked(q.result(), e.at().getFirst())
              .flatMap(p -> stacked(q.sum(), e.at().getFirst()).map(s -> new Quotient(p, s))));
    }

    /** What a scan's body reads, read after it at a step. */
    private Optional<Scalar> stacked(Scalar inside, Subscript step) {
      Scalar.Read read = (Scalar.Read) inside;
      List<Subscript> at = new ArrayList<>(List.of(step));
      at.addAll(read.at());
      return Optional.ofNullable(stacks.get(read.tensor())).map(s -> new Scalar.Read(s, List.copyOf(at)));
    }

    /** `a / s - b / s` times s. */
    private Optional<Scalar> times(Scalar difference, Scalar sum) {
      if (!(difference instanceof Scalar.Apply d)
          || d.function() != ScalarFunction.ADD && d.function() != ScalarFunction.SUB) {
        return Optional.empty();
      }
      Optional<Scalar> left = product(d.arguments().getFirst(), sum);
      Optional<Scalar> right = product(d.arguments().getLast(), sum);
      return left.flatMap(l -> right.map(r -> added(d.function(), l, r)));
    }

    private static Scalar added(ScalarFunction function, Scalar left, Scalar right) {
      return function == ScalarFunction.ADD && right instanceof Scalar.Apply n && n.function() == ScalarFunction.NEG
          ? Scalar.apply(ScalarFunction.SUB, left, n.arguments().getFirst())
          : Scalar.apply(function, left, right);
    }

    /** What `x / s`, or a value defined as that, is without the division. */
    private Optional<Scalar> product(Scalar scalar, Scalar sum) {
      return switch (scalar) {
        case Scalar.Apply a when a.function() == ScalarFunction.DIV && a.arguments().getLast().equals(sum) ->
          Optional.of(a.arguments().getFirst());
        case Scalar.Apply a when a.function() == ScalarFunction.NEG ->
          product(a.arguments().getFirst(), sum).map(p -> Scalar.apply(ScalarFunction.NEG, p));
        case Scalar.Read r when made.containsKey(r.tensor()) && made.get(r.tensor()).isMap() ->
          product(made.get(r.tensor()).bodyAt(r.at()), sum);
        case Scalar.Constant _,Scalar.SizeOf _,Scalar.Read _,Scalar.At _ -> Optional.empty();
        case Scalar.Apply _,Scalar.Select _,Scalar.Draw _ -> Optional.empty();
      };
    }
  }
}
