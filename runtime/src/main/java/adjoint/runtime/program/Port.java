package adjoint.runtime.program;

import adjoint.runtime.tensor.Axis;
import adjoint.runtime.tensor.Element;
import java.util.List;

/** An argument or a result of a compiled function: row-major, without gaps. */
public record Port(String name, Element element, List<Axis> axes) {}
