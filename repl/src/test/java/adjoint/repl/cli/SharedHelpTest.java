package adjoint.repl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import adjoint.repl.report.Console;
import adjoint.runtime.command.Command;
import adjoint.runtime.command.Predict;
import adjoint.runtime.command.Train;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** `nn predict` and `java -jar digits.jar predict` are one command to whoever asks for help. */
class SharedHelpTest {

  /** The commands of jars that `nn` has, too. */
  private static final Map<String, List<Command.Option>> COMMANDS =
      Map.of("predict", new Predict().options(), "train", Train.all());

  private static Stream<Arguments> options() {
    return COMMANDS.entrySet().stream()
        .flatMap(each -> each.getValue().stream().map(option -> Arguments.of(each.getKey(), option)));
  }

  @ParameterizedTest
  @MethodSource("options")
  void anOptionOfAJarHasTheNameValueAndWordsOfThatOfNn(String command, Command.Option option) {
    var spec = CommandRunner.everything(Console.standard()).getSubcommands().get(command).getCommandSpec();
    var same = spec.options().stream().filter(each -> List.of(each.names()).contains(option.name())).findFirst()
        .orElseGet(() -> fail("nn " + command + " has no " + option.name()));

    assertThat(String.join(" ", same.description())).startsWith(option.words().replaceFirst("\\.$", ""));
    assertThat(same.arity().max() == 0 ? "" : same.paramLabel()).isEqualTo(option.value());
  }
}
