package adjoint.compiler.onnx.export;

import adjoint.compiler.graph.Origin;
import java.util.Optional;

/** What ONNX has no operators for. */
final class NotExpressible extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Optional<Origin> origin;
  private final boolean consequence;

  private NotExpressible(String why, Optional<Origin> origin, boolean consequence) {
    super(why);
    this.origin = origin;
    this.consequence = consequence;
  }

  NotExpressible(String why) {
    this(why, Optional.empty(), false);
  }

  /** Of what is made of something that isn't expressible, which has been said. */
  static NotExpressible consequence() {
    return new NotExpressible("it is made of what isn't expressible", Optional.empty(), true);
  }

  /** At this place, unless one nearer to it is known. */
  NotExpressible at(Origin place) {
    return new NotExpressible(getMessage(), origin.or(() -> Optional.of(place)), consequence);
  }

  Optional<Obstacle> obstacle() {
    return consequence ? Optional.empty() : Optional.of(new Obstacle(origin.orElse(Origin.NONE), getMessage()));
  }
}
