package adjoint.runtime.data;

import adjoint.runtime.Place;
import adjoint.runtime.RuntimeProblem;
import adjoint.runtime.UserProblem;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Source;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;

/**
 * `jdbc("jdbc:h2:./sales", "select * from sales", driver = "h2.jar")`: what a query of a database gives.
 *
 * @param driver the jar of its driver; empty where it is on the class path
 */
public record Jdbc(String url, String query, String driver, Place place) implements Source {

  static Jdbc of(SourceArguments written) {
    return new Jdbc(written.path(), written.part().orElse(""), written.text("driver", ""), written.place());
  }

  @Override
  public List<String> paths() {
    return List.of();
  }

  @Override
  public String name() {
    return url;
  }

  Table read(DataFiles files, List<Field> fields) {
    return RowReading.read("the query", () -> new Result(connection(files), query), fields, place);
  }

  private Connection connection(DataFiles files) throws SQLException {
    for (Driver each : ServiceLoader.load(Driver.class, UserClasses.in(files, driver, place))) {
      if (each.acceptsURL(url)) {
        Connection connection = each.connect(url, new Properties());
        if (connection != null) { // as JDBC says that a driver doesn't know the address
          return connection;
        }
      }
    }
    throw UserProblem.of(RuntimeProblem.USER_CLASS, "no driver here knows " + url)
        .hint("say where its driver is: jdbc(\"" + url + "\", \"select …\", driver = \"driver.jar\")");
  }

  /** The rows of a query. */
  private static final class Result implements RowSource {
    private final Connection connection;
    private final ResultSet rows;
    private final List<String> columns = new ArrayList<>();

    Result(Connection connection, String query) throws SQLException {
      this.connection = connection;
      Statement statement = connection.createStatement();
      this.rows = statement.executeQuery(query);
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        columns.add(rows.getMetaData().getColumnLabel(i));
      }
    }

    @Override
    public List<String> columns() {
      return columns;
    }

    @Override
    public Optional<List<String>> next() throws SQLException {
      if (!rows.next()) {
        return Optional.empty();
      }
      List<String> row = new ArrayList<>();
      for (int i = 1; i <= columns.size(); i++) {
        String cell = rows.getString(i);
        row.add(rows.wasNull() ? "" : cell);
      }
      return Optional.of(row);
    }

    @Override
    public void close() throws SQLException {
      connection.close();
    }
  }
}
