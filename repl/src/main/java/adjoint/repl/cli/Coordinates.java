package adjoint.repl.cli;

import java.util.regex.Pattern;

/**
 * What a jar is called in a Maven repository.
 *
 * <p><i>Source</i>: the POM reference of Maven, model version 4.0.0.
 */
record Coordinates(String group, String artifact, String version) {

  private static final Pattern PARTS = Pattern.compile("([\\w.-]+):([\\w.-]+):([\\w.+-]+)");

  /** @throws IllegalArgumentException where the text isn't of the form `com.acme:digits:1.0` */
  static Coordinates of(String text) {
    var parts = PARTS.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("write it as in com.acme:digits:1.0");
    }
    return new Coordinates(parts.group(1), parts.group(2), parts.group(3));
  }

  /** A POM for a jar that needs nothing else. */
  String pom(String description) {
    return """
        <?xml version="1.0" encoding="UTF-8"?>
        <project xmlns="http://maven.apache.org/POM/4.0.0"
                 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                 xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 http://maven.apache.org/xsd/maven-4.0.0.xsd">
          <modelVersion>4.0.0</modelVersion>
          <groupId>%s</groupId>
          <artifactId>%s</artifactId>
          <version>%s</version>
          <description>%s</description>
        </project>
        """.formatted(group, artifact, version, description.replace("&", "&amp;").replace("<", "&lt;"));
  }
}
