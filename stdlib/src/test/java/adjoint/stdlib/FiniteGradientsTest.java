package adjoint.stdlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import adjoint.compiler.Backend;
import adjoint.compiler.graph.ScalarFunction;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.reference.Arguments;
import adjoint.compiler.reference.Interpreter;
import adjoint.runtime.program.CompiledFunction;
import adjoint.runtime.program.Frame;
import adjoint.runtime.program.Frames;
import adjoint.runtime.program.Pool;
import adjoint.runtime.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients are finite in single precision wherever the derivative is, for every function that has one. */
class FiniteGradientsTest {

  private static final Path LIBRARY = Path.of("src/main/resources/adjoint/stdlib");

  /** Each function as a number made of a row x of two and a target of zeros and ones. */
  private static final Map<String, String> ROWS = new TreeMap<>(Map.ofEntries(
      Map.entry("binary_cross_entropy", "binary_cross_entropy(x, t)"),
      Map.entry("binary_cross_entropy_with_logits", "binary_cross_entropy_with_logits(x, t)"),
      Map.entry("cross_entropy", "cross_entropy[N](x, argmax[N](t))"), Map.entry("elu", "sum(elu(x))"),
      Map.entry("gelu", "sum(gelu(x))"), Map.entry("gelu_tanh", "sum(gelu_tanh(x))"),
      Map.entry("glu", "sum(glu[N](x))"),
      Map.entry("huber_loss", "huber_loss(x, t)"), Map.entry("kl_div", "kl_div[N](x, t)"),
      Map.entry("l1_loss", "l1_loss(x, t)"), Map.entry("leaky_relu", "sum(leaky_relu(x))"),
      Map.entry("log_softmax", "sum(log_softmax[N](x) * t)"), Map.entry("mae", "mae(x, t)"),
      Map.entry("mse_loss", "mse_loss(x, t)"), Map.entry("nll_loss", "nll_loss[N](x, argmax[N](t))"),
      Map.entry("r2", "r2(x, t)"), Map.entry("rmse", "rmse(x, t)"), Map.entry("silu", "sum(silu(x))"),
      Map.entry("clamp", "sum(clamp(x, 0, 1))"), Map.entry("cummax", "sum(cummax[N](x) * t)"),
      Map.entry("cummin", "sum(cummin[N](x) * t)"), Map.entry("cumprod", "sum(cumprod[N](x) * t)"),
      Map.entry("cumsum", "sum(cumsum[N](x) * t)"), Map.entry("flip", "sum(flip[N](x) * t)"),
      Map.entry("logsumexp", "logsumexp[N](x)"),
      Map.entry("lower_triangular", "sum(lower_triangular(outer(x, t[N as N'])))"),
      Map.entry("norm", "norm[N](x) + norm[N, p = 1](x) + norm[N, p = inf](x)"),
      Map.entry("outer", "sum(outer(x, t[N as N']))"),
      Map.entry("pad", "sum(pad[N, before = 1](x))"), Map.entry("pad_circular", "sum(pad_circular[N, after = 3](x))"),
      Map.entry("pad_reflect", "sum(pad_reflect[N, before = 1, after = 1](x))"),
      Map.entry("pad_replicate", "sum(pad_replicate[N, before = 1, after = 1](x))"),
      Map.entry("prod", "prod[N](x)"), Map.entry("roll", "sum(roll[N](x) * t)"),
      Map.entry("sort", "sum(sort[N](x) * t)"), Map.entry("top_k", "sum(top_k[N, 1](x).values)"),
      Map.entry("upper_triangular", "sum(upper_triangular(outer(x, t[N as N'])))"),
      Map.entry("softmax", "sum(softmax[N](x) * t)"), Map.entry("softplus", "sum(softplus(x))"),
      Map.entry("weighted_cross_entropy", "weighted_cross_entropy[N](x, argmax[N](t), t + 1)"),
      Map.entry("explained_variance", "explained_variance(x, t)"), Map.entry("mape", "mape(x, t)"),
      Map.entry("log_loss", "log_loss(sigmoid(x), t > 0.5)"),
      Map.entry("perplexity", "log(perplexity[N](x, argmax[N](t)))"), Map.entry("selu", "sum(selu(x))"),
      Map.entry("celu", "sum(celu(x))"),
      Map.entry("mish", "sum(mish(x))"),
      Map.entry("hardtanh", "sum(hardtanh(x))"),
      Map.entry("relu6", "sum(relu6(x))"),
      Map.entry("hardsigmoid", "sum(hardsigmoid(x))"),
      Map.entry("hardswish", "sum(hardswish(x))"),
      Map.entry("softsign", "sum(softsign(x))"),
      Map.entry("swish", "sum(swish(x))"),
      Map.entry("logsigmoid", "sum(logsigmoid(x))"),
      Map.entry("softmin", "sum(softmin[N](x) * t)"),
      Map.entry("hinge_loss", "hinge_loss(x, 2 * t - 1)"),
      Map.entry("multi_margin_loss", "multi_margin_loss[N](x, argmax[N](t))"),
      Map.entry("cosine_similarity", "cosine_similarity[N](x, t)"),
      Map.entry("cosine_embedding_loss", "cosine_embedding_loss[N](x, t, true)"),
      Map.entry("smooth_l1_loss", "smooth_l1_loss(x, t)"),
      Map.entry("poisson_nll_loss", "poisson_nll_loss(x, t)"),
      Map.entry("gaussian_nll_loss", "gaussian_nll_loss(x, t, t + 1)"),
      Map.entry("quantile_loss", "quantile_loss(x, t)"),
      Map.entry("focal_loss", "focal_loss[N](x, argmax[N](t))"),
      Map.entry("sigmoid_focal_loss", "sigmoid_focal_loss(x, t)"),
      Map.entry("dice_loss", "dice_loss(sigmoid(x), t)"),
      Map.entry("contrastive_loss", "contrastive_loss[N](x, t, false)"),
      Map.entry("triplet_margin_loss", "triplet_margin_loss[N](x, t, 1 - t)"),
      Map.entry("info_nce", "info_nce[Two, N](outer(ones[Two], x), outer(index[Two] + 1.0, t))"),
      Map.entry("gaussian_kl", "gaussian_kl[N](x, t)"),
      Map.entry("lgamma", "sum(lgamma(x))"),
      Map.entry("digamma", "sum(digamma(x))"),
      Map.entry("dirichlet_nll_loss", "dirichlet_nll_loss[N](x, (t + 1) / 3)"),
      Map.entry("dirichlet_kl", "dirichlet_kl[N](x, t + 1)"),
      Map.entry("box_area", "box_area[Box](concat[Box](x[N as Box = size[N]], (x + 1 + t)[N as Box = size[N]]))"),
      Map.entry("box_iou",
          "box_iou[Box](concat[Box](x[N as Box = size[N]], (x + 1)[N as Box = size[N]]), concat[Box](t[N as Box = size[N]], (t + 1)[N as Box = size[N]]))"),
      Map.entry("giou_loss",
          "giou_loss[Box](concat[Box](x[N as Box = size[N]], (x + 1)[N as Box = size[N]]), concat[Box](t[N as Box = size[N]], (t + 1)[N as Box = size[N]]))"),
      Map.entry("rotary_embedding", "sum(rotary_embedding[Two, N](outer(ones[Two], x)) * t)"),
      Map.entry("ctc_loss", "ctc_loss[Two, N, S](log_softmax[N](outer(ones[Two], x)), argmax[N](t)[S])")));

  /** They count, or make parameters from draws. */
  private static final Set<String> WITHOUT =
      Set.of("accuracy", "average_precision", "balanced_accuracy", "bleu", "class_report", "gru_steps", "lstm_steps",
          "rnn_steps", "window_count", "window_padding", "calibration_error",
          "confusion_matrix", "edit_distance", "matthews", "mean_iou", "roc_auc", "top_k_accuracy", "word_error_rate",
          "constant", "f1", "kaiming_normal", "kaiming_uniform",
          "alibi", "dirac", "gumbel_softmax", "identity", "one_hot", "orthogonal", "sinusoidal_positions", "sparse",
          "weight_norm", "precision", "rank", "recall", "searchsorted", "truncated_normal", "xavier_normal",
          "xavier_uniform");

  /** What is defined for some numbers only. */
  private static final Map<String, double[]> DOMAIN = Map.of("binary_cross_entropy", new double[]{0, 1}, "log",
      new double[]{0, Double.MAX_VALUE}, "log1p", new double[]{-1, Double.MAX_VALUE}, "sqrt",
      new double[]{0, Double.MAX_VALUE}, "probit", new double[]{0, 1}, "lgamma", new double[]{0, Double.MAX_VALUE},
      "digamma", new double[]{0, Double.MAX_VALUE}, "dirichlet_nll_loss", new double[]{0, Double.MAX_VALUE},
      "dirichlet_kl", new double[]{1e-20, Double.MAX_VALUE});

  private static final double[] VALUES =
      {0, -0.0, 1e-30, -1e-30, 0.5, 1, -1, 88, -88, 200, -200, 1e4, -1e4, 1e30, -1e30};

  static Stream<Map.Entry<String, String>> functions() {
    Map<String, String> all = new TreeMap<>(ROWS);
    Arrays.stream(ScalarFunction.values()).filter(ScalarFunction::isNamed)
        .forEach(f -> all.put(f.symbol(), "sum(" + f.symbol() + (f.arity() == 1 ? "(x))" : "(x, t))")));
    return all.entrySet().stream();
  }

  @Test
  void everyFunctionIsWalked() throws IOException {
    try (Stream<Path> files = Files.list(LIBRARY)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".nn")).toList()) {
        String name = file.getFileName().toString().replace(".nn", "");
        boolean function = Files.readString(file).contains("\nfn " + name);
        assertThat(function && !ROWS.containsKey(name) && !WITHOUT.contains(name)).as(name).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void gradientsAreFiniteWhereTheDerivativeIs(Map.Entry<String, String> function) {
    Lowered lowered = Programs.lower("gradient.nn", """
        dim N = 2
        dim Two = 2
        dim S = 1
        dim Box = 4
        model Case(x: [N], t: [N]) -> [N] { grad(%s, x) + 0 * t }
        """.formatted(function.getValue()));
    CompiledFunction compiled = CompiledTest.compile(lowered, Backend.Form.SCALAR).models().get("Case");
    double[] domain = DOMAIN.getOrDefault(function.getKey(), new double[]{-Double.MAX_VALUE, Double.MAX_VALUE});
    for (double value : VALUES) {
      for (double[] target : List.of(new double[]{0, 1}, new double[]{1, 0})) {
        double[] x = {(float) value, 0.25f};
        double[] exact = Interpreter
            .evaluate(lowered.models().get("Case"), new Arguments(Map.of(), Map.of("x", x, "t", target)))
            .output(lowered.models().get("Case").outputs().getFirst().name());
        float[] computed = run(compiled, x, target);
        for (int i = 0; i < 2 && value >= domain[0] && value <= domain[1]; i++) {
          boolean finite = Math.abs(exact[i]) < Float.MAX_VALUE;
          boolean wrong = Double.isNaN(exact[i]) || finite && !Float.isFinite(computed[i]);
          assertThat(wrong)
              .as("%s by x[%d] at %s for the target %s: %s, in double precision %s", function.getValue(), i,
                  value, Arrays.toString(target), computed[i], exact[i])
              .isFalse();
        }
      }
    }
  }

  /** What its probabilities round to is not seen by the loss, nor by its derivative. */
  @Test
  void theCrossEntropyOfASigmoidIsThatOfItsLogit() {
    Lowered lowered = Programs.lower("gradient.nn", """
        dim N = 2
        model Whole(x: [N], t: [N]) -> [N] { binary_cross_entropy(sigmoid(x), t) + 0 * x }
        model Case(x: [N], t: [N]) -> [N] { grad(binary_cross_entropy(sigmoid(x), t), x) + 0 * t }
        """);
    Program program = CompiledTest.compile(lowered, Backend.Form.SCALAR);
    for (double value : new double[]{0, 1, 20, 88, 104, 200, 1e4}) {
      double rest = Math.log1p(Math.exp(-value));
      float[] wrong = {(float) ((value + rest) / 2 + Math.log(2) / 2), (float) (-0.5 / (1 + Math.exp(-value)))};
      double[] x = {-value, 0};
      double[] target = {1, 1};
      assertThat(run(program.models().get("Whole"), x, target)[0]).isCloseTo(wrong[0], withPercentage(1e-4));
      assertThat(run(program.models().get("Case"), x, target)[0]).isCloseTo(wrong[1], withPercentage(1e-4));
      double[] other = {value, 0};
      double[] zeros = {0, 1};
      assertThat(run(program.models().get("Whole"), other, zeros)[0]).isCloseTo(wrong[0], withPercentage(1e-4));
      assertThat(run(program.models().get("Case"), other, zeros)[0]).isCloseTo(-wrong[1], withPercentage(1e-4));
    }
  }

  private static float[] run(CompiledFunction function, double[] x, double[] t) {
    Frame frame = Frames.of(function, new float[0], Map.of(), Pool.of(1));
    for (int i = 0; i < x.length; i++) {
      frame.reals[0][i] = (float) x[i];
      frame.reals[1][i] = (float) t[i];
    }
    function.run(frame);
    return frame.reals[2];
  }
}
