package adjoint.compiler.emit.contraction;

import adjoint.compiler.emit.kernel.Expression.Operation;
import adjoint.compiler.emit.kernel.Expression;
import adjoint.compiler.emit.kernel.ProcedureBuilder;
import adjoint.compiler.emit.kernel.DataType;
import adjoint.compiler.emit.kernel.Variable;
import java.util.List;

/** The width of vectors, which generated code reads from its class: HotSpot sees a constant. */
final class Species {

  private Species() {}

  static Variable lanes(ProcedureBuilder body) {
    return body.let("lanes", new Expression.Machine(DataType.INT, Operation.LANES, List.of()));
  }
}
