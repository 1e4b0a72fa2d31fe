package adjoint.repl.session;

import adjoint.compiler.ast.Declaration;

/** Something declared, and the name under which another declaration replaces it. */
public record Item(String key, Declaration declaration) {

  static Item of(Declaration declaration) {
    return new Item(switch (declaration) {
      case Declaration.Use u -> "use " + u.path();
      case Declaration.Dim d -> d.name();
      case Declaration.Constant c -> c.name();
      case Declaration.Callable c -> c.name();
      case Declaration.Train t -> "train";
      case Declaration.Generate g -> "generate";
      case Declaration.Test t -> "test " + t.name();
    }, declaration);
  }

  /** As it was written, with the comment above it. */
  public String text() {
    String written = declaration.span().text().strip();
    String doc = declaration instanceof Declaration.Callable c ? c.doc() : "";
    return doc.isEmpty() ? written : "// " + doc.replace("\n", "\n// ") + "\n" + written;
  }
}
