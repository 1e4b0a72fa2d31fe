package adjoint.runtime.data;

/** The pictures of a table, each as {@link adjoint.runtime.picture.Pixels} lays it out. */
@FunctionalInterface
interface PictureRows {

  byte[] of(int row);
}
