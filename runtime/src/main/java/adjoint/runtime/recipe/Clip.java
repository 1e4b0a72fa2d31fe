package adjoint.runtime.recipe;

/** How gradients are limited; the compiled step does it, this only tells what it does. */
public sealed interface Clip {

  /** Each gradient's elements to [-limit, limit]. */
  record Value(double limit) implements Clip {}

  /** All gradients together to a Euclidean norm of at most the limit. */
  record Norm(double limit) implements Clip {}
}
