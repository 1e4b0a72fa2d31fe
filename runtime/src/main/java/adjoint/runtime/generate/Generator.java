package adjoint.runtime.generate;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.Fitted;
import adjoint.runtime.data.TextCoding;
import adjoint.runtime.model.Description;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Pool;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Generation;
import adjoint.runtime.text.Json;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A text that a model writes, in parts as they come: a part a token, or all at once where several texts are followed side by
 * side. The same settings and weights give the same text. For one thread.
 */
public final class Generator implements Iterator<String> {

  private final NextTokens next;
  private final Generation how;
  private final TextCoding coding;
  private final Sampler sampler;
  private final TextSoFar written = new TextSoFar();
  private int[] tokens;
  private int count;
  private final int begun;
  private boolean ended;

  private Generator(NextTokens next, Generation how, TextCoding coding, int[] prompt) {
    this.next = next;
    this.how = how;
    this.coding = coding;
    this.sampler = new Sampler(how, coding, next.positions());
    this.tokens = Arrays.copyOf(prompt, Math.max(16, 2 * prompt.length));
    this.count = prompt.length;
    this.begun = prompt.length;
  }

  /**
   * Begins a text.
   *
   * @param given what the model takes besides the tokens so far, as an example in JSON
   * @throws UserProblem where the prompt or what is given isn't what the training data could have had
   */
  static Generator of(Writer writer, float[] store, List<Fitted> fitted, Json given, Pool pool) {
    Description description = writer.description();
    CompiledFunction next = writer.next();
    Generation how = writer.how();
    int feed = 0;
    while (!next.signature().inputs().get(feed).name().equals(how.feed())) {
      feed++;
    }
    Field field = description.inputs().get(feed);
    TextCoding coding = new TextCoding(field, fitted);
    int[] prompt = coding.begun(how.prompt());
    if (prompt.length == 0) {
      throw UserProblem.of(RuntimeProblem.NOTHING_TO_CONTINUE, "there is no token to go on from: the prompt is empty")
          .hint("give one, --prompt \"…\", or read texts with a token for their begin: begin(…)").at(field.place());
    }
    Prefixes prefixes = new Prefixes(description, next, store, fitted, feed, how.beams(), pool);
    prefixes.give(given);
    return new Generator(quickest(writer, prefixes, store, feed, prompt, pool), how, coding, prompt);
  }

  /** Token by token where the model can be run so. */
  private static NextTokens quickest(Writer writer, Prefixes prefixes, float[] store, int feed, int[] prompt,
      Pool pool) {
    if (writer.step().isEmpty() || !prefixes.countsNothing()) {
      return prefixes;
    }
    prefixes.prepare(prompt);
    String batch = writer.description().batch().orElse("");
    TokenSteps steps = new TokenSteps(writer.step().get(), store, prefixes, batch, feed, pool);
    return writer.how().beams() > 1 ? new BeamSteps(steps) : steps;
  }

  @Override
  public boolean hasNext() {
    return !ended;
  }

  /** What is written next; it may be empty. */
  @Override
  public String next() {
    if (ended) {
      throw new NoSuchElementException("the text has ended");
    }
    if (how.beams() > 1) {
      return atOnce();
    }
    sampler.take(next.scores(List.of(Arrays.copyOf(tokens, count))), 0);
    int token = sampler.draw(count - begun);
    ended = token == coding.end();
    if (!ended) {
      append(token);
    }
    return told();
  }

  private void append(int token) {
    written.add(coding.added(token, count == 0 ? -1 : tokens[count - 1]));
    if (count == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * count);
    }
    tokens[count++] = token;
    ended = count - begun >= how.length();
  }

  private String told() {
    if (written.holds(how.stops())) {
      written.cut(how.stops());
      ended = true;
    }
    return ended ? written.rest() : written.tell(how.stops());
  }

  private String atOnce() {
    int[] all = new Beams(next, how, coding, begun).likeliest(Arrays.copyOf(tokens, count));
    TextSoFar text = TextSoFar.of(coding, all, begun);
    text.cut(how.stops());
    ended = true;
    return text.rest();
  }
}
