package adjoint.runtime.command;

import adjoint.runtime.CliProblem;
import adjoint.runtime.generate.Generator;
import adjoint.runtime.generate.Writer;
import adjoint.runtime.model.Weights;
import adjoint.runtime.program.Pool;
import adjoint.runtime.text.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a text. */
public final class Generate implements Command {

  private static final List<String> NUMBERS = List.of("--length", "--temperature", "--top-k", "--top-p", "--beam",
      "--seed");

  private final Writer writer;

  public Generate(Writer writer) {
    this.writer = writer;
  }

  @Override
  public String parameter() {
    return "[INPUT]";
  }

  @Override
  public String words() {
    return "Write a text; INPUT is what the model takes besides: a text, or a JSON object.";
  }

  @Override
  public List<Option> options() {
    return List.of(new Option("--prompt", "TEXT", OptionTexts.PROMPT),
        new Option("--length", "N", OptionTexts.LENGTH),
        new Option("--temperature", "T", OptionTexts.TEMPERATURE),
        new Option("--top-k", "N", OptionTexts.TOP_K),
        new Option("--top-p", "P", OptionTexts.TOP_P),
        new Option("--beam", "N", OptionTexts.BEAM),
        new Option("--seed", "N", OptionTexts.GENERATE_SEED),
        new Option("--weights", "PATH", OptionTexts.WEIGHTS + "."),
        new Option("--threads", "N", OptionTexts.THREADS));
  }

  @Override
  public int run(Arguments arguments, Shell shell) {
    Map<String, Json> wishes = new LinkedHashMap<>();
    for (String name : NUMBERS) {
      if (arguments.has(name)) {
        wishes.put(name.substring(2).replace('-', '_'), number(name, arguments.value(name).orElseThrow()));
      }
    }
    if (arguments.has("--prompt")) {
      wishes.put("prompt", new Json.Text(arguments.value("--prompt").orElseThrow()));
    }
    int threads = arguments.number("--threads", 1, 1, 1 << 10);
    Weights weights = shell.weights(arguments);
    Writer asked = writer.asked(wishes);
    try (Pool pool = Pool.of(threads)) {
      Generator text = asked.begin(weights.store(), weights.fitted(),
          Writer.given(arguments.word().orElse("{}")), pool);
      shell.out().print(asked.how().prompt());
      while (text.hasNext()) {
        shell.out().print(text.next());
        shell.out().flush();
      }
      shell.out().println();
    }
    return 0;
  }

  private static Json number(String option, String text) {
    try {
      Double.parseDouble(text);
      return new Json.Number(text);
    } catch (NumberFormatException e) {
      throw new UsageProblem(CliProblem.BAD_VALUE, option + " is " + text + ", not a number", Optional.empty());
    }
  }
}
