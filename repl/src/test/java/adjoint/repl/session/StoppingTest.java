package adjoint.repl.session;

import static org.assertj.core.api.Assertions.assertThat;

import adjoint.repl.Conversation;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Ctrl-C ends what is running and keeps the state. */
class StoppingTest {

  private static final String HEAVY = "sum[B](normal[A, B]())";

  private final Conversation conversation = Conversation.at(Path.of("."));

  @Test
  void anEvaluationEnds() throws Exception {
    conversation.answers("dim A = 30000\ndim B = 60000\nx = 3");
    State before = conversation.context().session().state();

    var answer = CompletableFuture.supplyAsync(() -> conversation.say(HEAVY));
    Thread.sleep(500);
    assertThat(answer).isNotDone();
    conversation.context().session().stop();

    assertThat(answer.get(5, TimeUnit.SECONDS)).isEqualTo(Response.note("stopped; nothing has changed"));
    assertThat(conversation.context().session().state()).isSameAs(before);
    assertThat(conversation.answers("x + 1")).isEqualTo("$1: 4\n");
  }

  @Test
  void aSessionGoesOnFromWhereAnotherStood() {
    conversation.answers("dim D = 2\nh = Linear[D -> 1]\ny = h(ones[D])\nn = 4");
    String weight = conversation.answers("h.weight");

    var next = conversation.context().session().fork();

    assertThat(next.state().weights()).isEqualTo(conversation.context().session().state().weights());
    assertThat(next.state().values()).isEqualTo(conversation.context().session().state().values());
    assertThat(weight).isNotEmpty();
  }
}
