package com.acme;

import java.util.stream.IntStream;

/** Tells irises apart by their measures: a service that uses the model `Iris.nn` as a class. */
public final class Florist {

  private final Iris iris = Iris.load();

  /**
   * The species that fits best.
   *
   * @param centimetres length and width of sepal and petal
   */
  public String species(float... centimetres) {
    float[] logits = iris.predict(centimetres);
    int best = IntStream.range(0, Iris.SPECIES).reduce(0, (a, b) -> logits[b] > logits[a] ? b : a);
    return Iris.SPECIES_NAMES.get(best);
  }

  public static void main(String[] words) {
    float[] centimetres = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      centimetres[i] = Float.parseFloat(words[i]);
    }
    System.out.println(new Florist().species(centimetres));
  }
}
