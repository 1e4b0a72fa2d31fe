/**
 * A statement typed at the prompt → a {@link adjoint.compiler.lower.prompt.LoweredEntry}.
 * {@link adjoint.compiler.lower.prompt.Declared} are a session's declarations, checked as a file's are; a
 * {@link adjoint.compiler.lower.prompt.PromptBinding} is a name that an entry bound, and
 * {@link adjoint.compiler.lower.prompt.Recompute} says how far back of such names an entry computes anew.
 *
 * <p>Begin reading at {@link adjoint.compiler.lower.prompt.Declared}.
 */
package adjoint.compiler.lower.prompt;
