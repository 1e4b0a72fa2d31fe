/**
 * What a graph means: an interpreter in double precision, nested loops, slow and obvious. It is the oracle that passes,
 * gradients and generated code are compared with.
 */
package adjoint.compiler.reference;
