package adjoint.compiler.lower.scope;

import adjoint.compiler.ast.Declaration;
import java.util.Locale;

/** What a body belongs to. */
public enum Owner {
  FILE, FN, LAYER, MODEL, OPTIMIZER, TRAIN, TEST, PROMPT;

  static Owner of(Declaration.Kind kind) {
    return switch (kind) {
      case FN -> FN;
      case LAYER -> LAYER;
      case MODEL -> MODEL;
      case OPTIMIZER -> OPTIMIZER;
    };
  }

  /** Whether it has instances, with parameters and states of their own. */
  public boolean hasInstances() {
    return this == LAYER || this == MODEL;
  }

  /** As messages call it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
