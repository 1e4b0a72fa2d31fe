package adjoint.repl.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import adjoint.repl.Conversation;
import adjoint.repl.session.Response;
import adjoint.repl.session.ResponsePart;
import adjoint.runtime.CliProblem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is typed is answered, and the session goes on. The seed is printed with what was typed. */
class DialogueFuzzTest {

  private static final long ENOUGH = 2_000_000_000L;

  private static final List<String> PIECES = List.of("x", "y", "$1", "$2", "Pixel", "Batch", "Linear", "[", "]", "(",
      ")", "{", "}", "->", "=", "<-", "+", "-", "*", "/", "//", "%", "^", "@", "|>", ",", ":", "..", ".", "1", "0.5",
      "1e39", "80%", "\"t\"", "dim ", "fn ", "layer ", "model ", "train ", "test ", "use ", "param ", "state ", "scan ",
      "in ", "if ", "else ", "repeat ", "yield ", "assert ", "grad", "sum", "softmax", "normal", "zeros", "index",
      "as ",
      "\n", " ", "\t", "'", "$", "#", "é", "😀", "\u0000", "\\", ":type ", ":grad ", " wrt ", ":why ", ":plot ",
      ":doc ", ":graph ", ":plan ", ":set ", ":reset", ":list", "/help", ":", "/");

  @TempDir
  private Path folder;

  @RepeatedTest(2)
  void noiseIsAnswered(RepetitionInfo info) {
    survives(info.getCurrentRepetition(), "", random -> {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      return text.toString();
    });
  }

  @RepeatedTest(2)
  void entriesOfTheGrammarAreAnswered(RepetitionInfo info) {
    survives(info.getCurrentRepetition(), RandomEntry.BEGINNING, random -> new RandomEntry(random).entry());
  }

  private void survives(int seed, String beginning, Function<Random, String> typing) {
    var random = new Random(seed);
    var conversation = Conversation.at(folder);
    conversation.answers(beginning);
    List<String> typed = new ArrayList<>();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < ENOUGH) {
      String entry = typing.apply(random);
      typed.add(entry);
      Response[] response = new Response[1];
      assertThatCode(() -> response[0] = conversation.say(entry)).as("seed %d, %s", seed, typed)
          .doesNotThrowAnyException();
      assertThat(response[0].parts()).as("seed %d, %s", seed, typed).noneMatch(DialogueFuzzTest::isBug);
    }
    assertThat(conversation.answers("40 + 2")).as("seed %d, %s", seed, typed).endsWith(": 42\n");
    assertThat(typed).hasSizeGreaterThan(20);
  }

  private static boolean isBug(ResponsePart part) {
    return part instanceof ResponsePart.Failure failure && failure.complaint().code().equals(CliProblem.BUG.code());
  }
}
