package adjoint.compiler.lower.train;

import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.gradient.Gradient;
import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.GraphBuilder;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Origin;
import adjoint.compiler.graph.Rewrite;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.graph.Value;
import adjoint.compiler.lower.elaborate.Build;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.scope.ProgramScope;
import adjoint.compiler.optimize.stable.StabilizeForms;
import adjoint.compiler.source.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The loss of a line where a group of parameters is something else: of its definitions, those that depend on the group are
 * made once more. So the batch and the draws are the same ones, and no state is updated again.
 */
final class LossElsewhere implements OptimizerLowering.Group {

  private final Build build;
  private final Value loss;
  private final boolean accumulates;
  private final Consumer<Map<ProgramScope.Stored, Value>> clip;

  /**
   * @param accumulates whether an update is of several batches, of which only the last is at hand
   * @param clip what becomes of the line's gradients before rules see them
   */
  LossElsewhere(Build build, Value loss, boolean accumulates, Consumer<Map<ProgramScope.Stored, Value>> clip) {
    this.build = build;
    this.loss = loss;
    this.accumulates = accumulates;
    this.clip = clip;
  }

  @Override
  public Value norm(List<Value> gradients) {
    return GradientNorm.of(build.graph, gradients);
  }

  @Override
  public Map<ProgramScope.Stored, Value> gradients(Map<ProgramScope.Stored, Value> places, Span call) {
    if (accumulates) {
      throw Mistake.of(CompilerProblem.GRADIENT_ELSEWHERE, call,
          "with `accumulate`, an update is of several batches, and g(…) knows the last of them only; leave out "
              + "`accumulate`, or take a larger batch");
    }
    Map<Value, Value> moved = new HashMap<>();
    List<Value> by = new ArrayList<>();
    places.forEach((parameter, place) -> {
      by.add(detached(place));
      build.versions(parameter).forEach(version -> moved.put(version, by.getLast()));
    });
    Value there = copied(moved);
    List<Value> derivatives = Gradient.of(build.graph, StabilizeForms.before(build.graph, there, by), by);
    Map<ProgramScope.Stored, Value> gradients = new LinkedHashMap<>();
    places.keySet().forEach(parameter -> gradients.put(parameter, derivatives.get(gradients.size())));
    clip.accept(gradients);
    return gradients;
  }

  private Value detached(Value place) {
    List<Index> out = build.graph.indices(place.axes());
    return build.graph.add(place.name(), Comprehension.map(out,
        Scalar.apply(ScalarFunction.DETACH, GraphBuilder.read(place, out))), Origin.NONE);
  }

  /**
   * The loss, made once more of other values.
   *
   * @param moved what takes the place of values; grows by what depends on them
   */
  private Value copied(Map<Value, Value> moved) {
    List<Definition> before = build.graph.definitions();
    Set<Value> needed = Definition.reached(before, Set.of(loss));
    Set<Value> places = new HashSet<>(moved.keySet());
    for (Definition definition : before) {
      boolean wanted = definition.results().stream().anyMatch(needed::contains)
          && definition.results().stream().noneMatch(places::contains)
          && definition.operation().operands().stream().anyMatch(moved::containsKey);
      if (wanted) {
        build.graph.add(fresh(definition, moved));
      }
    }
    return moved.getOrDefault(loss, loss);
  }

  /** With values and indices of its own, inside of it as well. */
  private Definition fresh(Definition definition, Map<Value, Value> moved) {
    Map<Index, Index> indices = new HashMap<>();
    definition.results().forEach(result -> rename(result, moved));
    renameInside(definition, moved);
    return definition.mapValues(value -> moved.getOrDefault(value, value))
        .map(Rewrite.indices(index -> indices.computeIfAbsent(index, i -> build.graph.index(i.axis()))));
  }

  private void renameInside(Definition definition, Map<Value, Value> moved) {
    definition.operation().entries().forEach(entry -> rename(entry, moved));
    for (Definition inner : definition.operation().inner()) {
      inner.results().forEach(result -> rename(result, moved));
      renameInside(inner, moved);
    }
  }

  private void rename(Value value, Map<Value, Value> moved) {
    moved.put(value, build.graph.value(value.name(), value.element(), value.axes()));
  }
}
