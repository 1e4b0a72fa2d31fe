/** Bytes of generated classes → objects, and the change from scalar code to vectors while a function is used. */
package adjoint.compiler.link;
