package com.acme;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Tells irises apart over HTTP: the model `Iris.nn` is a bean, which any number of requests use at once. */
@SpringBootApplication
@RestController
public class Florist {

  private final Iris iris;

  Florist(Iris iris) {
    this.iris = iris;
  }

  /** The models that the controller needs. */
  @Configuration
  static class Models {
    @Bean
    Iris iris() {
      return Iris.load();
    }
  }

  /** The species that fits best: `[5.1, 3.5, 1.4, 0.2]` in centimetres. */
  @PostMapping("/species")
  public Map<String, String> species(@RequestBody float[] centimetres) {
    return Map.of("species", iris.classify(centimetres));
  }

  public static void main(String[] words) {
    SpringApplication.run(Florist.class, words);
  }
}
