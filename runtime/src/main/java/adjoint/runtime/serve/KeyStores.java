package adjoint.runtime.serve;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Reads the key and the certificate of a server, from PKCS #12 or JKS. */
public final class KeyStores {

  private KeyStores() {}

  /** @param password a file whose first line is the password of the store and of its key; empty for none */
  public static SSLContext read(Path file, Optional<Path> password) {
    try {
      char[] secret = password.isPresent()
          ? Files.readAllLines(password.get()).stream().findFirst().orElse("").toCharArray()
          : new char[0];
      KeyStore store = KeyStore.getInstance(file.toFile(), secret);
      KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, secret);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw UserProblem.of(RuntimeProblem.KEYS_UNREADABLE, "the key store " + file + " can't be read: "
          + e.getMessage()).hint(
              "keytool makes one: -storetype PKCS12; its password is the first line of --key-store-password-file");
    }
  }
}
