package adjoint.runtime.data;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;

/** A database that answers each query with the same three rows. */
public final class FakeDriver implements Driver {

  private static final List<List<String>> ROWS =
      List.of(List.of("1.5", "up"), List.of("", "down"), List.of("-2", "up"));

  @Override
  public boolean acceptsURL(String url) {
    return url.startsWith("jdbc:fake:");
  }

  @Override
  public Connection connect(String url, Properties properties) {
    int[] row = {-1};
    ResultSetMetaData columns = answering(ResultSetMetaData.class, Map.of("getColumnCount", of -> 2,
        "getColumnLabel", of -> of[0].equals(1) ? "x" : "kind"));
    ResultSet rows = answering(ResultSet.class, Map.of("getMetaData", of -> columns,
        "next", of -> ++row[0] < ROWS.size(),
        "getString", of -> ROWS.get(row[0]).get((Integer) of[0] - 1),
        "wasNull", of -> false));
    Statement statement = answering(Statement.class, Map.of("executeQuery", of -> {
      if (of[0].equals("nonsense")) {
        throw new SQLException("there is no table");
      }
      return rows;
    }));
    return answering(Connection.class, Map.of("createStatement", of -> statement, "close", of -> 0));
  }

  /** What a method answers to its arguments. */
  private interface Answer {
    Object to(Object[] arguments) throws SQLException;
  }

  private static <T> T answering(Class<T> type, Map<String, Answer> answers) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
        (self, method, arguments) -> {
          Object answer = answers.get(method.getName()).to(arguments);
          return method.getReturnType() == void.class ? null : answer;
        }));
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
    return new DriverPropertyInfo[0];
  }

  @Override
  public int getMajorVersion() {
    return 1;
  }

  @Override
  public int getMinorVersion() {
    return 0;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }
}
