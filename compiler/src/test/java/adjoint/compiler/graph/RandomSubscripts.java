package adjoint.compiler.graph;

import adjoint.runtime.tensor.Size;
import java.util.List;
import java.util.Random;

/** Random index expressions: sums with steps of both signs, quotients and remainders of such sums, nested. */
public final class RandomSubscripts {

  private final Random random;
  private final List<Size> factors;

  /** @param factors what stands beside small numbers as a coefficient and as a divisor: sizes of at least 1 */
  public RandomSubscripts(Random random, List<Size> factors) {
    this.random = random;
    this.factors = factors;
  }

  /** @param depth how deep quotients and remainders are nested at most */
  public Subscript of(List<? extends Subscript.Atom> atoms, int depth) {
    Subscript sum = Subscript.of(random.nextInt(-3, 4));
    for (int terms = random.nextInt(1, 4); terms > 0; terms--) {
      sum = sum.plus(term(atoms, depth).times(factor(random.nextBoolean() ? 1 : -1)));
    }
    return sum;
  }

  private Subscript term(List<? extends Subscript.Atom> atoms, int depth) {
    return switch (random.nextInt(depth > 0 ? 4 : 2)) {
      case 2 -> of(atoms, depth - 1).floorDiv(factor(1));
      case 3 -> of(atoms, depth - 1).modulo(factor(1));
      default -> Subscript.of(atoms.get(random.nextInt(atoms.size())));
    };
  }

  private Size factor(int sign) {
    Size size = !factors.isEmpty() && random.nextInt(4) == 0
        ? factors.get(random.nextInt(factors.size()))
        : Size.of(random.nextInt(1, 5));
    return size.times(sign);
  }
}
