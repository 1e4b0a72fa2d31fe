package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whether a step may write a value over another one that it reads: each element is read before, and only for, its
 * own.
 */
final class InPlace {

  private InPlace() {}

  /** Whether `fresh`, which the step writes, may lie where `old`, which the step reads, lies row-major alike. */
  static boolean isLegal(Step step, Value fresh, Value old) {
    return fresh.axes().size() == old.axes().size() && switch (step) {
      case Step.Nest n -> isLegal(n, fresh, old);
      case Step.Contraction c -> isLegal(c, fresh, old);
      case Step.Loop l -> false;
      case Step.Scatter s -> false;
      case Step.Sort s -> false;
      case Step.Copy c -> false;
    };
  }

  private static boolean isLegal(Step.Contraction c, Value fresh, Value old) {
    Predicate<Store> writes = s -> s.value().equals(fresh);
    return !c.left().reads().contains(old) && !c.right().reads().contains(old)
        && c.epilogue().stream().filter(writes).count() == 1
        && c.epilogue().stream().filter(writes).allMatch(s -> isIdentity(s.at())
            && c.epilogue().stream().allMatch(o -> Steps.readsOnlyAt(o.body(), old, s.at())));
  }

  private static boolean isLegal(Step.Nest nest, Value fresh, Value old) {
    boolean written = false;
    for (Step.Statement statement : nest.statements()) {
      List<Store> writers = Steps.stores(statement).stream().filter(s -> s.value().equals(fresh)).toList();
      boolean reads = Steps.bodies(statement).anyMatch(b -> b.reads().contains(old));
      if (written && (reads || !writers.isEmpty())) {
        return false;
      }
      if (!writers.isEmpty() && !(statement instanceof Step.Statement.Map) && reads) {
        return false;
      }
      for (Store writer : writers) {
        written = true;
        boolean own = isIdentity(writer.at())
            && Steps.bodies(statement).allMatch(b -> Steps.readsOnlyAt(b, old, writer.at()))
            && nest.statements().stream().flatMap(Steps::bodies)
                .allMatch(b -> readsOwnTurn(b, old, writer.at(), nest.outer()));
        if (writers.size() != 1 || !own) {
          return false;
        }
      }
    }
    return written;
  }

  /** Whether reads of the value stay in the part that the same turn of the outer loops writes over. */
  private static boolean readsOwnTurn(Scalar scalar, Value value, List<Subscript> at, List<Index> outer) {
    if (Steps.isTable(scalar, value)) {
      return outer.isEmpty();
    }
    boolean here = !(scalar instanceof Scalar.Read r && r.tensor().equals(value))
        || sameTurn((Scalar.Read) scalar, at, outer);
    return here && scalar.children().stream().allMatch(c -> readsOwnTurn(c, value, at, outer));
  }

  private static boolean sameTurn(Scalar.Read read, List<Subscript> at, List<Index> outer) {
    for (Index index : outer) {
      int axis = at.indexOf(Subscript.of(index));
      if (axis < 0 || !read.at().get(axis).equals(at.get(axis))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIdentity(List<Subscript> at) {
    return at.stream().allMatch(s -> s.asIndex().isPresent()) && at.stream().distinct().count() == at.size();
  }
}
