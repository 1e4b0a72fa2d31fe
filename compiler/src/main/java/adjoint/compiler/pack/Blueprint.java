package adjoint.compiler.pack;

import adjoint.compiler.pack.ModelJar.Contents;
import adjoint.compiler.pack.ModelJar.Trainable;
import adjoint.compiler.pack.ModelJar.Writes;
import adjoint.runtime.command.Bench;
import adjoint.runtime.command.Command;
import adjoint.runtime.command.Info;
import adjoint.runtime.command.Predict;
import adjoint.runtime.command.Serve;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/** Writes the class through which a jar knows its parts, and at which it starts. */
final class Blueprint {

  /** The name of the file of weights, beside the class. */
  static final String WEIGHTS = "weights.safetensors";

  /** The commands of every jar. */
  private static final List<Class<? extends Command>> COMMANDS =
      List.of(Predict.class, Info.class, Bench.class, Serve.class);

  private final Contents contents;
  private final String command;
  private final Literal literal = new Literal();

  private Blueprint(Contents contents, String command) {
    this.contents = contents;
    this.command = command;
  }

  /** @param command what the jar's commands are called by */
  static String source(Contents contents, String command) {
    return new Blueprint(contents, command).source();
  }

  private String source() {
    String parts = commands() + parts();
    String writer = contents.writes().map(this::writer).orElse("");
    String training = contents.training().map(this::training).orElse("");
    return imports() + parts + writer + training + literal.methods() + "}\n";
  }

  private String imports() {
    return """
        package adjoint.generated;

        import adjoint.runtime.command.Command;
        import adjoint.runtime.command.Shell;
        import adjoint.runtime.model.Description;
        import adjoint.runtime.model.Parts;
        import adjoint.runtime.model.Resource;
        import adjoint.runtime.program.CompiledFunction;
        import java.io.InputStream;
        import java.util.List;
        import java.util.Map;
        import java.util.Optional;

        """;
  }

  private String commands() {
    Map<String, String> commands = new LinkedHashMap<>();
    COMMANDS.forEach(each -> commands.put(each.getSimpleName().toLowerCase(Locale.ROOT),
        "new " + each.getCanonicalName() + "()"));
    contents.writes().ifPresent(_ -> {
      commands.put("serve", "new adjoint.runtime.command.Serve(Writing.WRITER)");
      commands.put("generate", "new adjoint.runtime.command.Generate(Writing.WRITER)");
    });
    contents.training().ifPresent(_ -> commands.put("train", "training()"));
    return """
        /** The parts of this jar. */
        public final class Blueprint implements Parts, Shell.Commands {

          public static final Blueprint PARTS = new Blueprint();

          private final Description description = %s;

          private Blueprint() {}

          public static void main(String[] words) {
            Shell.main(PARTS, "%s", %s, PARTS, words);
          }

          @Override
          public Optional<Command> named(String name) {
            return switch (name) {
        %s      default -> Optional.empty();
            };
          }

        """.formatted(literal.of(contents.model()), command,
        literal.of(List.copyOf(commands.keySet())), commands.entrySet().stream()
            .map(each -> "      case \"" + each.getKey() + "\" -> Optional.of(" + each.getValue() + ");\n")
            .collect(Collectors.joining()));
  }

  private String parts() {
    CRC32C crc = new CRC32C();
    crc.update(contents.weights());
    return """
          @Override
          public Description description() {
            return description;
          }

          @Override
          public CompiledFunction scalar() {
            return new %s(description.signature());
          }

          @Override
          public CompiledFunction vector() {
            return new %s(description.signature());
          }

          @Override
          public InputStream weights() {
            return Resource.open(Blueprint.class, "%s");
          }

          @Override
          public long checksum() {
            return %dL;
          }

        """.formatted(contents.function().scalar().source(), contents.function().vector().source(), WEIGHTS,
        crc.getValue());
  }

  private String writer(Writes writes) {
    return """
          /** Made when a text is written first. */
          public static final class Writing {
            public static final adjoint.runtime.generate.Writer WRITER = new adjoint.runtime.generate.Writer(%s,
                %s, %s, %s);

            private Writing() {}
          }

        """.formatted(literal.of(writes.description()), literal.of(writes.next()), literal.of(writes.step()),
        literal.of(writes.how()));
  }

  private String training(Trainable training) {
    return """
          private static Command training() {
            return new adjoint.runtime.command.Train(new adjoint.runtime.program.Program(%s, %s,
                %s, %s), %s);
          }

        """.formatted(Literal.quoted(contents.model().name()), literal.of(training.layout()),
        literal.of(training.functions()), Literal.quoted(training.checksum()), literal.of(training.recipe()));
  }
}
