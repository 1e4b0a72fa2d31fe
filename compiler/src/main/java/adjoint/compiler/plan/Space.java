package adjoint.compiler.plan;

/** The array that a buffer lies in. */
public sealed interface Space {

  /** {@link adjoint.runtime.program.Frame#store}. */
  record Store() implements Space {}

  /** {@link adjoint.runtime.program.Frame#work}. */
  record Work() implements Space {}

  /** {@link adjoint.runtime.program.Frame#workInts}. */
  record WorkInts() implements Space {}

  /** An argument or a result of the function, by its number among inputs then outputs. */
  record Port(int number) implements Space {}

  /** The scalars of {@link adjoint.runtime.program.Frame#settings}. */
  record Settings() implements Space {}
}
