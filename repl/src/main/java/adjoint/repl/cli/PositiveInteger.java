package adjoint.repl.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a whole number above zero. */
final class PositiveInteger implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String text) {
    if (!text.matches("0*[1-9]\\d{0,8}")) {
      throw new TypeConversionException("'" + text + "' is not a whole number above 0");
    }
    return Integer.valueOf(text);
  }
}
