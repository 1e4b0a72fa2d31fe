package adjoint.compiler.plan;

import adjoint.compiler.graph.Value;

/** At the end of a block, what lies in `target` becomes `value`: a stored tensor's update, a scan's carry. */
record Assignment(Value target, Value value) {}
