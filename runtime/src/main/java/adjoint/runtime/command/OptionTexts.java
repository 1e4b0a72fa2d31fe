package adjoint.runtime.command;

/**
 * What help says of options that both `nn` and the jars of models have, so that they say the same. A jar holds none of it twice:
 * javac puts constants where they are used.
 */
public final class OptionTexts {

  public static final String WEIGHTS = "Use these weights: a file, or the folder of a run";
  public static final String PREDICT_JSON = "Print a JSON array, an object for each example, instead of CSV.";
  public static final String PREDICT_SEED = "Seed what the model draws by N, not by 0.";
  public static final String PROMPT = "Go on from this text.";
  public static final String LENGTH = "Write at most N tokens.";
  public static final String TEMPERATURE = "Divide scores by T before a token is drawn; 0 takes the likeliest.";
  public static final String TOP_K = "Draw among the N likeliest tokens.";
  public static final String TOP_P = "Draw among the likeliest tokens that have a probability of P together.";
  public static final String BEAM = "Follow N texts side by side and take the likeliest.";
  public static final String GENERATE_SEED = "Seed what is drawn by N.";
  public static final String THREADS = "Use N threads; any number gives the same bits.";
  public static final String DATA =
      "Read data from elsewhere: NAME is a data file of the program, or a folder in its path.";
  public static final String OUT = "Write the run into DIR, not into runs/<model>/<n>.";
  public static final String RESUME = "Go on with the run in DIR as if it had never stopped.";
  public static final String ANYWAY = "With --resume: go on though the file or the data have changed since.";
  public static final String SAVE_EVERY =
      "Save at least that often, which bounds what a crash loses; else every minute.";
  public static final String EPOCHS = "Train for N epochs, not for as many as the file says.";
  public static final String SEED = "Seed all random choices by N, not by the file's seed.";
  public static final String LIMIT = "Use the first N examples only.";
  public static final String RUN_JSON = "Print the results as one JSON object on the last line.";
  public static final String QUIET = "Print only what went wrong.";

  private OptionTexts() {}
}
