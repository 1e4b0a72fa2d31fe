package adjoint.runtime.data;

import adjoint.runtime.recipe.Split;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A recipe's data, ready for batches.
 *
 * @param parts in the order train, validation, test; at least train
 * @param fitted what was learnt from the training examples, a field each
 */
public record Data(Map<Split.Name, SplitPart> parts, List<Fitted> fitted) {

  public SplitPart train() {
    return parts.get(Split.Name.TRAIN);
  }

  public Optional<SplitPart> part(Split.Name name) {
    return Optional.ofNullable(parts.get(name));
  }
}
