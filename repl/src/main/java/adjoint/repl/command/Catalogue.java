package adjoint.repl.command;

import java.util.List;

/** All commands, in the order in which help lists them. */
public final class Catalogue {

  public static final List<Command> ALL = List.of(
      new Command("type", "e", "the type of an expression, without computing it", TypeOf::answer),
      new Command("grad", "y wrt x", "the derivative as mathematics; without wrt, by all parameters",
          Gradients::answer),
      new Command("graph", "[e]", "what is computed: of an expression, a model, or the whole program", Stages::graph),
      new Command("plan", "[e]", "which kernels run, and where values lie", Stages::plan),
      new Command("bytecode", "[e]", "the kernels as bytecode", Stages::bytecode),
      new Command("time", "e", "how long an expression takes to compile and to run", Time::answer),
      new Command("why", "x", "where x has its dims from; whether it is kept or computed again; what isn't fused",
          Why::answer),
      new Command("summary", "", "layers, shapes, parameters, operations, memory", Summing::answer),
      new Command("doc", "NAME", "what a function, layer or dim is", Doc::answer),
      new Command("list", "", "what is declared and bound", Listing::answer),
      new Command("data", "[N]", "the first N examples of the train block's data as values", Examples::answer),
      new Command("train", "[EPOCHS]", "train as the train block says; Ctrl-C stops it, :train goes on",
          Training::answer),
      new Command("plot", "e", "a curve, a histogram or an image of an expression", Plotting::answer),
      new Command("set", "DIM=SIZE", "how large an open dim is in values", Sizes::answer),
      new Command("load", "FILE", "declare what a .nn file does, or read weights", Files::load),
      new Command("save", "FILE", "write the session as a .nn file, and its weights beside it", Files::save),
      new Command("reload", "", "load the last file again", Files::reload),
      new Command("reset", "", "forget everything", Reset::answer),
      new Command("help", "[COMMAND]", "list the commands, or say more about one", Help::answer),
      new Command("quit", "", "end the session, as Ctrl-D does", Quit::answer));

  private Catalogue() {}

  /** The commands that a word may mean: the one of this name, else all that begin so. */
  public static List<Command> named(String word) {
    List<Command> exact = ALL.stream().filter(command -> command.name().equals(word)).toList();
    return exact.isEmpty() && !word.isEmpty()
        ? ALL.stream().filter(command -> command.name().startsWith(word)).toList()
        : exact;
  }

  public static List<String> names() {
    return ALL.stream().map(Command::name).toList();
  }
}
