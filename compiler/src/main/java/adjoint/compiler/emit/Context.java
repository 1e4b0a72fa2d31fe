package adjoint.compiler.emit;

import adjoint.compiler.graph.Index;
import adjoint.compiler.plan.Plan;
import java.util.List;

/**
 * Where a kernel is emitted.
 *
 * @param plan has the placements of all that it reads and writes
 * @param loops the indices of the loops around it, outermost first: the kernel's `int` arguments after the frame
 */
public record Context(Plan plan, Mode mode, List<Index> loops) {}
