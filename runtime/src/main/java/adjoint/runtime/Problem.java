package adjoint.runtime;

/** The kinds of problems that a run can meet: NN04xx in data, NN05xx in runs and checkpoints. */
public enum Problem {
  DATA_MISSING("NN0401"),
  DATA_UNREADABLE("NN0402"),
  DATA_EMPTY("NN0403"),
  UNKNOWN_COLUMN("NN0404"),
  COLUMN_COUNT("NN0405"),
  RAGGED_ROW("NN0406"),
  NOT_A_NUMBER("NN0407"),
  INDEX_OUT_OF_RANGE("NN0408"),
  UNKNOWN_CATEGORY("NN0409"),
  MISSING_VALUE("NN0410"),
  ARRAY_SHAPE("NN0411"),
  BAD_SPLIT("NN0412"),
  BATCH_TOO_LARGE("NN0413"),
  UNKNOWN_DATA_NAME("NN0414"),
  SERIES_TOO_SHORT("NN0415"),
  TOO_LARGE("NN0416"),
  NO_RECIPE("NN0500"),
  OUTPUT_DIRECTORY("NN0501"),
  CHECKPOINT_MISSING("NN0502"),
  CHECKPOINT_DAMAGED("NN0503"),
  CHECKPOINT_FOREIGN("NN0504"),
  CHECKPOINT_MISMATCH("NN0505"),
  NOT_FINITE("NN0506"),
  NOTHING_TO_RESUME("NN0507"),
  UNKNOWN_MODEL("NN0508"),
  UNKNOWN_METRIC("NN0509");

  private final String code;

  Problem(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
