package adjoint.repl.problem;

/** The kinds of problems that belong to the command line; each has a page, shown by `nn explain`. */
public enum CliProblem {
  UNKNOWN_OPTION("NN0901"),
  UNKNOWN_COMMAND("NN0902"),
  MISSING_WORD("NN0903"),
  BAD_VALUE("NN0904"),
  NO_SUCH_MESSAGE("NN0905"),
  NO_SUCH_FILE("NN0906"),
  NOTHING_TO_SHOW("NN0907"),
  UNKNOWN_PATH("NN0908"),
  OUT_OF_MEMORY("NN0910"),
  OUTPUT_LOST("NN0911"),
  OPEN_SIZE("NN0912"),
  ASSERT_FAILED("NN0913"),
  BUG("NN0999");

  private final String code;

  CliProblem(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
