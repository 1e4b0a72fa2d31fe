package adjoint.compiler.parquet;

import adjoint.runtime.data.ColumnarFile;
import adjoint.runtime.data.RowSource;
import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.ColumnProjection;
import dev.hardwood.schema.SchemaNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A file's columns, and the rows of some of them.
 *
 * @param patience how long a row may take to come
 */
record ParquetTable(ParquetFileReader reader, Duration patience) implements ColumnarFile {

  @Override
  public List<Column> columns() {
    return reader.getFileSchema().getRootNode().children().stream()
        .map(node -> new Column(node.name(), nested(node))).toList();
  }

  private static Optional<String> nested(SchemaNode node) {
    if (node.repetitionType() == RepetitionType.REPEATED) {
      return Optional.of("lists");
    }
    return switch (node) {
      case SchemaNode.PrimitiveNode _ -> Optional.empty();
      case SchemaNode.GroupNode group when group.isList() -> Optional.of("lists");
      case SchemaNode.GroupNode group when group.isMap() -> Optional.of("maps");
      case SchemaNode.GroupNode _ -> Optional.of("records");
    };
  }

  @Override
  public RowSource rows(List<String> columns) throws IOException {
    // A name with a dot would be taken for a path into a record.
    boolean plain = !columns.isEmpty() && columns.stream().noneMatch(name -> name.contains("."));
    ColumnProjection read = plain ? ColumnProjection.columns(columns.toArray(String[]::new)) : ColumnProjection.all();
    return new ParquetRows(() -> reader.buildRowReader().projection(read).build(), columns, unsigned(), patience);
  }

  private Set<String> unsigned() {
    return reader.getFileSchema().getRootNode().children().stream()
        .filter(
            node -> node instanceof SchemaNode.PrimitiveNode p && p.logicalType() instanceof LogicalType.IntType type
                && !type.isSigned())
        .map(SchemaNode::name).collect(Collectors.toSet());
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
