package adjoint.runtime.data;

import adjoint.runtime.Place;

/** `audio("recordings/", names = "{digit}_{speaker}_{take}.wav")`: a folder of WAV files. */
public record Audio(String path, String names, Place place) implements MediaFolder {

  static Audio of(SourceArguments written) {
    return new Audio(MediaFolder.path(written), written.text("names", ""), written.place());
  }

  @Override
  public Medium medium() {
    return Medium.SOUNDS;
  }
}
