package adjoint.compiler.source;

/**
 * A stretch of a source: from `start` (inclusive) to `end` (exclusive). Spans travel through every stage, so that a
 * message, a kernel and a stack trace can name the `.nn` line that they come from.
 */
public record Span(Source source, int start, int end) {

  /** A place in no file: what the compiler makes for itself. */
  public static final Span NONE = new Span(new Source("", ""), 0, 0);

  /** The smallest span that holds both. */
  public Span to(Span other) {
    return new Span(source, Math.min(start, other.start), Math.max(end, other.end));
  }

  public int line() {
    return source.line(start);
  }

  public int column() {
    return source.column(start);
  }

  public String text() {
    return source.text().substring(start, end);
  }

  @Override
  public String toString() {
    return source.name() + ":" + line() + ":" + column();
  }
}
