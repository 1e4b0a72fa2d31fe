package adjoint.runtime.recipe;

/**
 * A dim whose size was counted in a file: `dim User = count("ratings.csv", "user")`.
 *
 * @param path of the file, as it is written
 */
public record Counted(String dim, long size, String path) {}
