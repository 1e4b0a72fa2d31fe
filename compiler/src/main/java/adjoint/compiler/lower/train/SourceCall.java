package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.runtime.Place;
import adjoint.runtime.data.Format;
import adjoint.runtime.data.SourceArguments;
import adjoint.runtime.recipe.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A source as it is written, `csv("a.csv", header = false)`: its arguments for the format that asks for them. */
final class SourceCall implements SourceArguments {

  private static final String PATH = "path";

  private final String format;
  private final Expr.Apply call;
  private final DataReading reading;
  private final List<String> asked = new ArrayList<>();
  private boolean takesAll;

  private SourceCall(String format, Expr.Apply call, DataReading reading) {
    this.format = format;
    this.call = call;
    this.reading = reading;
  }

  static Source source(Format<?> format, Expr.Apply call, DataReading reading) {
    SourceCall arguments = new SourceCall(format.name(), call, reading);
    Source source = format.parse().apply(arguments);
    arguments.checkKnown();
    return source;
  }

  private void checkKnown() {
    for (Expr.Argument argument : call.arguments()) {
      String name = argument.name().orElse(PATH);
      if (!takesAll && !asked.contains(name)) {
        throw DataReading.unknown(CompilerProblem.INVALID_SOURCE_OPTION, argument.span(),
            format + " has no option `" + name + "`", name,
            asked.stream().filter(option -> !option.equals(PATH)).toList());
      }
    }
  }

  @Override
  public Place place() {
    return DataReading.place(call.span());
  }

  @Override
  public String path() {
    return value(PATH, reading::text).filter(path -> !path.isEmpty())
        .orElseThrow(() -> Mistake.of(CompilerProblem.INVALID_DATA_SOURCE, call.span(),
            format + " needs the path of a file: " + format + "(\"data." + format + "\")"));
  }

  @Override
  public String text(String name, String otherwise) {
    return option(name, reading::text, otherwise);
  }

  @Override
  public char character(String name, char otherwise) {
    return option(name, value -> character(name, value), otherwise);
  }

  private char character(String name, Expr value) {
    String text = reading.text(value);
    if (text.length() != 1) {
      throw Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, value.span(), "a " + name + " is one character");
    }
    return text.charAt(0);
  }

  @Override
  public boolean flag(String name, boolean otherwise) {
    return option(name, reading::flag, otherwise);
  }

  @Override
  public int number(String name, int otherwise) {
    return option(name, value -> whole(name, value), otherwise);
  }

  private int whole(String name, Expr value) {
    double number = reading.number(value);
    if (number < 0 || number > Integer.MAX_VALUE || number != Math.rint(number)) {
      throw Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, value.span(),
          "`" + name + "` is a whole number of at least 0");
    }
    return (int) number;
  }

  @Override
  public List<String> words(String name) {
    return option(name, value -> words(name, value), List.of());
  }

  private List<String> words(String name, Expr value) {
    List<String> words = Stream.of(reading.text(value).split(",", -1)).map(String::strip).toList();
    if (words.contains("")) {
      throw Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, value.span(),
          "`" + name + "` is a word, or several with commas between them: " + name + " = \"unknown, -999\"");
    }
    return words;
  }

  @Override
  public List<Source.NamedFile> files() {
    takesAll = true;
    List<Source.NamedFile> files = new ArrayList<>();
    for (Expr.Argument argument : call.arguments()) {
      String name = argument.name().orElseThrow(() -> Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, argument.span(),
          "each array needs a name: idx(images = \"…\", labels = \"…\")"));
      files.add(new Source.NamedFile(name, reading.text(argument.value())));
    }
    return files;
  }

  private <T> T option(String name, Function<Expr, T> reader, T otherwise) {
    return value(name, reader).orElse(otherwise);
  }

  /** Of the last argument with a name. */
  private <T> Optional<T> value(String name, Function<Expr, T> reader) {
    asked.add(name);
    return call.arguments().stream().filter(argument -> argument.name().orElse(PATH).equals(name))
        .map(argument -> reader.apply(argument.value())).reduce((_, last) -> last);
  }
}
