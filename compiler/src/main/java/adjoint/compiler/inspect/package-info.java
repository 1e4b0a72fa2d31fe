/** What people ask about a program: whether its derived gradients are right, what its layers cost. */
package adjoint.compiler.inspect;
