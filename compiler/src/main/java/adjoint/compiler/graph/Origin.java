package adjoint.compiler.graph;

import adjoint.compiler.source.Span;

/**
 * Where an operation comes from.
 *
 * @param span the text; {@link Span#NONE} for what no text stands for
 * @param own that text where it is in the program's own file, else the place there that calls it: one class names one file
 * @param path the layer instance, such as `Digits.linear1`; empty at the top
 */
public record Origin(Span span, Span own, String path) {

  public static final Origin NONE = new Origin(Span.NONE, Span.NONE, "");
}
