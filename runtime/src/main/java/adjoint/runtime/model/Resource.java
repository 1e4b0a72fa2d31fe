package adjoint.runtime.model;

import java.io.File;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSource;
import java.util.zip.ZipFile;

/** A file beside a class in its jar. */
public final class Resource {

  private Resource() {}

  /**
   * Opens it. Where the class comes out of a jar in the file system, that is read without the JDK's machinery of URLs, whose
   * start takes 15 ms.
   */
  public static InputStream open(Class<?> beside, String name) {
    try {
      CodeSource source = beside.getProtectionDomain().getCodeSource();
      return source != null && isJar(source.getLocation())
          ? inJar(new File(source.getLocation().toURI()), path(beside, name))
          : beside.getResourceAsStream(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      return beside.getResourceAsStream(name);
    }
  }

  private static boolean isJar(URL location) {
    return location != null && location.getProtocol().equals("file") && location.getPath().endsWith(".jar");
  }

  private static String path(Class<?> beside, String name) {
    return beside.getPackageName().replace('.', '/') + "/" + name;
  }

  private static InputStream inJar(File jar, String path) throws IOException {
    ZipFile file = new ZipFile(jar);
    return new FilterInputStream(file.getInputStream(file.getEntry(path))) {
      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
