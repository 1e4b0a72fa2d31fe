package adjoint.compiler.diagnostic;

/** Every kind of problem that a message can be about. Each has a page, shown by `nn explain`, that a test holds true. */
public enum Code {
  // 01: the text
  NN0101("the file declares nothing"),
  NN0102("the file is not text"),
  NN0103("the text is nested too deeply"),
  NN0104("a bracket is never closed"),
  NN0105("a closing bracket has no partner"),
  NN0106("a character that means nothing here"),
  NN0107("a text is not closed, or stands in other quotes"),
  NN0108("a number is written in another way"),
  NN0109("a sign of another language"),
  NN0110("a word of another language"),
  NN0111("no declaration begins like this"),
  NN0112("an expression is missing"),
  NN0113("something stands behind a complete line"),
  NN0114("the result has no type"),
  NN0115("a parameter has no type"),
  NN0116("comparisons don't chain"),
  NN0117("the left side can't take a value"),
  NN0118("a value that nobody uses"),
  NN0119("an initial value is missing"),
  NN0120("values in parentheses need names"),
  NN0121("an item of a bracket is malformed"),
  NN0122("minimize doesn't say what to use"),
  NN0123("a body is missing"),
  NN0124("a line begins with an operator"),
  NN0125("something stands behind a pipe that takes no value"),
  NN0126("a name is missing"),
  NN0127("a declaration stands inside a body"),
  NN0128("a line of a train block is malformed"),
  NN0129("a comment too close to what is before it"),
  NN0130("a word of the language stands where a name should"),
  NN0131("a word of the language is misspelt"),
  NN0199("the text makes no sense here");

  private final String title;

  Code(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
