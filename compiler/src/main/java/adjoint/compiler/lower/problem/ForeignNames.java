package adjoint.compiler.lower.problem;

import adjoint.compiler.diagnostic.Diagnostic;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What PyTorch, Keras and JAX call things, and how they are written here: tables. Each form is one that a test has tried. */
public final class ForeignNames {

  /** Modules and objects that stand before a name there. */
  private static final Set<String> PREFIXES = Set.of("nn", "torch", "F", "tf", "keras", "layers", "losses", "optim",
      "jax", "jnp", "np", "numpy", "optax", "flax", "functional", "math", "self");

  private static final Map<String, String> FORMS = forms(
      row("x |> Linear[Hidden]", "Dense", "dense", "FullyConnected", "fully_connected", "LazyLinear", "Affine"),
      row("x |> Linear[Hidden] |> relu |> Linear[Class]", "Sequential", "sequential", "MLP", "ModuleList", "Stack"),
      row("x |> relu", "ReLU", "Relu", "RELU"),
      row("sigmoid(x)", "Sigmoid", "expit", "logistic"),
      row("tanh(x)", "Tanh"),
      row("gelu(x)", "GELU", "Gelu"),
      row("silu(x)", "SiLU", "Swish"),
      row("elu(x)", "ELU"),
      row("softplus(x)", "Softplus"),
      row("leaky_relu[slope = 0.01](x)", "LeakyReLU", "LeakyRelu"),
      row("softmax[Class](logits)", "Softmax", "SoftMax"),
      row("log_softmax[Class](logits)", "LogSoftmax"),
      row("image |> Conv2d[Feature, K = 3, L = 3, pad = 1]", "Conv2D", "Convolution2D", "conv2d", "Conv"),
      row("sequence[Batch, Feature, T] |> Conv1d[Hidden, K = 3]", "Conv1D", "Convolution1D"),
      row("image |> MaxPool2d[K = 2, L = 2]", "MaxPooling2D", "MaxPool", "max_pool", "max_pool2d", "MaxPool2D"),
      row("image |> AvgPool2d[K = 2, L = 2]", "AveragePooling2D", "AvgPool", "avg_pool", "AvgPool2D"),
      row("image |> GlobalAvgPool", "GlobalAveragePooling2D", "GlobalAvgPool2d"),
      row("image |> BatchNorm2d", "BatchNormalization", "BatchNorm", "batch_norm"),
      row("x |> LayerNorm[Hidden]", "LayerNormalization", "layer_norm"),
      row("x |> Dropout[p = 0.1]", "Dropout2d", "dropout", "AlphaDropout"),
      row("token |> Embedding[Hidden]", "Embed", "embedding"),
      row("image |> Flatten", "flatten", "ravel"),
      row("sequence |> RNN[Hidden]", "SimpleRNN", "RNNCell"),
      row("sequence |> LSTM[Hidden]", "LSTMCell"),
      row("sequence |> GRU[Hidden]", "GRUCell"),
      row("sequence |> MultiheadAttention[4]", "MultiHeadAttention", "MultiHeadDotProductAttention"),
      row("softmax[T'](dot[Feature](sequence, sequence[T as T']) / sqrt(size[Feature]))", "Attention",
          "scaled_dot_product_attention"),
      row("cross_entropy[Class](logits, label)", "CrossEntropyLoss", "CategoricalCrossentropy", "CrossEntropy",
          "SparseCategoricalCrossentropy", "softmax_cross_entropy", "categorical_crossentropy",
          "sparse_categorical_crossentropy", "softmax_cross_entropy_with_integer_labels"),
      row("binary_cross_entropy(sigmoid(a), b)", "BCELoss", "BinaryCrossentropy", "binary_crossentropy", "bce"),
      row("binary_cross_entropy_with_logits(a, b)", "BCEWithLogitsLoss", "sigmoid_binary_cross_entropy"),
      row("mse_loss(a, b)", "MSELoss", "MeanSquaredError", "mean_squared_error", "mse", "MSE"),
      row("l1_loss(a, b)", "L1Loss", "MeanAbsoluteError", "mean_absolute_error", "MAE"),
      row("huber_loss(a, b)", "HuberLoss", "Huber", "huber"),
      row("smooth_l1_loss(a, b)", "SmoothL1Loss"),
      row("nll_loss[Class](log_softmax[Class](logits), label)", "NLLLoss"),
      row("kl_div[Class](log_softmax[Class](logits), softmax[Class](logits))", "KLDivLoss", "KLDivergence"),
      row("image[(Height, Width) as Pixel = Height * Width]", "view", "reshape", "Reshape", "rearrange"),
      row("image[Batch, Height, Width, Channel]", "permute", "transpose", "swapaxes", "moveaxis", "Permute", "t"),
      row("x[Batch, T, Hidden]", "unsqueeze", "expand_dims", "expand", "broadcast_to", "tile", "newaxis",
          "repeat_interleave", "RepeatVector"),
      row("image[Channel: 0]", "squeeze", "select", "take", "index_select"),
      row("stack[Two](a, b)", "Stacked", "pack", "column_stack"),
      row("concat[T](sequence, sequence)", "cat", "concatenate", "Concatenate", "hstack", "vstack", "append"),
      row("dot[Hidden](x, x[Batch as Batch'])", "matmul", "mm", "bmm", "einsum", "Einsum", "dot_general"),
      row("clamp(x, 0, 1)", "clip", "clip_by_value"),
      row("logsumexp[Hidden](x)", "reduce_logsumexp", "log_sum_exp"),
      row("flip[T](sequence)", "reverse_sequence", "flipud", "fliplr"),
      row("pad_reflect[Height, before = 1, after = 1](image)", "ReflectionPad2d", "ReflectionPad1d"),
      row("pad_replicate[Height, before = 1, after = 1](image)", "ReplicationPad2d", "ReplicationPad1d"),
      row("pad[Height, before = 1, after = 1](image)", "ZeroPad2d", "ZeroPadding2D", "ConstantPad2d"),
      row("lower_triangular[Class, Hidden](outer(ones[Class], ones[Hidden]))", "tril", "band_part"),
      row("upper_triangular[Class, Hidden](outer(ones[Class], ones[Hidden]))", "triu"),
      row("cumprod[T](sequence)", "cumulative_prod"),
      row("cumsum[T](sequence)", "cumulative_sum"),
      row("cummax[T](sequence)", "cumulative_max"),
      row("prod[Hidden](x)", "reduce_prod", "product"),
      row("x^2", "pow", "square"),
      row("zeros[Batch, Hidden]", "zeros_like"),
      row("ones[Batch, Hidden]", "ones_like", "full"),
      row("index[T]", "arange", "linspace", "range"),
      row("normal[Batch, Hidden](0, 1)", "randn", "randn_like", "random_normal", "rand_normal"),
      row("uniform[Batch, Hidden](0, 1)", "rand", "rand_like", "random", "random_uniform"),
      row("norm[Hidden](x)", "vector_norm", "l2_norm"),
      row("variance[Hidden](x)", "var"),
      row("sqrt(variance[Hidden](x))", "std"),
      row("size[Hidden]", "shape", "numel", "len", "ndim"),
      row("logits[label]", "gather", "take_along_axis", "gather_nd"),
      row("segment_sum[T](sequence, token[Batch: 0])", "scatter", "scatter_add", "index_add", "scatter_add_",
          "bincount",
          "unsorted_segment_sum", "scatter_nd", "scatter_reduce", "histc"),
      row("argsort[Hidden](x)", "sort_indices", "argpartition"),
      row("top_k[Hidden, Two](x).values", "topk", "nlargest"),
      row("one_hot(label)", "OneHot", "to_categorical"),
      row("1 / sqrt(x^2 + 1)", "rsqrt", "reciprocal"),
      row("x / norm[Hidden](x)", "normalize"));

  /** Settings, and what to write for them. */
  private static final Map<String, String> SETTINGS = forms(
      row("lr = 1e-3", "learning_rate", "learningRate", "eta", "step_size"),
      row("beta1 = 0.9, beta2 = 0.999", "betas"),
      row("K = 3, L = 3", "kernel_size", "pool_size", "filter_size", "kernel", "window"),
      row("pad = 1", "padding"),
      row("stride = 2", "strides"),
      row("p = 0.1", "rate", "drop_prob", "dropout_rate", "keep_prob"),
      row("eps = 1e-5", "epsilon"),
      row("slope = 0.01", "negative_slope", "alpha"),
      row("reverse = true", "go_backwards"));

  /** What other languages set on a layer, and where it stands here. */
  private static final Map<String, String> ELSEWHERE = forms(
      row("an activation is a function of its own, behind the layer: x |> Linear[Hidden] |> relu", "activation"),
      row("dims stand in the bracket without a name: Linear[Hidden]", "units", "out_features", "filters",
          "out_channels", "output_dim", "features", "hidden_size", "embedding_dim", "num_hiddens"),
      row("dims that come in are taken from the value, and needn't be written", "in_features", "in_channels",
          "input_shape", "input_dim", "input_size", "num_embeddings", "num_features", "batch_first"),
      row("an initial value stands with its parameter: param weight: [In -> Out] = xavier_uniform()",
          "kernel_initializer", "bias_initializer", "weight_init"),
      row("the optimizer decays weights: minimize … using AdamW[weight_decay = 1e-2]", "kernel_regularizer",
          "weight_regularizer"));

  /** Lines of a train block. */
  private static final Map<String, String> LINES = forms(
      row("minimize … using Adam[lr = 1e-3]", "learning_rate", "lr", "learningRate", "optim", "loss", "criterion",
          "objective"),
      row("minimize … using AdamW[weight_decay = 1e-2]", "weight_decay", "l2"),
      row("minimize … using SGD[lr = 0.1, momentum = 0.9]", "momentum"),
      row("minimize … using Adam[lr = cosine(1e-3, warmup = 100)]", "scheduler", "schedule", "warmup"),
      row("batch Batch = 32", "batch_size", "batchsize", "batches"),
      row("metric accuracy = mean(argmax[Class](Net(x)) == label)", "metrics", "accuracy"),
      row("split train 80%, validation 20%", "validation_split", "validation", "test_size"),
      row("stop patience 5", "early_stopping", "patience", "EarlyStopping"),
      row("clip norm 1.0", "grad_clip", "max_grad_norm", "clipnorm", "gradient_clipping"),
      row("accumulate 4", "accumulation_steps", "gradient_accumulation"),
      row("ema 0.999", "ema_decay", "use_ema", "swa", "averaging"),
      row("epochs 30", "num_epochs", "max_epochs", "n_epochs"),
      row("steps 1000", "max_steps", "iterations", "num_steps"),
      row("seed 1", "random_seed", "random_state", "manual_seed"));

  private ForeignNames() {}

  /** A name that is none here, with the form that does the same. */
  static Optional<Diagnostic> instead(Diagnostic problem, String name) {
    return Optional.ofNullable(FORMS.get(name))
        .map(form -> problem.withHelp("what other languages call `" + name + "` is written here: " + form));
  }

  /**
   * A setting that none here is called like.
   *
   * @param known the names in the header that it should be one of
   */
  static Optional<Diagnostic> setting(Diagnostic problem, String name, Set<String> known) {
    return Optional.ofNullable(SETTINGS.get(name)).filter(form -> known.contains(form.substring(0, form.indexOf(' '))))
        .map(form -> problem.withHelp("it is written here: " + form))
        .or(() -> Optional.ofNullable(ELSEWHERE.get(name)).map(problem::withHelp));
  }

  /** A word that begins no line of a train block. */
  public static Optional<Diagnostic> line(Diagnostic problem, String word) {
    return Optional.ofNullable(LINES.get(word)).map(form -> problem.withHelp("write: " + form));
  }

  /** Whether a name stands before others in other languages: `nn.Linear`. */
  static boolean isPrefix(String name) {
    return PREFIXES.contains(name);
  }

  /** The forms to try. */
  static Map<String, String> forms() {
    return FORMS;
  }

  static Map<String, String> settings() {
    return SETTINGS;
  }

  static Map<String, String> lines() {
    return LINES;
  }

  private static List<Map.Entry<String, String>> row(String form, String... names) {
    return Arrays.stream(names).map(name -> Map.entry(name, form)).toList();
  }

  @SafeVarargs
  private static Map<String, String> forms(List<Map.Entry<String, String>>... rows) {
    Map<String, String> all = new LinkedHashMap<>();
    Stream.of(rows).flatMap(List::stream).forEach(entry -> {
      if (all.put(entry.getKey(), entry.getValue()) != null) {
        throw new IllegalStateException(entry.getKey() + " stands twice in the table");
      }
    });
    return Map.copyOf(all);
  }
}
