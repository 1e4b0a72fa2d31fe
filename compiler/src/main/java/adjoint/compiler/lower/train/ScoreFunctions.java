package adjoint.compiler.lower.train;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Graph;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.OpenDims;
import adjoint.compiler.graph.Output;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The functions that score a part of the data, made of an evaluation.
 *
 * <p>A loss that is a mean over examples, and most metrics, are those of the whole part: see {@link RowSplit}. A loss of
 * another kind depends on how many examples meet in it, so it is comparable with that of training only if as many do; and
 * what makes numbers for pairs of examples, to be read more than once, would need the square of their number. And what is kept
 * of an example has to have a size, which lengths of its own don't give it. These are computed of each batch, and their mean
 * counts.
 *
 * @param batches its outputs are those that are means over batches
 */
record ScoreFunctions(RowSplit.Halves halves, Optional<Graph> batches) {

  /**
   * @param losses the names of the outputs that are minimized
   * @param next a number above all those in the graph
   */
  static ScoreFunctions of(Graph evaluation, Optional<String> batch, Set<String> losses, int next) {
    if (batch.isEmpty()) {
      return new ScoreFunctions(RowSplit.split(evaluation, "", next), Optional.empty());
    }
    RowSplit split = new RowSplit(evaluation, batch.get(), next);
    Predicate<Output> byBatch =
        output -> hasLengths(evaluation, output, batch.get(), next) || (losses.contains(output.name())
            ? !split.isMean(output.value())
            : hasPairs(evaluation, split, output.value()));
    List<Output> apart = evaluation.outputs().stream().filter(byBatch).toList();
    return apart.isEmpty()
        ? new ScoreFunctions(split.halves(), Optional.empty())
        : new ScoreFunctions(
            RowSplit.split(part(evaluation, evaluation.name(), byBatch.negate()), batch.get(), next),
            Optional.of(part(evaluation, "batches", byBatch)));
  }

  /** Whether pairs of examples are kept on the way to a value, rather than taken up by a sum as they are made. */
  private static boolean hasPairs(Graph graph, RowSplit split, Value value) {
    List<Definition> needed = needed(graph, Set.of(value));
    return needed.stream().filter(d -> d.results().stream().anyMatch(split::ofPairs)).anyMatch(d -> {
      boolean view = d.operation() instanceof Comprehension c && c.isMap() && c.body() instanceof Scalar.Read;
      boolean map = d.operation() instanceof Comprehension c && c.isMap();
      long readers = needed.stream().filter(r -> r.operation().operands().contains(d.results().getFirst())).count();
      return !map || (!view && readers > 1);
    });
  }

  /** Whether what goes over all examples needs the size of an open dim that isn't theirs. */
  private static boolean hasLengths(Graph graph, Output output, String batch, int next) {
    if (OpenDims.of(graph).stream().allMatch(batch::equals)) {
      return false;
    }
    Set<String> open = OpenDims.of(RowSplit.split(part(graph, graph.name(), output::equals), batch, next).reduce());
    return open.stream().anyMatch(dim -> !dim.equals(batch));
  }

  private static Graph part(Graph graph, String name, Predicate<Output> which) {
    List<Output> outputs = graph.outputs().stream().filter(which).toList();
    Set<Value> ends = new LinkedHashSet<>();
    outputs.forEach(o -> ends.add(o.value()));
    return new Graph(name, graph.inputs(), needed(graph, ends), outputs);
  }

  private static List<Definition> needed(Graph graph, Set<Value> ends) {
    Set<Value> reached = Definition.reached(graph.definitions(), ends);
    return graph.definitions().stream().filter(d -> d.results().stream().anyMatch(reached::contains)).toList();
  }
}
