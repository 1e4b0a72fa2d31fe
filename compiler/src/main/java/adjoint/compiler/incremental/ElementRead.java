package adjoint.compiler.incremental;

import adjoint.compiler.graph.Operation;
import adjoint.compiler.graph.Scalar;
import adjoint.compiler.graph.Subscript;
import adjoint.compiler.graph.Value;
import java.util.ArrayList;
import java.util.List;

/** An element that an expression reads, as a number or as a place. */
record ElementRead(Value tensor, List<Subscript> at) {

  /** Those of an operation's own expressions. */
  static List<ElementRead> of(Operation operation) {
    List<ElementRead> all = new ArrayList<>();
    operation.scalars().forEach(scalar -> scalar.nodes().forEach(node -> {
      if (node instanceof Scalar.Read read) {
        all.add(new ElementRead(read.tensor(), read.at()));
      }
      node.subscripts().stream().flatMap(Subscript::lookups).forEach(l -> all.add(new ElementRead(l.table(), l.at())));
    }));
    return all;
  }
}
