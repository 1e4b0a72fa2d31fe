/**
 * From the text of a `.nn` file to an object that runs: a tour.
 *
 * <p>{@link adjoint.compiler.Compiler} is the whole path. A {@link adjoint.compiler.source.Source} is parsed
 * ({@link adjoint.compiler.parse}) into an {@link adjoint.compiler.ast Ast}, which says what was written. Lowering
 * ({@link adjoint.compiler.lower}) elaborates each use of a layer at its dims, checks shapes by the names of axes
 * ({@link adjoint.compiler.type}), and makes {@link adjoint.compiler.graph.Graph graphs}, which say what is computed: nearly
 * everything is one record, the comprehension. Where a loss is minimized, {@link adjoint.compiler.gradient} appends its
 * derivatives, in the same language. What is wrong becomes {@link adjoint.compiler.diagnostic.Diagnostic diagnostics}, all
 * independent ones at once.
 *
 * <p>{@link adjoint.compiler.Backend} is the second half. A graph is simplified by named rules
 * ({@link adjoint.compiler.optimize}) and planned ({@link adjoint.compiler.plan}): grouped into kernels, scheduled, placed in
 * memory. {@link adjoint.compiler.emit} writes a plan down as bytecode, in a vector and a scalar form with the same bits, and
 * {@link adjoint.compiler.link} loads it.
 *
 * <p>{@link adjoint.compiler.reference} is what a graph means, slow and obvious: the oracle of the tests.
 * {@link adjoint.compiler.inspect} answers what people ask about a program, {@link adjoint.compiler.pack} makes jars of trained
 * models.
 *
 * <p>Only doors stand here: {@link adjoint.compiler.Network} for Java programs, {@link adjoint.compiler.Compiler} and
 * {@link adjoint.compiler.Backend} for the command line, {@link adjoint.compiler.Generate} for build tools, which start it as a
 * process.
 */
package adjoint.compiler;
