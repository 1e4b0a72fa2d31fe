/**
 * Ast → Graph, checked on the way. There is no separate checker: a body is checked by lowering it once with dims of its own,
 * and lowered by elaborating it again with those of each use, so that what is right in the check is right everywhere.
 *
 * <p>Six rooms, each of which uses only those above it:
 *
 * <ol>
 * <li>{@link adjoint.compiler.lower.problem}: what is wrong, in words, and how a statement is left because of it;
 * <li>{@link adjoint.compiler.lower.scope}: what names denote at a place, and what all graphs of a program share;
 * <li>{@link adjoint.compiler.lower.elaborate}: expressions and statements → definitions of a graph;
 * <li>{@link adjoint.compiler.lower.train}: a `train` block → the graphs of a step and of an evaluation, and a recipe;
 * <li>{@link adjoint.compiler.lower.program}: a whole file → everything that it runs;
 * <li>{@link adjoint.compiler.lower.prompt}: an entry at the prompt → a graph, against what was declared and bound before.
 * </ol>
 *
 * <p>Begin reading at {@link adjoint.compiler.lower.program.ProgramLowering}, then at
 * {@link adjoint.compiler.lower.elaborate.Evaluator}.
 */
package adjoint.compiler.lower;
