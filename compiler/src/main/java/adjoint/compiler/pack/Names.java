package adjoint.compiler.pack;

import java.util.Locale;
import java.util.Optional;
import javax.lang.model.SourceVersion;

/**
 * How a model's jar is called in Java.
 *
 * @param type the name of the class that programs use: `com.acme.Digits`
 */
public record Names(String type) {

  /** A class in a package; a name without one gets a package after itself, since other packages can't use it otherwise. */
  public static Names of(String model, Optional<String> asked) {
    String type = asked.orElse(model);
    return new Names(type.contains(".") ? type : type.toLowerCase(Locale.ROOT) + "." + type);
  }

  /** Whether Java takes it for a class's name. */
  public boolean isValid() {
    return SourceVersion.isName(type, SourceVersion.RELEASE_17);
  }

  String simple() {
    return type.substring(type.lastIndexOf('.') + 1);
  }

  String packageName() {
    return type.substring(0, type.lastIndexOf('.'));
  }

  /** Its module, whose name also begins the packages that only the jar itself uses. */
  String module() {
    String own = simple().toLowerCase(Locale.ROOT);
    return packageName().equals(own) || packageName().endsWith("." + own) ? packageName() : packageName() + "." + own;
  }

  /** What its commands are called by. */
  String command() {
    return simple().toLowerCase(Locale.ROOT);
  }

  /** The text with the jar's own packages in the place of those that it was compiled against. */
  String moved(String text) {
    String own = module();
    String path = own.replace('.', '/');
    return text.replace("adjoint/runtime", path + "/runtime").replace("adjoint/generated", path + "/generated")
        .replace("de/siegmar/fastcsv", path + "/fastcsv").replace("adjoint.runtime", own + ".runtime")
        .replace("adjoint.generated", own + ".generated");
  }

  /** A parameter's name. */
  static String variable(String name) {
    String safe = name.replaceAll("[^\\p{Alnum}_]", "_");
    return SourceVersion.isKeyword(safe) || safe.equals("_") ? safe + "_" : safe;
  }

  /** `HiddenSize` as a constant: `HIDDEN_SIZE`. */
  static String constant(String name) {
    return variable(name).replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }
}
