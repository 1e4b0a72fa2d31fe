package adjoint.compiler.graph;

import java.util.function.Supplier;

/** Is told what each pass made, by the pass's name and as text on demand. */
@FunctionalInterface
public interface Watch {

  Watch NONE = (pass, text) -> {};

  void after(String pass, Supplier<String> text);
}
