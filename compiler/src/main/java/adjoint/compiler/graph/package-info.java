/**
 * The compiler's middle language. A {@link adjoint.compiler.graph.Graph} is a list of definitions, nearly all of them
 * comprehensions: for each output index, reduce a {@link adjoint.compiler.graph.Scalar} expression over some more
 * indices; each read has one {@link adjoint.compiler.graph.Subscript} an axis. Gradients, simplification and planning
 * are functions from graphs to graphs, or to plans.
 */
package adjoint.compiler.graph;
