package adjoint.compiler.incremental;

import adjoint.compiler.graph.Definition;

/** Why a model can't be evaluated position by position. */
final class NotCausal extends RuntimeException {

  private static final long serialVersionUID = 1;

  NotCausal(String message) {
    super(message, null, false, false);
  }

  static NotCausal at(Definition definition, String what) {
    String name = definition.results().getFirst().name();
    return new NotCausal((name.isEmpty() ? "a value" : name) + " " + what);
  }
}
