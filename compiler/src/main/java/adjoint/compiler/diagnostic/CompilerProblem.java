package adjoint.compiler.diagnostic;

import adjoint.runtime.ProblemKind;

/** The kinds of problems that a program can have: NN01xx in its text, NN02xx in what it says, NN03xx in its training. */
public enum CompilerProblem implements ProblemKind {
  // 01: the text
  EMPTY_FILE("NN0101", "the file declares nothing"),
  NOT_TEXT("NN0102", "the file is not text"),
  NESTED_TOO_DEEPLY("NN0103", "the text is nested too deeply"),
  UNCLOSED_BRACKET("NN0104", "a bracket is never closed"),
  UNMATCHED_CLOSING_BRACKET("NN0105", "a closing bracket has no partner"),
  MEANINGLESS_CHARACTER("NN0106", "a character that means nothing here"),
  MALFORMED_STRING("NN0107", "a text is not closed, or stands in other quotes"),
  MALFORMED_NUMBER("NN0108", "a number is written in another way"),
  FOREIGN_SIGN("NN0109", "a sign of another language"),
  FOREIGN_WORD("NN0110", "a word of another language"),
  NOT_A_DECLARATION("NN0111", "no declaration begins like this"),
  MISSING_EXPRESSION("NN0112", "an expression is missing"),
  TRAILING_TOKENS("NN0113", "something stands behind a complete line"),
  MISSING_RESULT_TYPE("NN0114", "the result has no type"),
  MISSING_PARAMETER_TYPE("NN0115", "a parameter has no type"),
  CHAINED_COMPARISON("NN0116", "comparisons don't chain"),
  NOT_ASSIGNABLE("NN0117", "the left side can't take a value"),
  UNUSED_VALUE("NN0118", "a value that nobody uses"),
  MISSING_INITIAL_VALUE("NN0119", "an initial value is missing"),
  UNNAMED_FIELD("NN0120", "values in parentheses need names"),
  MALFORMED_BRACKET_ITEM("NN0121", "an item of a bracket is malformed"),
  MISSING_OPTIMIZER("NN0122", "minimize doesn't say what to use"),
  MISSING_BODY("NN0123", "a body is missing"),
  LEADING_OPERATOR("NN0124", "a line begins with an operator"),
  NOT_A_PIPE_TARGET("NN0125", "something stands behind a pipe that takes no value"),
  MISSING_NAME("NN0126", "a name is missing"),
  NESTED_DECLARATION("NN0127", "a declaration stands inside a body"),
  MALFORMED_TRAIN_LINE("NN0128", "a line of a train block is malformed"),
  AMBIGUOUS_COMMENT("NN0129", "a comment too close to what is before it"),
  KEYWORD_AS_NAME("NN0130", "a word of the language stands where a name should"),
  MISSPELT_KEYWORD("NN0131", "a word of the language is misspelt"),
  SYNTAX_ERROR("NN0199", "the text makes no sense here"),

  // 02: names, dims and types
  UNKNOWN_NAME("NN0201", "no such name"),
  DUPLICATE_NAME("NN0202", "a name is given twice"),
  DIM_SIZE_CONFLICT("NN0203", "one dim, two sizes"),
  INPUT_DIMS_MISMATCH("NN0204", "a layer or map takes other dims"),
  MISALIGNED_DIMS("NN0205", "the dims of two operands don't align"),
  DUPLICATE_DIM("NN0206", "two dims of one name"),
  ARGUMENT_COUNT("NN0207", "another number of arguments"),
  UNKNOWN_PARAMETER_OR_SETTING("NN0208", "no such parameter or setting"),
  NOT_A_VALUE_OR_CALLABLE("NN0209", "something that isn't a value, or can't be applied"),
  TYPE_MISMATCH("NN0210", "another type than promised"),
  MISSING_DIM("NN0212", "no such dim"),
  KIND_MISMATCH("NN0213", "another kind of value"),
  CYCLIC_DEFINITION("NN0214", "defined by itself"),
  INVALID_DIM_SIZE("NN0215", "not the size of a dim"),
  UNDETERMINED_DIMS("NN0216", "dims left open"),
  DATA_DEPENDENT_IF("NN0217", "an if that depends on a value"),
  RESHAPE_SIZE_MISMATCH("NN0218", "sizes don't fit together"),
  PLACE_OUT_OF_BOUNDS("NN0219", "a place outside"),
  UNKNOWN_MEMBER("NN0220", "no such member, field or parameter"),
  NOT_UPDATABLE("NN0221", "this can't be updated"),
  STATEFUL_FUNCTION("NN0222", "a function owns nothing"),
  UNMET_REQUIREMENT("NN0223", "a requirement isn't met"),
  OPEN_DIM_IN_PARAMETER("NN0224", "a parameter of open size"),
  SHARED_LAYER_SIZE_CONFLICT("NN0225", "a shared layer, two sizes"),
  UNREADABLE_USED_FILE("NN0226", "a file that can't be used"),
  CONSTANT_NOT_SETTABLE("NN0227", "a constant that can't be set"),
  NOT_A_CONSTANT("NN0228", "a constant that isn't known"),
  OPTIMIZER_STATE("NN0229", "the state of an optimizer"),
  NOT_AN_OPTIMIZER("NN0230", "no optimizer"),
  OPTIMIZER_HEADER("NN0231", "what an optimizer takes"),
  GRADIENT_ELSEWHERE("NN0232", "a gradient elsewhere"),
  SECOND_BRACKET_ON_INSTANCE("NN0241", "an instance gets no second bracket"),
  MISSING_ELSE("NN0243", "an if without else"),
  MISPLACED_OPERATOR("NN0244", "an operator out of place"),
  STEP_DEPENDENT_NUMBER("NN0245", "a number that changes from step to step"),
  NOT_A_DIM_LIST_ITEM("NN0246", "no dim in a list of dims"),
  UNBOUND_DIM_ROW("NN0247", "a row that stands for nothing"),
  NOT_A_DIM("NN0248", "no dim"),
  APPLIED_OPTIMIZER("NN0249", "an optimizer can't be applied"),
  MULTI_VALUED_PARAMETER("NN0250", "a parameter of several values"),
  INVALID_HEADER_BRACKET("NN0251", "a header's bracket"),
  YIELD_OUTSIDE_SCAN("NN0252", "yield outside of a scan"),
  DIM_IN_BODY("NN0253", "a dim in a body"),
  INVALID_ASSERT("NN0254", "an assert that makes no sense"),
  DESTRUCTURING_MISMATCH("NN0255", "names and results don't match"),
  STATE_IN_SCAN("NN0256", "a state inside a scan"),
  INVALID_PARAMETER_TYPE("NN0257", "the type of a parameter"),
  SCAN_WITHOUT_YIELD("NN0258", "a scan without a yield"),
  BRACKET_ON_SCALAR("NN0259", "a bracket on a single number"),
  SETTING_ON_VALUE("NN0260", "a setting in a value's bracket"),
  NON_CONSTANT_PADDING("NN0261", "the value outside"),
  MANY_TO_MANY_RENAME("NN0262", "several names on both sides of as"),
  NOT_A_PLACE("NN0263", "no place"),
  DIMS_ON_ELEMENTWISE_FUNCTION("NN0264", "dims for a function that takes none"),
  NOT_EXACTLY_ONE_DIM("NN0265", "exactly one dim"),
  NON_SCALAR_DISTRIBUTION_PARAMETER("NN0266", "what describes a draw"),
  DERIVATIVE_BY_NON_REAL("NN0267", "a derivative by something else than reals"),
  INVALID_SCHEDULE("NN0268", "a schedule"),
  INVALID_EQUATION_SUBSCRIPTS("NN0270", "the subscripts of an index equation"),
  NOT_IN_INDEX_EQUATION("NN0271", "not in an index equation"),
  MISSING_SUBSCRIPTS("NN0272", "a value without its subscripts"),
  NON_AFFINE_SUBSCRIPT("NN0273", "a subscript that is too much"),
  WEIGHTS_DIFFER("NN0274", "weights that don't correspond"),
  MISPLACED_WEIGHTS("NN0275", "weights where they can't stand"),
  LAYER_ARGUMENT("NN0276", "a layer that doesn't fit"),
  LIST_ENTRIES("NN0277", "a list of another length"),

  // 03: training
  INVALID_DATA_SOURCE("NN0301", "where data come from"),
  INVALID_SOURCE_OPTION("NN0302", "an option of a data source"),
  NON_CONSTANT_NUMBER("NN0303", "a number that isn't known"),
  OPEN_DIM_IN_FIELD("NN0304", "an open dim in a field"),
  INVALID_FIELD_READING("NN0305", "how a field is read"),
  INVALID_SPLIT("NN0306", "a split"),
  UNKNOWN_OR_REPEATED_SETTING("NN0307", "a setting of the run"),
  INVALID_SETTING_VALUE("NN0308", "the value of a setting"),
  NOTHING_MINIMIZED("NN0309", "nothing is minimized"),
  CARRY_WITHOUT_SEQUENCE("NN0310", "a state that nothing continues"),
  BATCH_DIM_NOT_OPEN("NN0311", "batch names an open dim"),
  NON_SCALAR_LOSS_OR_METRIC("NN0312", "a loss or metric that isn't one number"),
  NOTHING_TO_UPDATE_OR_WATCH("NN0313", "nothing to update, or to watch"),
  MISSING_BATCH("NN0314", "no batch"),
  NO_RULE_FOR_PARAMETER("NN0317", "a parameter that no rule takes"),
  ARRAY_OF_FILE("NN0320", "an array of a file"),
  SIZE_OF_FILE("NN0321", "a size that a file says"),
  VOCABULARY("NN0322", "the vocabulary of a dim"),
  GENERATION("NN0323", "what can't be generated"),

  // 06: warnings
  LOGITS_EXPECTED("NN0601", "probabilities where a loss takes logits"),
  TARGET_AMONG_INPUTS("NN0602", "the target among the inputs"),
  NO_SPLIT("NN0603", "no examples to judge by"),
  NO_VALIDATION("NN0604", "nothing to decide by when to stop"),
  PARAMETER_WITHOUT_GRADIENT("NN0605", "a parameter that nothing trains"),
  NEITHER_TRAINED_NOR_LOADED("NN0606", "a model that is neither trained nor loaded"),
  LINEAR_AFTER_LINEAR("NN0607", "two linear maps without anything between"),
  UNUSUAL_RATE("NN0608", "an unusual rate"),
  UNUSED_NAME("NN0609", "a name that is used nowhere");

  private final String code;
  private final String title;

  CompilerProblem(String code, String title) {
    this.code = code;
    this.title = title;
  }

  @Override
  public String code() {
    return code;
  }

  /** Whether a program with it is right, and perhaps not meant. */
  public boolean isWarning() {
    return code.startsWith("NN06");
  }

  @Override
  public String title() {
    return title;
  }
}
