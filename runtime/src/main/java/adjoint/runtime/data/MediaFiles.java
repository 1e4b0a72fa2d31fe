package adjoint.runtime.data;

import adjoint.runtime.Place;

/** A folder of pictures or sounds of which only names are asked. */
public record MediaFiles(String path, String names, Place place) implements MediaFolder {

  public static MediaFiles of(SourceArguments written) {
    return new MediaFiles(MediaFolder.path(written), written.text("names", ""), written.place());
  }

  @Override
  public Medium medium() {
    return Medium.EITHER;
  }
}
