/** Texts that a model goes on with, token by token: {@link adjoint.runtime.generate.Generator}. */
package adjoint.runtime.generate;
