package adjoint.compiler.emit.kernel;

import java.util.List;

/** A part of a kernel that is called by its name: it gives nothing back, and works on arrays. */
public record Procedure(Header header, List<Variable> parameters, List<Instruction> body) {

  public Procedure {
    parameters = List.copyOf(parameters);
    body = List.copyOf(body);
  }

  /** What callers know of it. */
  public record Header(String name, List<DataType> parameters) {
    public Header {
      parameters = List.copyOf(parameters);
    }
  }
}
