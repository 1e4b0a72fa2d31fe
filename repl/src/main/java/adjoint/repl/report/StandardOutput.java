package adjoint.repl.report;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/** Standard output. Who reads it may stop early, as `head` does: what follows is for nobody then, and no failure. */
final class StandardOutput extends FileOutputStream {

  StandardOutput() {
    super(FileDescriptor.out);
  }

  @Override
  public void write(byte[] bytes, int start, int count) throws IOException {
    try {
      super.write(bytes, start, count);
    } catch (IOException e) {
      if (!"Broken pipe".equals(e.getMessage())) {
        throw e;
      }
    }
  }
}
