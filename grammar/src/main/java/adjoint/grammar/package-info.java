/** The grammar of `.nn` files and the lexer and parser generated from it: structure only, no meaning. */
package adjoint.grammar;
