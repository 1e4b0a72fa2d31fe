package adjoint.runtime.serve;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A client's connection. While it is read the listener has it, while it is answered a speaker. */
final class Connection {

  /** What happens on it. */
  enum Phase {
    /** Nothing of a further request has come. */
    IDLE,
    /** A part of a request has come. */
    READING,
    /** A request is being answered. */
    ANSWERING
  }

  /** How long what a client still sends is thrown away, so that it gets to read the answer. */
  private static final int LINGER_MILLIS = 1000;

  private final SocketChannel channel;
  private final Wire wire;
  private final InetAddress client;
  private final RequestReader reader;
  private volatile Phase phase = Phase.IDLE;
  private volatile long since = System.nanoTime();
  private boolean asked;
  private final AtomicInteger reserved = new AtomicInteger();

  Connection(SocketChannel channel, Optional<SSLContext> tls, int longestBody) throws IOException {
    this.channel = channel;
    this.wire = tls.isPresent()
        ? new TlsWire(channel, tls.get().createSSLEngine())
        : new Wire.Plain(channel);
    this.client = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
    this.reader = new RequestReader(longestBody);
  }

  SocketChannel channel() {
    return channel;
  }

  Wire wire() {
    return wire;
  }

  InetAddress client() {
    return client;
  }

  RequestReader reader() {
    return reader;
  }

  Phase phase() {
    return phase;
  }

  /** When its phase began, in nanoseconds. */
  long since() {
    return since;
  }

  /** Whether it has been asked something before: a fresh one may not stay idle for long. */
  boolean asked() {
    return asked;
  }

  void become(Phase next) {
    if (phase != next) {
      since = System.nanoTime();
      asked |= next == Phase.ANSWERING;
      phase = next;
    }
  }

  /** A part of an answer was told, and has so long again for the next. */
  void goesOn() {
    since = System.nanoTime();
  }

  /** Notes the bytes that are set aside for the body of the request at hand. */
  void reserve(int bytes) {
    reserved.set(bytes);
  }

  /** The bytes that were set aside, once. */
  int released() {
    return reserved.getAndSet(0);
  }

  /** Writes all of an answer. */
  void write(ByteBuffer answer) throws IOException {
    while (!wire.write(answer)) {
      continue; // a record follows the other
    }
  }

  /** Ends it after an answer; a client that is still sending would lose that at once otherwise. */
  void end(int most) {
    try {
      wire.end();
      channel.socket().setSoTimeout(LINGER_MILLIS);
      byte[] ignored = new byte[1 << 13];
      long end = System.nanoTime() + LINGER_MILLIS * 1_000_000L;
      long read = 0;
      for (int n = 0; n >= 0 && read < most && System.nanoTime() < end; n = channel.socket().getInputStream()
          .read(ignored)) {
        read += n;
      }
    } catch (IOException e) {
      close(); // it went away, or goes on for too long
    }
    close();
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      return;
    }
  }
}
