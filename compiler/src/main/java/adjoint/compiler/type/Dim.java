package adjoint.compiler.type;

/**
 * The identity of a name of an axis. Dims of the file have scope 0; each use of a layer or function has a scope of its
 * own for its header's variables and rows, so that names in its body stay distinct whatever they stand for.
 *
 * @param name as written in the scope; a twin keeps its primes
 * @param scope which use it belongs to
 * @param shown what messages and dumps print: the user's name behind the variable
 */
public record Dim(String name, int scope, String shown) {

  /** The scope of the dims of files. */
  public static final int FILE = 0;

  public static Dim declared(String name) {
    return new Dim(name, FILE, name);
  }

  /** The dim of a literal size; equal to any other of its size. */
  public static Dim anonymous(String size) {
    return new Dim(size, FILE, size);
  }

  /** `T'` for T. */
  public Dim twin() {
    return new Dim(name + "'", scope, shown + "'");
  }

  /** Whether both are one dim or its twins, so that a position in one is a position in the other. */
  public boolean isTwinOf(Dim other) {
    return scope == other.scope && base().equals(other.base());
  }

  private String base() {
    return name.replaceAll("'+$", "");
  }

  public boolean isAnonymous() {
    return scope == FILE && !Character.isLetter(name.charAt(0));
  }

  /** Whether it is an axis of a row that a header writes as `..` or `N..`. */
  public boolean isRow() {
    return name.contains("..");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Dim d && d.scope == scope && d.name.equals(name);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + scope;
  }

  @Override
  public String toString() {
    return shown;
  }
}
