package org.example.app;

import java.nio.file.Path;
import java.util.Arrays;
import org.example.model.Digits;

/** Reads digits; its argument is the folder of a run with other weights. */
public final class App {

  private App() {}

  public static void main(String[] words) {
    Digits net = Digits.load();
    float[][] images = new float[100][Digits.PIXEL];
    for (int row = 0; row < images.length; row++) {
      for (int pixel = 0; pixel < Digits.PIXEL; pixel++) {
        images[row][pixel] = ((row + 1) * 7 + pixel * 3) % 17;
      }
    }
    float[][] all = net.predict(images);
    System.out.println(Digits.DIGIT + " scores: " + Arrays.toString(all[0]));
    for (int row = 0; row < images.length; row++) {
      if (!Arrays.equals(all[row], net.predict(images[row]))) {
        throw new AssertionError("row " + row + " differs alone");
      }
    }
    Digits other = Digits.load(Path.of(words[0]));
    System.out.println("the same with other weights: " + Arrays.equals(all[0], other.predict(images[0])));
    try {
      net.predict(new float[3]);
    } catch (IllegalArgumentException e) {
      System.out.println(e.getMessage());
    }
  }
}
