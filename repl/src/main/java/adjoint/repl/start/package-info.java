/**
 * What the launcher runs after a build, so that later starts are fast: {@link adjoint.repl.start.Freshen} rewrites class files
 * for Java's AOT cache, {@link adjoint.repl.start.Rehearsal} runs what the cache should know.
 */
package adjoint.repl.start;
