package adjoint.compiler.emit.nest;

import adjoint.compiler.emit.word.Word;
import adjoint.compiler.plan.Placement;

/** A store: where to, and what, as a float or an integer. */
record Target(Placement placement, Word address, Word value) {}
