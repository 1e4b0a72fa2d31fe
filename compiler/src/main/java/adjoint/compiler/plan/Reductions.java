package adjoint.compiler.plan;

import adjoint.compiler.graph.Index;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.plan.Step.Order;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * In which order a reduction goes: along the lanes of what lies together in memory, or as a chain beside others. Windows of a
 * pooling are too short for 32 sums; a few products of a row and a matrix make better chains, one for each column.
 */
record Reductions(Order order, List<Index> over) {

  private static final long SHORT = 8;
  private static final long FEW = 32;

  static Reductions of(List<Index> out, List<Index> over, Scalar body) {
    Map<Index, Integer> votes = new LinkedHashMap<>();
    Steps.eachRead(body, r -> vote(r, votes), v -> {});
    int best = 0;
    Index contiguous = over.getLast();
    for (Map.Entry<Index, Integer> vote : votes.entrySet()) {
      boolean beside = vote.getValue() == best && out.contains(vote.getKey()) && isBelow(FEW, contiguous);
      if (vote.getValue() > best || beside) {
        best = vote.getValue();
        contiguous = vote.getKey();
      }
    }
    boolean row = out.isEmpty() || over.contains(contiguous) && !isBelow(SHORT, contiguous);
    if (!row) {
      return new Reductions(Order.CHAIN, over);
    }
    List<Index> last = new ArrayList<>(over);
    if (last.remove(contiguous)) {
      last.add(contiguous);
    }
    return new Reductions(Order.LANES, List.copyOf(last));
  }

  private static boolean isBelow(long size, Index index) {
    return index.size().isConstant() && index.size().constant() < size;
  }

  /** A read speaks for the index that walks along its last axis, the louder the more axes it has. */
  private static void vote(Scalar.Read read, Map<Index, Integer> votes) {
    if (read.at().isEmpty()) {
      return;
    }
    Subscript last = read.at().getLast();
    for (Subscript.Term term : last.terms()) {
      if (term.atom() instanceof Index i && term.coefficient().is(1)) {
        votes.merge(i, read.at().size(), Integer::sum);
      }
    }
  }
}
