/**
 * The machine forms of the scalar functions: each written once, in the words that the scalar and the vector form share,
 * with only operations that IEEE 754 defines to the last bit. Polynomials are least-maximum fits made for this project;
 * each class states its errors in units in the last place of a float, and a test measures them.
 */
package adjoint.compiler.emit.function;
