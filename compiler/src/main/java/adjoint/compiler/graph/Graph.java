package adjoint.compiler.graph;

import java.util.List;

/**
 * A function on tensors, as comprehensions: definitions in an order in which each comes after what it reads.
 *
 * @param name what it is for: `step`, `rows`, `predict`
 */
public record Graph(String name, List<Input> inputs, List<Definition> definitions, List<Output> outputs) {}
