package adjoint.runtime.command;

import adjoint.runtime.CliProblem;
import adjoint.runtime.text.FileNames;
import adjoint.runtime.text.Similar;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words after a command: `--name value`, `--name=value`, flags and at most one other word.
 *
 * @param values by the option's name; a flag's is empty
 */
record Arguments(Optional<String> word, Map<String, List<String>> values) {

  /** Understands words by a command's options. */
  static Arguments parse(String[] words, int from, Command command) {
    List<String> others = new ArrayList<>();
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (int i = from; i < words.length; i++) {
      String word = words[i];
      if (!word.startsWith("--")) {
        others.add(word);
        continue;
      }
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      boolean flag = option(command, name).value().isEmpty();
      if (flag && equals >= 0 || !flag && equals < 0 && i + 1 == words.length) {
        throw new UsageProblem(flag ? CliProblem.BAD_VALUE : CliProblem.MISSING_WORD,
            flag ? name + " takes no value" : name + " needs a value", Optional.empty());
      }
      String value = flag ? "" : equals < 0 ? words[++i] : word.substring(equals + 1);
      if (!values.containsKey(name)) {
        values.put(name, new ArrayList<>());
      }
      values.get(name).add(value);
    }
    if (others.size() > (command.parameter().isEmpty() ? 0 : 1)) {
      throw new UsageProblem(CliProblem.UNKNOWN_OPTION, "unexpected word " + others.get(others.size() - 1),
          Optional.empty());
    }
    return new Arguments(others.isEmpty() ? Optional.empty() : Optional.of(others.get(0)), values);
  }

  private static Command.Option option(Command command, String name) {
    List<String> names = new ArrayList<>();
    for (Command.Option option : command.options()) {
      if (option.name().equals(name)) {
        return option;
      }
      names.add(option.name());
    }
    throw new UsageProblem(CliProblem.UNKNOWN_OPTION, "unknown option " + name,
        Similar.nearest(name, names).map(n -> "did you mean " + n + "?"));
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** The value of an option that counts once: the last. */
  Optional<String> value(String name) {
    List<String> given = values.getOrDefault(name, List.of());
    return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
  }

  /** All values of an option that can be repeated. */
  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  /** A whole number in a range. */
  int number(String name, int otherwise, int least, int most) {
    if (!has(name)) {
      return otherwise;
    }
    String text = value(name).orElseThrow();
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notANumber(name, text, least, most);
    }
    throw notANumber(name, text, least, most);
  }

  private static UsageProblem notANumber(String name, String text, int least, int most) {
    return new UsageProblem(CliProblem.BAD_VALUE, name + " is " + text + ", not a whole number "
        + (most == Integer.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most), Optional.empty());
  }

  Optional<Path> path(String name) {
    return has(name) ? Optional.of(path(name, value(name).orElseThrow())) : Optional.empty();
  }

  static Path path(String what, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new UsageProblem(CliProblem.BAD_VALUE, what + " can't be a file's name: " + FileNames.why(e),
          Optional.empty());
    }
  }
}
