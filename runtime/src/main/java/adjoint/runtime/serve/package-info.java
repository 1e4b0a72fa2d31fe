/**
 * A model over HTTP: {@link adjoint.runtime.serve.Server} speaks with clients, {@link adjoint.runtime.serve.Batcher} runs what
 * they ask for together.
 */
package adjoint.runtime.serve;
