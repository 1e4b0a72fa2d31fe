package adjoint.compiler.lower.elaborate;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.source.Span;
import adjoint.runtime.Place;
import adjoint.runtime.data.SourceArguments;
import adjoint.runtime.recipe.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A source as it is written, `csv("a.csv", header = false)`: its arguments for the format that asks for them. */
public final class SourceCall implements SourceArguments {

  private static final String PATH = "path";

  private final String format;
  private final Expr.Apply call;
  private final WrittenValues values;
  private final List<String> asked = new ArrayList<>();
  private boolean takesAll;
  private int unnamed = 1;

  private SourceCall(String format, Expr.Apply call, WrittenValues values) {
    this.format = format;
    this.call = call;
    this.values = values;
  }

  /** What a format makes of its arguments. */
  public static <T> T parsed(String format, Expr.Apply call, WrittenValues values, Function<SourceArguments, T> parse) {
    SourceCall arguments = new SourceCall(format, call, values);
    T parsed = parse.apply(arguments);
    arguments.checkKnown();
    return parsed;
  }

  public static Place place(Span span) {
    return new Place(span.source().name(), span.line(), span.column());
  }

  private void checkKnown() {
    for (Expr.Argument argument : call.arguments()) {
      String name = argument.name().orElse(PATH);
      if (!takesAll && !asked.contains(name)) {
        throw NameMistakes.unknownWord(CompilerProblem.INVALID_SOURCE_OPTION, argument.span(),
            format + " has no option `" + name + "`", name,
            asked.stream().filter(option -> !option.equals(PATH)).toList());
      }
    }
    List<Expr.Argument> all = unnamed();
    if (!takesAll && all.size() > unnamed) {
      throw Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, all.get(unnamed).span(),
          format + " takes no further argument without a name");
    }
  }

  private List<Expr.Argument> unnamed() {
    return call.arguments().stream().filter(argument -> argument.name().isEmpty()).toList();
  }

  @Override
  public Place place() {
    return place(call.span());
  }

  @Override
  public String path() {
    asked.add(PATH);
    return unnamed().stream().findFirst().map(argument -> values.text(argument.value()))
        .filter(path -> !path.isEmpty())
        .orElseThrow(() -> Mistake.of(CompilerProblem.INVALID_DATA_SOURCE, call.span(),
            format + " needs the path of a file: " + format + "(\"data." + format + "\")"));
  }

  @Override
  public Optional<String> onlyPath() {
    return unnamed().isEmpty() ? Optional.empty() : Optional.of(path());
  }

  @Override
  public Optional<String> part() {
    unnamed = 2;
    return unnamed().stream().skip(1).findFirst().map(argument -> values.text(argument.value()));
  }

  @Override
  public String text(String name, String otherwise) {
    return option(name, values::text, otherwise);
  }

  @Override
  public char character(String name, char otherwise) {
    return option(name, value -> character(name, value), otherwise);
  }

  private char character(String name, Expr value) {
    String text = values.text(value);
    if (text.length() != 1) {
      throw Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, value.span(), "a " + name + " is one character");
    }
    return text.charAt(0);
  }

  @Override
  public boolean flag(String name, boolean otherwise) {
    return option(name, values::flag, otherwise);
  }

  @Override
  public int number(String name, int otherwise) {
    return option(name, value -> whole(name, value), otherwise);
  }

  private int whole(String name, Expr value) {
    double number = values.number(value);
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
    List<String> words = Stream.of(values.text(value).split(",", -1)).map(String::strip).toList();
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
          "each array needs a name: " + format + "(images = \"…\", labels = \"…\")"));
      files.add(new Source.NamedFile(name, values.text(argument.value())));
    }
    return files;
  }

  @Override
  public List<Source.NamedFile> named(int least) {
    List<Source.NamedFile> named = new ArrayList<>();
    for (Expr.Argument argument : call.arguments()) {
      argument.name().ifPresent(name -> {
        asked.add(name);
        named.add(new Source.NamedFile(name, values.text(argument.value())));
      });
    }
    if (named.size() < least) {
      throw Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, call.span(),
          "say which arrays are read, and what fields call them: " + format + "(\"a.npz\", x = \"x_train\")");
    }
    return named;
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
