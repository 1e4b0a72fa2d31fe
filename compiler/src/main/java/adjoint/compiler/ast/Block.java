package adjoint.compiler.ast;

import adjoint.compiler.source.Span;
import java.util.List;

/** `{ statements }`; its value is that of its last statement, where that is an expression. */
public record Block(List<Statement> statements, Span span) {}
