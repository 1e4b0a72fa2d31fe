/**
 * Text to Ast. {@link adjoint.compiler.parse.Parser} is the door; behind it, in order: {@code Tokenize},
 * {@code MatchBrackets}, {@code LayLines}, the generated parser with {@code Recovery} and {@code SyntaxMessages}, and
 * {@code ReadDeclarations}. Syntax errors are told in the user's words, several in one run, none twice.
 */
package adjoint.compiler.parse;
