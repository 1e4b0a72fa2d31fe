package com.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

/** The model answers over HTTP. */
class FloristTest {

  @Test
  void tellsSpeciesApart() throws Exception {
    try (var context = SpringApplication.run(Florist.class, "--server.port=0", "--spring.main.banner-mode=off")) {
      int port = ((ServletWebServerApplicationContext) context).getWebServer().getPort();
      var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/species"))
          .header("Content-Type", "application/json").POST(BodyPublishers.ofString("[7.0, 3.2, 4.7, 1.4]")).build();

      assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body())
          .isEqualTo("{\"species\":\"versicolor\"}");
    }
  }
}
