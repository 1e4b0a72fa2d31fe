/**
 * The Maven plugin: {@link adjoint.maven.CompileMojo} makes Java classes of the models in `src/main/nn`. It runs wherever Maven
 * runs, and starts the compiler as a process on a JDK 25.
 */
package adjoint.maven;
