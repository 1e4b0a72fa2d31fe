package adjoint.runtime.program;

import java.util.List;

/**
 * What a compiled function takes and gives.
 *
 * @param openDims the dims whose sizes a caller gives in {@link Frame#dims}, in that order
 * @param settings the scalars that a caller gives in {@link Frame#settings}, in that order
 */
public record Signature(String name, List<String> openDims, List<Port> inputs, List<String> settings,
    List<Port> outputs) {}
