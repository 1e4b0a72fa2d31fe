package adjoint.runtime;

/** The kinds of problems that a run can meet: NN04xx in data, NN05xx in runs and checkpoints, NN06xx warnings. */
public enum RuntimeProblem implements ProblemKind {
  DATA_MISSING("NN0401", "a data file is missing"),
  DATA_UNREADABLE("NN0402", "data can't be read"),
  DATA_EMPTY("NN0403", "there are no data"),
  UNKNOWN_COLUMN("NN0404", "there is no such column or array"),
  COLUMN_COUNT("NN0405", "a field has another number of columns"),
  RAGGED_ROW("NN0406", "a row has another number of cells"),
  NOT_A_NUMBER("NN0407", "a value isn't a number, or not a fitting one"),
  INDEX_OUT_OF_RANGE("NN0408", "an index is out of range"),
  UNKNOWN_CATEGORY("NN0409", "a category is unknown"),
  MISSING_VALUE("NN0410", "a value is missing"),
  ARRAY_SHAPE("NN0411", "an array has another shape"),
  BAD_SPLIT("NN0412", "the split doesn't fit the data"),
  BATCH_TOO_LARGE("NN0413", "the batch is larger than the data"),
  UNKNOWN_DATA_NAME("NN0414", "--data names nothing"),
  SERIES_TOO_SHORT("NN0415", "a series is too short"),
  TOO_LARGE("NN0416", "something is too large for one array"),
  UNKNOWN_TOKEN("NN0417", "a text has a token that the vocabulary lacks"),
  TEXT_TOO_LONG("NN0418", "a text is longer than its field"),
  VOCABULARY_SIZE("NN0419", "a vocabulary doesn't fit its dim"),
  FILE_NAME("NN0420", "a file is called otherwise than its pattern says"),
  SOUND_TOO_LONG("NN0421", "a sound is longer than its field"),
  USER_CLASS("NN0422", "a class of one's own isn't as it has to be"),
  NO_RECIPE("NN0500", "nothing says how to train"),
  OUTPUT_DIRECTORY("NN0501", "the run can't be written"),
  CHECKPOINT_MISSING("NN0502", "there are no weights"),
  CHECKPOINT_DAMAGED("NN0503", "weights are damaged"),
  CHECKPOINT_FOREIGN("NN0504", "this is no file of weights"),
  CHECKPOINT_MISMATCH("NN0505", "the weights belong to another model"),
  NOT_FINITE("NN0506", "a loss or weight is not a finite number"),
  NOTHING_TO_RESUME("NN0507", "there is nothing to go on with"),
  UNKNOWN_MODEL("NN0508", "there is no such model"),
  UNKNOWN_METRIC("NN0509", "there is no such metric"),
  CANNOT_LISTEN("NN0510", "the server can't listen"),
  OPEN_DIM("NN0511", "a dim has no size"),
  NOT_BY_EXAMPLE("NN0512", "a model whose results aren't one for each example"),
  NOTHING_TO_CONTINUE("NN0513", "nothing to go on from"),
  GENERATION_SETTING("NN0514", "a setting of what is generated"),
  KEYS_UNREADABLE("NN0519", "keys or a key store can't be read"),
  WEIGHT_NAMES("NN0520", "names of weights aren't understood"),
  ONNX_DAMAGED("NN0521", "an ONNX file can't be read"),
  ONNX_UNSUPPORTED("NN0522", "an ONNX network has what the language lacks"),
  NOT_IN_ONNX("NN0523", "a model has what ONNX lacks"),
  UNSCALED_INPUT("NN0610", "an input that isn't scaled"),
  ABSENT_CLASS("NN0611", "a class without training examples"),
  EXPLODING_LOSS("NN0612", "a loss that explodes"),
  RESTING_LOSS("NN0613", "a loss that doesn't fall");

  private final String code;
  private final String title;

  RuntimeProblem(String code, String title) {
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
