package adjoint.compiler.pack;

import adjoint.compiler.pack.ModelJar.Writes;
import adjoint.runtime.data.SequenceBatch;
import adjoint.runtime.recipe.Field;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the methods of the class that programs use by which a model writes texts. */
final class WritingMethods {

  private WritingMethods() {}

  static String source(Writes writes) {
    List<String> others = SequenceBatch.read(writes.description().inputs()).stream().map(Field::name).toList();
    List<String> given = others.subList(0, others.size() - 1).stream()
        .filter(name -> !name.equals(fed(writes))).toList();
    String words = given.isEmpty()
        ? ""
        : "   * @param given what the model takes besides, as a text where that is all, or as a JSON object: "
            + given.stream().collect(Collectors.joining(", ")) + "\n";
    String parameter = given.isEmpty() ? "" : "String given, ";
    String argument = given.isEmpty() ? "\"{}\"" : "given";
    return """
          /**
           * A text that the model writes behind another, part by part.
           *
        %1$s   * @param prompt the text that it goes on from
           * @throws IllegalArgumentException for texts that the training data couldn't have had
           */
          public Iterator<String> generate(%2$sString prompt) {
            return Blueprint.Writing.WRITER.write(model.weights(), prompt, %3$s, %4$d);
          }

          /** The same with other random draws: the same seed gives the same text. */
          public Iterator<String> generate(%2$sString prompt, int seed) {
            return Blueprint.Writing.WRITER.write(model.weights(), prompt, %3$s, seed);
          }
        """.formatted(words, parameter, argument, writes.how().seed());
  }

  /** What the field is called that tokens are fed into. */
  private static String fed(Writes writes) {
    int at = 0;
    while (!writes.next().signature().inputs().get(at).name().equals(writes.how().feed())) {
      at++;
    }
    return writes.description().inputs().get(at).name();
  }
}
