package adjoint.runtime.command;

/** What can be wrong besides data and weights, with the codes that `nn` has for it. */
public enum Misuse {
  UNKNOWN_OPTION("NN0901"),
  UNKNOWN_COMMAND("NN0902"),
  MISSING_WORD("NN0903"),
  BAD_VALUE("NN0904"),
  OUT_OF_MEMORY("NN0910"),
  OUTPUT_LOST("NN0911"),
  BUG("NN0999");

  private final String code;

  Misuse(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
