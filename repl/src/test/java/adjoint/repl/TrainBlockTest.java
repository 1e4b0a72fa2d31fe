package adjoint.repl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import adjoint.runtime.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the lines of a train block do to parameters and states. */
class TrainBlockTest {

  @TempDir
  private Path folder;

  /** What a run of a file says of its training examples in the end, by name. */
  private Map<String, Double> trained(String text, String... options) throws Exception {
    var file = Files.writeString(folder.resolve("block.nn"), text);
    var arguments = new String[options.length + 5];
    System.arraycopy(new String[]{"train", file.toString(), "--json", "--out", folder.resolve("run").toString()}, 0,
        arguments, 0, 5);
    System.arraycopy(options, 0, arguments, 5, options.length);
    var outcome = Outcome.of(arguments);
    assertThat(outcome.exit()).as(outcome.err()).isZero();
    var report = Json.read(outcome.out().lines().reduce((earlier, last) -> last).orElseThrow());
    Map<String, Double> scores = new LinkedHashMap<>();
    ((Json.Members) report.get("train").orElseThrow()).members()
        .forEach((name, value) -> scores.put(name, Double.parseDouble(((Json.Number) value).text())));
    return scores;
  }

  private static final String TEACHER = """
      dim Batch
      dim D = 3
      model First(x: [Batch, D]) -> [Batch, D] { x |> Linear[D -> D] }
      model Body(x: [Batch, D]) -> [Batch, D] { x |> Linear[D -> D] |> BatchNorm1d |> Dropout[p = 0.5] }
      model Head(x: [Batch, D]) -> [Batch] {
        y = Linear[D -> D](x)
        sum[D](y)
      }
      train Head {
        x = ones[Batch, D]
        z = Body(First(x))
        minimize mean((Head(z) - 1)^2) using SGD[lr = 0.1]
        %s
        batch Batch = 4
      }
      """;

  private List<String> step(String line) throws Exception {
    var file = Files.writeString(folder.resolve("teacher.nn"), TEACHER.formatted(line));
    return Outcome.of("dump", file.toString(), "--graph", "--of", "step").out().lines()
        .filter(l -> l.startsWith("store") || l.contains("draw(")).map(l -> l.replaceAll(" = .*", "")).toList();
  }

  @Test
  void whatIsFrozenRests() throws Exception {
    assertThat(step("")).anyMatch(line -> line.contains("uniform")).contains("store Body.batch_norm1d.running_var",
        "store Body.linear.weight", "store Head.linear.bias");
    assertThat(step("frozen Body, Head.linear.bias")).containsExactlyInAnyOrder("store First.linear.weight",
        "store First.linear.bias", "store Head.linear.weight");
    assertThat(step("frozen Body.batch_norm1d")).anyMatch(line -> line.contains("uniform"))
        .contains("store Body.linear.weight").noneMatch(line -> line.contains("batch_norm1d"));
  }

  @Test
  void eachGroupHasItsRule() throws Exception {
    var file = folder.resolve("groups.nn");
    var text = """
        dim Batch
        dim D = 3
        model Net(x: [Batch, D]) -> [Batch, D] {
          first = Linear[D -> D]
          second = Linear[D -> D]
          x |> first |> tanh |> second
        }
        train Net {
          x = ones[Batch, D]
          minimize mean((Net(x) - x)^2)
            using Adam[lr = 1e-3] except Net.first.bias
            using SGD[lr = 1e-2, momentum = 0.9] %s
          batch Batch = 4
        }
        """;
    Files.writeString(file, text.formatted("over Net.second"));
    assertThat(Outcome.of("dump", file.toString(), "--graph", "--of", "step").out().lines()
        .filter(l -> l.startsWith("store")).map(l -> l.replaceAll("store | = .*", "")))
        .containsExactlyInAnyOrder("m(first.weight)", "v(first.weight)", "first.weight", "velocity(second.weight)",
            "second.weight", "velocity(second.bias)", "second.bias");
    Files.writeString(file, text.formatted("over Net.first.bias except Net.first"));
    assertThat(Outcome.of("check", file.toString()).err()).startsWith("error[NN0313]: this rule has nothing to update");
  }

  @Test
  void whatIsFrozenIsKnown() throws Exception {
    var file = Files.writeString(folder.resolve("teacher.nn"), TEACHER.formatted("frozen Bodi"));

    assertThat(Outcome.of("check", file.toString()).err()).startsWith("error[NN0313]: no layer and no parameter is "
        + "called Bodi");
    Files.writeString(file, TEACHER.formatted("frozen First, Body, Head"));
    assertThat(Outcome.of("check", file.toString()).err()).contains("depends on no parameter that isn't frozen");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " over M"})
  void aBindingIsDifferentiatedByTheParametersThatItWasMadeOf(String over) throws Exception {
    var scores = trained("""
        dim Batch
        model M(x: [Batch]) -> [Batch] {
          param a: real = 1
          a * x
        }
        train M {
          x = ones[Batch]
          z = M(x)
          minimize mean(z^2) using SGD[lr = 0.1]%1$s
          minimize mean(z) using SGD[lr = 0.1]%1$s
          minimize mean(z * M(x)) using SGD[lr = 0.1]%1$s
          metric a = mean(M(x))
          batch Batch = 4
          epochs 1
          steps 1
        }
        """.formatted(over));

    double first = 1 - 0.1 * 2;
    double second = first - 0.1;
    assertThat(scores.get("a")).isCloseTo(second - 0.1 * (1 + second), within(1e-6));
  }

  /** What is drawn or added in steps isn't seen by losses and metrics, nor by the checks of gradients. */
  @Test
  void aBindingMayBeForTrainingOnly() throws Exception {
    Files.writeString(folder.resolve("d.csv"), "a,y\n1,1\n2,2\n3,3\n4,4\n");
    var text = """
        dim Batch
        fn augment(x: [..]) -> [..] { x + 100 }
        model Net(x: [Batch]) -> [Batch] {
          param w: real = 0
          w * x
        }
        train Net {
          data csv("d.csv") { a: real = column("a"), y: real = column("y") }
          split train 50%, validation 50%
          x = if training { augment(a) } else { a }
          minimize mean((Net(x) - y)^2) using SGD[lr = 1e-6]
          metric change = sum[Batch]((x - a)^2)
          batch Batch = 2
          watch Net
          epochs 2
        }
        """;

    assertThat(trained(text).get("change")).isZero();
    var file = folder.resolve("block.nn").toString();
    assertThat(Outcome.of("dump", file, "--graph", "--of", "step").out()).contains("+ 100");
    assertThat(Outcome.of("check", "--grad", file).exit()).isZero();
    assertThat(Outcome.of("check", Files.writeString(folder.resolve("if.nn"),
        text.replace("x = if training { augment(a) } else { a }", "if training { x = a }")).toString()).err())
        .contains("= help: bind what is chosen: x = if training { … } else { … }");
  }

  /** What several lines keep for one parameter is kept for each of them: gathered gradients, states of rules. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void eachLineKeepsItsOwn(int together) throws Exception {
    var scores = trained("""
        dim Batch
        optimizer Sum[lr = 0.1](w: [In -> Out]) {
          state m: real = 0
          m <- m + sum(g)
          w <- w - lr * m
        }
        optimizer Momentum[lr = 0.1] {
          state m = 0
          m <- 0.5 * m + g
          w <- w - lr * m
        }
        dim D = 2
        model M(x: [Batch, D]) -> [Batch, D] {
          param a: [D -> D] = 0
          x @ a
        }
        train M {
          x = ones[Batch, D]
          y = M(x)
          minimize mean(sum[D](y)) using Sum[]
          minimize mean(2 * sum[D](y)) using Momentum[]
          metric a = mean(M(ones[Batch, D])) / size[D]
          batch Batch = 4
          accumulate %d
          epochs 1
          steps %d
        }
        """.formatted(together, 2 * together));

    double first = 0.1 * 4 + 0.1 * 8;
    double second = 0.1 * 2 + 0.1 * 3;
    assertThat(scores.get("a")).isCloseTo(-first - second, within(1e-5));
  }
}
