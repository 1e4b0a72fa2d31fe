package adjoint.compiler.emit;

import adjoint.compiler.graph.Value;
import adjoint.compiler.plan.Step;
import adjoint.compiler.plan.Store;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Names for the methods of kernels, after what they compute. */
public final class KernelNames {

  private static final Pattern FORBIDDEN = Pattern.compile("[^A-Za-z0-9_]+");

  private KernelNames() {}

  public static String of(Step step) {
    return switch (step) {
      case Step.Contraction c -> "contract_" + name(c.epilogue());
      case Step.Nest n -> name(n.statements().stream().flatMap(KernelNames::stores).toList());
      case Step.Loop l -> "each_" + readable(l.index().name());
      case Step.Scatter s -> "scatter_" + readable(s.target().name());
      case Step.Sort s -> "sort_" + readable(s.target().name());
      case Step.Copy c -> "copy_" + readable(c.to().name());
    };
  }

  private static Stream<Store> stores(Step.Statement statement) {
    return switch (statement) {
      case Step.Statement.Map m -> m.stores().stream();
      case Step.Statement.Reduce r -> Stream.of(r.target());
      case Step.Statement.ArgReduce a -> Stream.of(a.target());
    };
  }

  private static String name(List<Store> stores) {
    return stores.stream().filter(Store::kept).map(Store::value).map(Value::name).map(KernelNames::readable).findFirst()
        .orElse("kernel");
  }

  /** The name of a method in any class file, and in any listing. */
  private static String readable(String name) {
    String text = FORBIDDEN.matcher(name).replaceAll("_");
    return text.isEmpty() ? "value" : text;
  }
}
