package adjoint.runtime;

/** The kinds of problems of a command line, that of `nn` or of a model's jar: NN09xx. */
public enum CliProblem implements ProblemKind {
  UNKNOWN_OPTION("NN0901", "an unknown option"),
  UNKNOWN_COMMAND("NN0902", "an unknown command"),
  MISSING_WORD("NN0903", "something is missing on the command line"),
  BAD_VALUE("NN0904", "a value on the command line can't be read"),
  NO_SUCH_MESSAGE("NN0905", "there is no such message"),
  NO_SUCH_FILE("NN0906", "there is no such file"),
  NOTHING_TO_SHOW("NN0907", "there is nothing to show"),
  UNKNOWN_PATH("NN0908", "there is no such parameter, field or function"),
  OUT_OF_MEMORY("NN0910", "Java ran out of memory"),
  OUTPUT_LOST("NN0911", "standard output can't be written"),
  OPEN_SIZE("NN0912", "an open dim without a size"),
  ASSERT_FAILED("NN0913", "an assert that doesn't hold"),
  BUG("NN0999", "a bug in Adjoint");

  private final String code;
  private final String title;

  CliProblem(String code, String title) {
    this.code = code;
    this.title = title;
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String title() {
    return title;
  }
}
