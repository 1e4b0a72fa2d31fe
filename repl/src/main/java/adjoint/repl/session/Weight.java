package adjoint.repl.session;

import adjoint.runtime.program.Layout;
import adjoint.runtime.tensor.Axis;
import java.util.List;

/** A stored tensor of the session: a parameter or a layer's state. */
public record Weight(Layout.Kind kind, List<Axis> axes, float[] data) {}
