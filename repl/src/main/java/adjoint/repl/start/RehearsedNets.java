package adjoint.repl.start;

import adjoint.compiler.Backend;
import adjoint.compiler.Compiler;
import adjoint.compiler.Network;
import adjoint.compiler.lower.program.Lowered;
import adjoint.compiler.source.Source;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Nets that use most of what people use, so that Java's cache has the classes and the lambdas of the compiler that any of them
 * needs. They are compiled in both forms, but don't run: a cache can't be made where the Vector API is loaded.
 */
final class RehearsedNets {

  private static final String PICTURES =
      """
          dim Batch
          dim Ink = 1
          dim Row = 28
          dim Col = 28
          dim Wide = 32
          dim Digit = 10

          layer Down[C -> F](x: [.., C, H, W]) -> [.., F, H = (H - 1) // 2 + 1, W = (W - 1) // 2 + 1] {
            short = x |> Conv2d[F, K = 1, L = 1, stride = 2] |> BatchNorm2d
            y = x |> Conv2d[F, K = 3, L = 3, stride = 2, pad = 1] |> BatchNorm2d |> relu |> Conv2d[F, K = 3, L = 3, pad = 1]
            relu(short + y)
          }

          model Pictures(image: [Batch, Ink, Row, Col]) -> [Batch, Digit] {
            image |> Conv2d[16, K = 3, L = 3, pad = 1] |> relu |> MaxPool2d[K = 2, L = 2] |> Down[32] |> GlobalAvgPool
              |> Linear[Wide] |> Dropout[p = 0.3] |> Linear[Digit]
          }

          train Pictures {
            data      npy(image = "image.npy", label = "label.npy") { image: [Ink, Row, Col] = image, label: Digit = label }
            split     train 80%, validation 20%
            minimize  cross_entropy[Digit](Pictures(image), label) using SGD[lr = cosine(0.05), momentum = 0.9, weight_decay = 5e-4]
            metric    accuracy = accuracy[Digit](Pictures(image), label)
            batch     Batch = 32
          }
          """;

  private static final String TEXTS = """
      dim Batch
      dim Time = 64
      dim Char = 65
      dim Head = 4
      dim Key = 32
      dim Model = 128
      dim Wide = 256

      layer Attention(x: [.., T, Model]) -> [.., T, Model] {
        param query: [Model -> Head, Key] = xavier_uniform()
        param key:   [Model -> Head, Key] = xavier_uniform()
        param value: [Model -> Head, Key] = xavier_uniform()
        param out:   [Head, Key -> Model] = xavier_uniform()
        keys   = (x @ key)[T as T']
        values = (x @ value)[T as T']
        score  = dot[Key](x @ query, keys) / sqrt(size[Key])
        causal = where(index[T'] <= index[T], score, -inf)
        dot[T'](softmax[T'](causal), values) @ out
      }

      layer Block(x: [.., T, Model]) -> [.., T, Model] {
        y = x + Attention(LayerNorm[Model](x))
        y + (LayerNorm[Model](y) |> Linear[Wide] |> gelu_tanh |> Linear[Model])
      }

      model Texts(text: Char[Batch, Time]) -> [Batch, Time, Char] {
        param position: [Time, Model] = normal(0, 0.02)
        h = Embedding[Char -> Model](text)
        (h + position[Batch, Time, Model]) |> repeat 4 { Block } |> LayerNorm[Model] |> Linear[Char]
      }

      train Texts {
        data      npy(text = "text.npy", label = "label.npy") { text: Char[Time] = text, label: Char[Time] = label }
        minimize  cross_entropy[Char](Texts(text), label) using AdamW[lr = 1e-3]
        batch     Batch = 12
      }
      """;

  private static final String SERIES =
      """
          dim Batch
          dim Time = 100
          dim Channel = 28
          dim Hidden = 128
          dim Digit = 10

          model Series(signal: [Batch, Time, Channel]) -> [Batch, Digit] {
            memory = signal |> LSTM[Hidden]
            memory[Time: -1] |> Linear[Digit]
          }

          train Series {
            data      npy(signal = "signal.npy", label = "label.npy") { signal: [Time, Channel] = signal, label: Digit = label }
            minimize  cross_entropy[Digit](Series(signal), label) using Adam[lr = 1e-3]
            batch     Batch = 64
          }
          """;

  static final List<String> ALL = List.of(PICTURES, TEXTS, SERIES);

  private RehearsedNets() {}

  static void compile() {
    for (String text : ALL) {
      var lowered = lowered(text);
      lowered.functions().stream().forEach(graph -> Backend.forms(Compiler.simplified(graph), lowered.layout()));
    }
  }

  static Lowered lowered(String text) {
    var file = Path.of("rehearsed.nn");
    return Network.of(new Source(file.toString(), text), file, Map.of(), false).lowered();
  }
}
