package adjoint.runtime.model;

import adjoint.runtime.recipe.Field;
import java.util.Map;

/**
 * What a model's text says besides its signature.
 *
 * @param rowwise as in {@link Description}
 * @param draws as in {@link Description}
 * @param positions the dims that arguments are positions of, by the arguments' names
 */
public record Traits(boolean rowwise, boolean draws, Map<String, Field.IndexDim> positions) {}
