/** Bytes of generated classes → objects: {@link adjoint.compiler.link.Linker}. */
package adjoint.compiler.link;
