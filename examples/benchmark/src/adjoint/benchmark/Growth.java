package adjoint.benchmark;
final class Growth {
  private Growth() {}
  public static void main(String[] words) {}
}
