package adjoint.runtime.recipe;

import java.util.List;

/**
 * What fields are for.
 *
 * @param inputs the fields that models see
 * @param targets the other fields that losses see
 */
public record Roles(List<String> inputs, List<String> targets) {

  public static final Roles NONE = new Roles(List.of(), List.of());

  public Roles {
    inputs = List.copyOf(inputs);
    targets = List.copyOf(targets);
  }
}
