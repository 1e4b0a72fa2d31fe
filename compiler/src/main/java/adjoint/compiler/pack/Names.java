package adjoint.compiler.pack;

import java.util.Locale;
import java.util.Optional;
import javax.lang.model.SourceVersion;

/**
 * How a model's jar is called in Java.
 *
 * @param type the name of the class that programs use: `com.acme.Digits`
 * @param module the jar's, whose name also begins the packages that only the jar itself uses
 */
public record Names(String type, String module) {

  /** A class in a package; a name without one gets a package after itself, since other packages can't use it otherwise. */
  public static Names of(String model, Optional<String> asked) {
    String type = asked.orElse(model);
    String whole = type.contains(".") ? type : type.toLowerCase(Locale.ROOT) + "." + type;
    String own = word(whole);
    String inside = whole.substring(0, whole.lastIndexOf('.'));
    return new Names(whole, inside.equals(own) || inside.endsWith("." + own) ? inside : inside + "." + own);
  }

  /** One of the models of a jar that has several, which is a package of their classes. */
  public static Names in(String jar, String model) {
    return new Names(jar + "." + model, jar);
  }

  /** The word that a class is chosen by. */
  private static String word(String type) {
    return type.substring(type.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
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

  /** The word that chooses it among the models of a jar. */
  String word() {
    return word(type);
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
