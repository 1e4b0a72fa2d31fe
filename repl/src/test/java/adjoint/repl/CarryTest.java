package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `carry`: a batch goes on with what the one before left, also after a stop. */
class CarryTest {

  private static final String TEXT = """
      Tyger Tyger, burning bright,
      In the forests of the night;
      What immortal hand or eye,
      Could frame thy fearful symmetry?
      """;

  private static final String BLOCK = """
      dim Batch
      dim Time = 4
      dim Hidden = 6
      dim Char = vocabulary(characters)

      model Next(seen: Char[Batch, Time], before: [Batch, Hidden])
          -> (scores: [Batch, Time, Char], after: [Batch, Hidden]) {
        x = Embedding[Char -> Hidden](seen)
        w = Linear[Hidden]
        y = scan t in Time, h = before {
          h <- tanh(x[t] + w(h))
          yield h
        }
        (scores = y |> Linear[Char], after = y[Time: -1])
      }

      train Next {
        data text("verse.txt", stride = 4) {
          seen:  Char[Time] = window(text)
          after: Char[Time] = next(text)
        }
        shuffle  false
        batch    Batch = 2
        epochs   3
        %s
      }
      """;

  private static final String RECURRENT = BLOCK.formatted("""
      carry    h = zeros[Batch, Hidden]
        out      = Next(seen, h)
        minimize cross_entropy[Char](out.scores, after) using Adam[lr = 3e-2]
        h        <- out.after
      """);

  @TempDir
  private Path folder;

  @BeforeEach
  void text() throws IOException {
    Files.writeString(folder.resolve("verse.txt"), TEXT);
  }

  private Outcome train(String program, String... options) throws IOException {
    var words = new ArrayList<>(List.of("train",
        Files.writeString(folder.resolve("next.nn"), program).toString()));
    words.addAll(List.of(options));
    return Outcome.of(words.toArray(String[]::new));
  }

  /** 29 blocks of four tokens are two stretches of 14; the state begins at 0 in each epoch. */
  @Test
  void aStateBeginsWithEachEpochAndGoesOnFromBatchToBatch() throws IOException {
    var outcome = train(BLOCK.formatted("""
        carry    h = zeros[Batch]
          minimize mean(h) + 0 * mean(Next(seen, zeros[Batch, Hidden]).after) using SGD[]
          h        <- h + 1
        """), "--out", folder.resolve("run").toString());

    assertThat(outcome.err()).doesNotContain("error");
    assertThat(outcome.out()).contains("epoch 1/3  loss 6.5000 ", "epoch 3/3  loss 6.5000 ");
  }

  /** The last token that follows a block is the first of the next block in the same row. */
  @Test
  void eachRowGoesOnWhereItEnded() throws IOException {
    var outcome = train(BLOCK.formatted("""
        carry    h = zeros[Batch]
          minimize mean(where(h > 0, (h - seen[Time: 0] - 1)^2, 0)) +
              0 * mean(Next(seen, zeros[Batch, Hidden]).after) using SGD[]
          h        <- 1 + 1.0 * after[Time: -1]
        """), "--out", folder.resolve("run").toString());

    assertThat(outcome.err()).doesNotContain("error");
    assertThat(outcome.out()).contains("epoch 1/3  loss 0.0000 ", "epoch 3/3  loss 0.0000 ");
  }

  @Test
  void aRunThatWasStoppedEndsWithTheSameFiles() throws IOException {
    var whole = folder.resolve("whole");
    var parts = folder.resolve("parts");
    assertThat(train(RECURRENT, "--out", whole.toString(), "--quiet").exit()).isZero();
    train(RECURRENT, "--out", parts.toString(), "--epochs", "1", "--quiet");
    train(RECURRENT, "--resume", parts.toString(), "--epochs", "3", "--quiet");

    assertThat(parts.resolve("last.safetensors")).hasSameBinaryContentAs(whole.resolve("last.safetensors"));
    assertThat(parts.resolve("best.safetensors")).hasSameBinaryContentAs(whole.resolve("best.safetensors"));
  }

  @Test
  void whatHasNoOrderCarriesNothing() throws IOException {
    assertThat(train(RECURRENT.replace("stride = 4", "stride = 2")).err()).contains("error[NN0310]", "stride = 4");
    assertThat(train(RECURRENT.replace("shuffle  false", "")).err()).contains("error[NN0310]", "shuffle false");
    assertThat(train(RECURRENT.replace("h        <- out.after", "")).err()).contains("gives `h` a next value");
    assertThat(train(RECURRENT.replace("h        <- out.after", "h <- out.after every 2")).err())
        .contains("leave out `every`");
    assertThat(train(RECURRENT.replace("epochs   3", "steps 3")).err()).contains("leave out `accumulate` and `steps`");
    assertThat(train(RECURRENT.replace("zeros[Batch, Hidden]", "zeros[Hidden]")).err())
        .contains("has no row for each row of a batch");
  }
}
