package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The model is a class of this project. */
class FloristTest {

  private final Florist florist = new Florist();

  @Test
  void tellsSpeciesApart() {
    assertThat(florist.species(5.1f, 3.5f, 1.4f, 0.2f)).isEqualTo("setosa");
    assertThat(florist.species(7.0f, 3.2f, 4.7f, 1.4f)).isEqualTo("versicolor");
    assertThat(florist.species(6.3f, 3.3f, 6.0f, 2.5f)).isEqualTo("virginica");
  }

  @Test
  void refusesAnotherNumberOfMeasures() {
    assertThatThrownBy(() -> florist.species(5.1f)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("4 values");
  }
}
