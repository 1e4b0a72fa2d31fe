package adjoint.runtime.serve;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The bytes of a connection, as they are or encrypted. One thread uses it at a time. */
interface Wire {

  /**
   * Reads what has come, without waiting.
   *
   * @param to with room for 64 KiB
   * @return how many bytes that makes, which may be none; -1 where nothing follows
   */
  int read(ByteBuffer to) throws IOException;

  /**
   * Writes some bytes: all that the channel takes at once.
   *
   * @return whether that were all
   */
  boolean write(ByteBuffer from) throws IOException;

  /** Tells the other side that nothing follows. */
  void end() throws IOException;

  /** Bytes as they are. */
  record Plain(SocketChannel channel) implements Wire {

    @Override
    public int read(ByteBuffer to) throws IOException {
      return channel.read(to);
    }

    @Override
    public boolean write(ByteBuffer from) throws IOException {
      channel.write(from);
      return !from.hasRemaining();
    }

    @Override
    public void end() throws IOException {
      channel.shutdownOutput();
    }
  }
}
