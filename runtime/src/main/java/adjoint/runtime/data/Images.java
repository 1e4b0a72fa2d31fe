package adjoint.runtime.data;

import adjoint.runtime.Place;

/** `images("flowers/")`: a folder of PNG and JPEG pictures. */
public record Images(String path, String names, Place place) implements MediaFolder {

  static Images of(SourceArguments written) {
    return new Images(MediaFolder.path(written), written.text("names", ""), written.place());
  }

  @Override
  public Medium medium() {
    return Medium.PICTURES;
  }
}
