package adjoint.compiler.parquet;

import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.data.ColumnarFile;
import adjoint.runtime.text.Words;
import dev.hardwood.InputFile;
import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.CompressionCodec;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Opens files of Apache Parquet. */
public final class ParquetOpener implements ColumnarFile.Opener {

  /** What is packed otherwise needs more native code than all else together. */
  private static final Set<CompressionCodec> UNPACKED =
      Set.of(CompressionCodec.UNCOMPRESSED, CompressionCodec.SNAPPY, CompressionCodec.GZIP);

  /** Held, so that it keeps its level. */
  private static final Logger TALK = Logger.getLogger("dev.hardwood");

  private final Duration patience;

  /** As a service is made. */
  public ParquetOpener() {
    this(Standstill.LONG);
  }

  /** @param patience how long a row may take to come */
  ParquetOpener(Duration patience) {
    this.patience = patience;
  }

  @Override
  public String format() {
    return "parquet";
  }

  @Override
  public ColumnarFile open(Path file) throws IOException {
    System.setProperty("hardwood.uselibdeflate", "false"); // else the machine is searched for native code
    NativeCode.allow();
    TALK.setLevel(Level.OFF);
    ParquetFileReader reader = ParquetFileReader.open(InputFile.of(file));
    try {
      checkPacking(file, reader.getFileMetaData().rowGroups());
    } catch (UserProblem e) {
      reader.close();
      throw e;
    }
    return new ParquetTable(reader, patience);
  }

  private static void checkPacking(Path file, List<RowGroup> groups) {
    for (RowGroup group : groups) {
      for (ColumnChunk chunk : group.columns()) {
        CompressionCodec codec = chunk.metaData().codec();
        if (!UNPACKED.contains(codec)) {
          throw UserProblem.of(RuntimeProblem.DATA_UNREADABLE, file.getFileName() + ", column "
              + Words.quoted(chunk.metaData().pathInSchema().toString()) + " is packed by " + codec
              + ", which Adjoint doesn't unpack")
              .hint("write it with snappy, which most programs do by themselves, with gzip, or unpacked");
        }
      }
    }
  }
}
