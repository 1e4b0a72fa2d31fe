package adjoint.repl.command;

import java.util.List;

/** All commands, in the order in which help lists them. */
public final class PromptCommands {

  public static final List<PromptCommand> ALL = List.of(
      new PromptCommand("type", "e", "the type of an expression, without computing it", TypeOf::answer),
      new PromptCommand("grad", "y wrt x", "the derivative as mathematics; without wrt, by all parameters",
          Gradients::answer),
      new PromptCommand("graph", "[e]", "what is computed: of an expression, a model, or the whole program",
          Stages::graph),
      new PromptCommand("plan", "[e]", "which kernels run, and where values lie", Stages::plan),
      new PromptCommand("bytecode", "[e]", "the kernels as bytecode", Stages::bytecode),
      new PromptCommand("time", "e", "how long an expression takes to compile and to run", Timing::answer),
      new PromptCommand("why", "x", "where x has its dims from; whether it is kept or computed again; what isn't fused",
          Why::answer),
      new PromptCommand("summary", "", "layers, shapes, parameters, operations, memory", ShowSummary::answer),
      new PromptCommand("doc", "NAME", "what a function, layer or dim is", Doc::answer),
      new PromptCommand("list", "", "what is declared and bound", Listing::answer),
      new PromptCommand("data", "[N]", "the first N examples of the train block's data as values",
          BindExamples::answer),
      new PromptCommand("train", "[EPOCHS]", "train as the train block says; Ctrl-C stops it, :train goes on",
          Training::answer),
      new PromptCommand("plot", "e [as 8x8]", "a curve, a histogram or an image of an expression", Plotting::answer),
      new PromptCommand("set", "DIM=SIZE", "how large an open dim is in values", SetSize::answer),
      new PromptCommand("load", "FILE", "declare what a .nn file does, or read weights", LoadAndSave::load),
      new PromptCommand("save", "FILE", "write the session as a .nn file, and its weights beside it",
          LoadAndSave::save),
      new PromptCommand("reload", "", "load the last file again", LoadAndSave::reload),
      new PromptCommand("history", "", "what was entered in this session", ShowHistory::answer),
      new PromptCommand("undo", "", "take back the last entry that changed something", Undo::answer),
      new PromptCommand("edit", "[NAME]", "change the last entry, or what a name stands for, in $EDITOR", Edit::answer),
      new PromptCommand("reset", "", "forget everything", Reset::answer),
      new PromptCommand("help", "[COMMAND]", "list the commands, or say more about one", ShowHelp::answer),
      new PromptCommand("quit", "", "end the session, as Ctrl-D does", Quit::answer));

  private PromptCommands() {}

  /** The commands that a word may mean: the one of this name, else all that begin so. */
  public static List<PromptCommand> named(String word) {
    List<PromptCommand> exact = ALL.stream().filter(command -> command.name().equals(word)).toList();
    return exact.isEmpty() && !word.isEmpty() ? begun(word) : exact;
  }

  /** All commands that begin with some letters, or with none. */
  public static List<PromptCommand> begun(String letters) {
    return ALL.stream().filter(command -> command.name().startsWith(letters)).toList();
  }

  public static List<String> names() {
    return ALL.stream().map(PromptCommand::name).toList();
  }
}
