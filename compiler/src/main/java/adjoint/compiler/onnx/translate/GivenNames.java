package adjoint.compiler.onnx.translate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names for values and layers, made of those in the file. */
final class GivenNames {

  private static final Set<String> RESERVED =
      Set.of("and", "as", "assert", "dim", "else", "except", "fn", "if", "in", "layer",
          "model", "not", "optimizer", "or", "over", "param", "repeat", "requires", "scan", "state", "using", "within",
          "yield",
          "true", "false", "inf", "pi", "training", "index", "size", "zeros", "ones", "grad", "detach", "real", "int",
          "bool");

  /** What exporters call values, rather than people. */
  private static final Pattern MACHINE_MADE =
      Pattern.compile(
          "(.*::.*|\\d+|[a-z_]*_?output_\\d+|.*Constant.*|val_\\d+|t?\\d+|Opset.*|.*kernel:0|.*/ReadVariableOp.*)");

  private final Set<String> taken = new HashSet<>(RESERVED);

  /** The wish, or a number behind it. */
  String unused(String wish) {
    String name = wish;
    for (int i = 2; !taken.add(name); i++) {
      name = wish + i;
    }
    return name;
  }

  /** A name for the layer that has a weight: what is before the last dot, unless only numbers are. */
  static Optional<String> layer(String weight, String node) {
    if (!MACHINE_MADE.matcher(weight).matches() && weight.contains(".")) {
      return path(List.of(weight.substring(0, weight.lastIndexOf('.')).split("[./]")));
    }
    List<String> parts = Arrays.asList(node.replaceAll("^/", "").split("[/.]"));
    return parts.size() < 2 ? Optional.empty() : path(parts.subList(0, parts.size() - 1));
  }

  private static Optional<String> path(List<String> parts) {
    List<String> path = new ArrayList<>();
    for (String part : parts) {
      if (path.isEmpty() || !path.getLast().equals(part)) {
        path.add(part);
      }
    }
    String name = String.join("_", path);
    return parts.stream().allMatch(each -> each.matches("\\d+")) ? Optional.empty() : Optional.of(identifier(name));
  }

  /** A name for a value; empty where a machine made it. */
  static Optional<String> value(String given) {
    return MACHINE_MADE.matcher(given).matches() || given.startsWith("/") || given.isBlank()
        ? Optional.empty()
        : Optional.of(identifier(given.substring(given.lastIndexOf('/') + 1)));
  }

  /** A lower-case name out of any text. */
  static String identifier(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9_]+", "_").replaceAll("^_+|_+$", "");
    String name = plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? "x" + plain : plain;
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /** An upper-case name out of any text; empty where a machine made it. */
  static Optional<String> dim(String text) {
    if (text.matches("(unk_.*|.*dynamic_axes.*|dim_?\\d+|s\\d+|\\d+|.*[^A-Za-z0-9_ .-].*)")) {
      return Optional.empty();
    }
    String name = Arrays.stream(text.split("[^A-Za-z0-9]+")).filter(each -> !each.isEmpty())
        .filter(each -> !each.toLowerCase(Locale.ROOT).matches("size|len|length|dim|num"))
        .map(each -> each.substring(0, 1).toUpperCase(Locale.ROOT) + each.substring(1)).collect(Collectors.joining());
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? Optional.empty() : Optional.of(name);
  }
}
