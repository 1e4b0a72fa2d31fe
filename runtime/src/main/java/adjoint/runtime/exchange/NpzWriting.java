package adjoint.runtime.exchange;

import adjoint.runtime.weights.AtomicFile;
import adjoint.runtime.weights.Safetensors.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes NumPy's .npz, as numpy.savez does: .npy arrays, unpacked. The same weights give the same bytes.
 *
 * <p><i>Source</i>: NumPy Enhancement Proposal 1, version 1.0 of the format.
 */
final class NpzWriting {

  /** The first that a zip archive can say. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final int ALIGNED = 64;

  private NpzWriting() {}

  static void write(Path file, List<Tensor> tensors) {
    AtomicFile.write(file, channel -> {
      ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel), StandardCharsets.UTF_8);
      for (Tensor tensor : tensors) {
        write(zip, tensor);
      }
      zip.finish();
    });
  }

  private static void write(ZipOutputStream zip, Tensor tensor) throws IOException {
    byte[] header = header(tensor);
    CRC32 crc = new CRC32();
    crc.update(header);
    tensor.pieces(crc::update);
    ZipEntry entry = new ZipEntry(tensor.name() + ".npy");
    entry.setTimeLocal(NO_TIME);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(header.length + tensor.bytes());
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(header);
    OutputStream data = zip;
    tensor.pieces(piece -> data.write(piece.array(), piece.position(), piece.remaining()));
    zip.closeEntry();
  }

  private static byte[] header(Tensor tensor) {
    List<Long> shape = tensor.shape();
    String sizes = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    String text = "{'descr': '<f" + tensor.type().bytes() + "', 'fortran_order': False, 'shape': (" + sizes
        + (shape.size() == 1 ? "," : "")
        + "), }";
    int before = 10;
    int length = (before + text.length() + 1 + ALIGNED - 1) / ALIGNED * ALIGNED;
    String padded = text + " ".repeat(length - before - text.length() - 1) + "\n";
    byte[] header = new byte[length];
    byte[] start =
        {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) (length - before), (byte) (length - before >> 8)};
    System.arraycopy(start, 0, header, 0, before);
    System.arraycopy(padded.getBytes(StandardCharsets.ISO_8859_1), 0, header, before, length - before);
    return header;
  }
}
