package adjoint.runtime.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** TLS over a channel. After each read what is left here is at most a part of a record. */
final class TlsWire implements Wire {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final SocketChannel channel;
  private final SSLEngine engine;
  /** What has come and isn't decrypted. */
  private final ByteBuffer coming;
  /** What is encrypted and hasn't gone: to be read from its position. */
  private final ByteBuffer going;

  TlsWire(SocketChannel channel, SSLEngine engine) {
    this.channel = channel;
    this.engine = engine;
    engine.setUseClientMode(false);
    int record = engine.getSession().getPacketBufferSize();
    this.coming = ByteBuffer.allocate(record);
    this.going = ByteBuffer.allocate(record).limit(0);
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int before = to.position();
    boolean ended = channel.read(coming) < 0;
    coming.flip();
    try {
      while (goOn(to)) {
        continue;
      }
    } finally {
      coming.compact();
    }
    int count = to.position() - before;
    return count == 0 && (ended || engine.isInboundDone()) ? -1 : count;
  }

  /** Takes one step, of the handshake or of decrypting; says whether there may be a further one. */
  private boolean goOn(ByteBuffer to) throws IOException {
    HandshakeStatus status = engine.getHandshakeStatus();
    if (status == HandshakeStatus.NEED_TASK) {
      for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
        task.run();
      }
      return true;
    }
    if (status == HandshakeStatus.NEED_WRAP) {
      return flush() && wrap(NOTHING) && flush();
    }
    SSLEngineResult result = engine.unwrap(coming, to);
    boolean still = result.bytesConsumed() == 0 && result.bytesProduced() == 0
        && result.getHandshakeStatus() == status;
    return result.getStatus() == Status.OK && !still;
  }

  @Override
  public boolean write(ByteBuffer from) throws IOException {
    if (!flush()) {
      return false;
    }
    int before = from.remaining();
    wrap(from);
    if (from.remaining() == before && !going.hasRemaining()) {
      throw new IOException("a handshake isn't complete");
    }
    return flush() && !from.hasRemaining();
  }

  /** Encrypts one record; says whether more may follow. */
  private boolean wrap(ByteBuffer from) throws IOException {
    going.clear();
    SSLEngineResult result = engine.wrap(from, going);
    going.flip();
    return result.getStatus() == Status.OK;
  }

  /** Whether all that is encrypted has gone. */
  private boolean flush() throws IOException {
    channel.write(going);
    return !going.hasRemaining();
  }

  @Override
  public void end() throws IOException {
    engine.closeOutbound();
    if (flush()) {
      wrap(NOTHING);
      flush();
    }
    channel.shutdownOutput();
  }
}
