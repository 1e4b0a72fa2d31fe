package adjoint.compiler.lower.train;

import adjoint.compiler.graph.Definition;
import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Input;
import adjoint.compiler.graph.OpenDims;
import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Operation.ArgReduce;
import adjoint.compiler.graph.Operation.Comprehension;
import adjoint.compiler.graph.Operation.Scan;
import adjoint.compiler.graph.Operation.Scatter;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Size;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which values of a graph go example by example, each example made of the same example's data alone; in which examples
 * meet; and which know nothing of examples.
 */
final class RowDependence {

  private final Size batch;
  private final Draws draws;
  private final Set<Value> rowwise = new LinkedHashSet<>();
  private final Set<Value> mixed = new LinkedHashSet<>();

  /** What a random number belongs to that is drawn for each example. */
  enum Draws {
    /** To the example: another number is as good. */
    OF_EXAMPLES,
    /** To the place of the example among all those of a call. */
    OF_A_CALL
  }

  RowDependence(String batch, List<Input> inputs, Draws draws) {
    this.batch = Size.open(batch);
    this.draws = draws;
    for (Input input : inputs) {
      if (hasRows(input.value())) {
        rowwise.add(input.value());
      } else if (input.value().axes().stream().anyMatch(a -> mentionsBatch(a.size()))) {
        mixed.add(input.value());
      }
    }
  }

  boolean isRowwise(Value value) {
    return rowwise.contains(value);
  }

  boolean isMixed(Value value) {
    return mixed.contains(value);
  }

  boolean isMixed(Definition definition) {
    return definition.results().stream().anyMatch(mixed::contains);
  }

  /** Whether something is added up over the examples, each of which gives it by itself. */
  boolean sumsRows(Comprehension c) {
    List<Index> along = c.over().stream().filter(i -> mentionsBatch(i.size())).toList();
    return c.reduction() == Operation.Reduction.SUM && along.size() == 1 && along.getFirst().size().equals(batch)
        && c.out().stream().noneMatch(i -> mentionsBatch(i.size())) && c.operands().stream().noneMatch(mixed::contains)
        && follows(c.body(), along.getFirst());
  }

  /** Takes a definition up; those that it reads come before it. */
  void classify(Definition definition) {
    if (concernsRows(definition)) {
      (isRowwise(definition) ? rowwise : mixed).addAll(definition.results());
    }
  }

  private boolean concernsRows(Definition definition) {
    return definition.operation().operands().stream().anyMatch(v -> rowwise.contains(v) || mixed.contains(v))
        || definition.results().stream().anyMatch(v -> v.axes().stream().anyMatch(a -> mentionsBatch(a.size())))
        || mentionsBatch(definition.operation());
  }

  /** Whether it is about the batch as a whole: by its size, or by what is drawn once for all examples. */
  private boolean mentionsBatch(Operation operation) {
    return OpenDims.of(operation).contains(batch.toString())
        || operation.draws()
        || operation.inner().stream().anyMatch(d -> mentionsBatch(d.operation()));
  }

  private boolean isRowwise(Definition definition) {
    return definition.operation().operands().stream().noneMatch(mixed::contains) && isRowwise(definition.operation())
        && definition.results().stream().allMatch(this::hasRows);
  }

  private boolean isRowwise(Operation operation) {
    if (operation.over().stream().anyMatch(i -> mentionsBatch(i.size()))) {
      return false;
    }
    return switch (operation) {
      case Comprehension c -> row(c.out()).map(i -> follows(c.body(), i)).orElse(false);
      case ArgReduce a -> row(a.out()).map(i -> follows(a.body(), i)).orElse(false);
      case Scatter s -> false;
      case Operation.Order o -> rowwise.contains(o.keys()) && !mentionsBatch(o.along().size());
      case Scan s -> isRowwise(s);
    };
  }

  boolean mentionsBatch(Size size) {
    return size.openDims().contains(batch.toString());
  }

  private Optional<Index> row(List<Index> out) {
    return out.stream().filter(i -> i.size().equals(batch)).findFirst();
  }

  private boolean isRowwise(Scan scan) {
    scan.entries().stream().filter(this::hasRows).forEach(rowwise::add);
    boolean all = scan.entries().stream().allMatch(this::hasRows);
    for (Definition definition : scan.body()) {
      boolean concerned = concernsRows(definition);
      if (concerned && isRowwise(definition)) {
        rowwise.addAll(definition.results());
      } else if (concerned) {
        all = false;
      }
    }
    return all && scan.yields().stream().allMatch(this::hasRows);
  }

  /** Whether examples are stacked along just one of its axes: a twin of the batch ranges over other examples. */
  private boolean hasRows(Value value) {
    List<Size> sizes = value.axes().stream().map(Axis::size).filter(this::mentionsBatch).toList();
    return sizes.equals(List.of(batch));
  }

  /** Whether every example is made of the same example's data alone: the row serves to read its data, and for nothing else. */
  private boolean follows(Scalar body, Index row) {
    boolean own = switch (body) {
      case Scalar.Read r -> reads(r.tensor(), r.at(), row);
      case Scalar.At a -> isFree(a.position(), row);
      case Scalar.SizeOf s -> !mentionsBatch(s.size());
      case Scalar.Draw d -> draws == Draws.OF_EXAMPLES;
      case Scalar.Constant _,Scalar.Apply _,Scalar.Select _ -> true;
    };
    return own && body.children().stream().allMatch(c -> follows(c, row));
  }

  private boolean reads(Value tensor, List<Subscript> at, Index row) {
    for (int i = 0; i < at.size(); i++) {
      boolean rows = rowwise.contains(tensor) && tensor.axes().get(i).size().equals(batch);
      boolean fits = rows ? at.get(i).asIndex().filter(row::equals).isPresent() : isFree(at.get(i), row);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /** Whether a place is the same whatever examples come before: neither the row nor the batch's size stand in it. */
  private boolean isFree(Subscript place, Index row) {
    return !OpenDims.of(place).contains(batch.toString()) && place.terms().stream().allMatch(t -> switch (t.atom()) {
      case Index i -> !i.equals(row);
      case Subscript.Quotient q -> isFree(q.of(), row);
      case Subscript.Remainder r -> isFree(r.of(), row);
      case Subscript.Lookup l -> reads(l.table(), l.at(), row);
    });
  }
}
