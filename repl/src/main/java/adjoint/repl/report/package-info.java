/**
 * What is said. Begin at {@link adjoint.repl.report.Console}, where a command's words go; the others make words that `nn` and
 * the prompt share: {@link adjoint.repl.report.SummaryText} of a program, {@link adjoint.repl.report.MarkdownPage} of a page.
 */
package adjoint.repl.report;
