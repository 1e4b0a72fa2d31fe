package adjoint.compiler.lower.train;

import adjoint.compiler.ast.Expr;
import adjoint.compiler.ast.TrainItem;
import adjoint.compiler.diagnostic.CompilerProblem;
import adjoint.compiler.lower.elaborate.WrittenValues;
import adjoint.compiler.lower.problem.Mistake;
import adjoint.compiler.lower.problem.NameMistakes;
import adjoint.compiler.type.Type;
import adjoint.runtime.picture.PictureAxes;
import adjoint.runtime.recipe.Field;
import adjoint.runtime.recipe.Transform;
import adjoint.runtime.recipe.Transform.Augmentation;
import adjoint.runtime.recipe.Transform.Fit;
import adjoint.runtime.recipe.Transform.Picture;
import adjoint.runtime.recipe.Transform.Sound;
import adjoint.runtime.recipe.Transform.Spectrum;
import adjoint.runtime.sound.Sounds;
import adjoint.runtime.tensor.Axis;
import adjoint.runtime.text.Words;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/** The words by which fields read pictures and sounds. */
final class MediaWords {

  static final String IMAGE = "image";
  static final String SOUND = "sound";

  /** Words that stand around a picture or a sound. */
  static final Set<String> CHANGES =
      new LinkedHashSet<>(List.of("resize", "crop", "augment", "resample", "spectrogram", "mel", "mfcc"));

  private static final List<String> AUGMENTATIONS =
      List.of("flip", "crop", "rotate", "shift", "brightness", "contrast", "erase");

  static final Picture PICTURE = new Picture(new Fit(false, 0, false), Augmentation.NONE);

  private static final int RATE = 16000;
  private static final Spectrum WAVE = new Spectrum(Spectrum.Kind.WAVE, 0, 0, 0, 0, 0);
  private static final Sound PLAIN = new Sound(RATE, 0, WAVE);

  /** The mel bands that cepstral coefficients are made of where nobody says so, as torchaudio's. */
  private static final int MELS = 128;

  private final WrittenValues values;

  MediaWords(WrittenValues values) {
    this.values = values;
  }

  /** What `image` or `sound` is read as. */
  static Transform read(String word) {
    return word.equals(IMAGE) ? PICTURE : PLAIN;
  }

  /** What a word makes of the reading that it stands around. */
  Transform changed(String word, Expr.Apply call, Transform before) {
    boolean ofPictures = List.of("resize", "crop", "augment").contains(word);
    if (ofPictures && before instanceof Picture picture) {
      return picture(word, call, picture);
    }
    if (!ofPictures && before instanceof Sound sound) {
      return sound(word, call, sound);
    }
    throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, call.span(), "`" + word + "` stands around " + (ofPictures
        ? "an image itself, before anything is computed of it: " + word + "(image) / 255"
        : "a sound itself, before anything is computed of it: log(mel(sound) + 1e-6)"));
  }

  private Picture picture(String word, Expr.Apply call, Picture before) {
    Fit fit = before.fit();
    return switch (word) {
      case "resize" -> new Picture(new Fit(true, side(call), fit.cropped()), before.change());
      case "crop" -> {
        options(call, List.of());
        yield new Picture(new Fit(fit.resized(), fit.side(), true), before.change());
      }
      default -> new Picture(fit, augmentation(call));
    };
  }

  private int side(Expr.Apply call) {
    List<Expr.Argument> others = call.arguments().subList(1, call.arguments().size());
    if (others.isEmpty()) {
      return 0;
    }
    double side = others.size() == 1 && others.getFirst().name().isEmpty()
        ? values.number(others.getFirst().value())
        : 0;
    if (side < 1 || side != Math.rint(side) || side > 1 << 15) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, call.span(),
          "`resize` takes an image, and how long its shorter side becomes where `crop` stands around it: "
              + "crop(resize(image, 256))");
    }
    return (int) side;
  }

  private Augmentation augmentation(Expr.Apply call) {
    SequencedMap<String, Expr> options = options(call, AUGMENTATIONS);
    boolean flip = options.containsKey("flip") && values.flag(options.get("flip"));
    return new Augmentation(flip, whole(options, "crop", 0), number(options, "rotate", 180),
        number(options, "shift", 1), number(options, "brightness", 1), number(options, "contrast", 1),
        whole(options, "erase", 0));
  }

  private Sound sound(String word, Expr.Apply call, Sound before) {
    if (before.spectrum().kind() != Spectrum.Kind.WAVE) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, call.span(),
          "`" + word + "` stands inside of what takes a sound apart: mel(resample(sound, 8000))");
    }
    return switch (word) {
      case "resample" -> new Sound(rate(call), before.seconds(), WAVE);
      case "cut" -> new Sound(before.rate(), second(call, "cut(sound, 1.5)"), WAVE);
      default -> new Sound(before.rate(), before.seconds(), spectrum(word, call, before.rate()));
    };
  }

  private int rate(Expr.Apply call) {
    double rate = second(call, "resample(sound, 8000)");
    if (rate < 1 || rate != Math.rint(rate) || rate > 1 << 24) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, call.span(),
          "`resample` takes a sound and a whole number of samples a second: resample(sound, 8000)");
    }
    return (int) rate;
  }

  private double second(Expr.Apply call, String example) {
    double number = call.arguments().size() == 2 && call.arguments().get(1).name().isEmpty()
        ? values.number(call.arguments().get(1).value())
        : 0;
    if (!(number > 0)) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, call.span(),
          "this takes a sound and a number above 0: " + example);
    }
    return number;
  }

  private Spectrum spectrum(String word, Expr.Apply call, int rate) {
    Spectrum.Kind kind = switch (word) {
      case "spectrogram" -> Spectrum.Kind.POWER;
      case "mel" -> Spectrum.Kind.MEL;
      default -> Spectrum.Kind.MFCC;
    };
    SequencedMap<String, Expr> options = options(call, kind == Spectrum.Kind.POWER
        ? List.of("window", "hop")
        : kind == Spectrum.Kind.MEL
            ? List.of("window", "hop", "low", "high")
            : List.of("window", "hop", "low", "high", "mels"));
    int window = whole(options, "window", Math.max(2, rate / 40));
    int hop = whole(options, "hop", Math.max(1, rate / 100));
    double high = number(options, "high", rate / 2.0);
    double low = number(options, "low", high > 0 ? high : rate / 2.0);
    if (window < 2 || window > 1 << 16 || hop < 1) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, call.span(),
          "a window has 2 to 65536 samples, and the next one begins at least 1 later: window = 400, hop = 160");
    }
    return new Spectrum(kind, window, hop, low, high, whole(options, "mels", MELS));
  }

  // Options

  /** The arguments behind the first, by name. */
  private static SequencedMap<String, Expr> options(Expr.Apply call, List<String> known) {
    SequencedMap<String, Expr> options = new LinkedHashMap<>();
    for (Expr.Argument argument : call.arguments().subList(1, call.arguments().size())) {
      String name = argument.name().orElse("");
      if (!known.contains(name)) {
        String word = call.callee().span().text();
        throw NameMistakes.unknownWord(CompilerProblem.INVALID_SOURCE_OPTION, argument.span(),
            name.isEmpty() ? "`" + word + "` takes no such argument" : "`" + word + "` has no option `" + name + "`",
            name, known);
      }
      options.put(name, argument.value());
    }
    return options;
  }

  private int whole(SequencedMap<String, Expr> options, String name, int otherwise) {
    if (!options.containsKey(name)) {
      return otherwise;
    }
    double number = values.number(options.get(name));
    if (number < 0 || number != Math.rint(number) || number > 1 << 24) {
      throw Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, options.get(name).span(),
          "`" + name + "` is a whole number of at least 0");
    }
    return (int) number;
  }

  private double number(SequencedMap<String, Expr> options, String name, double most) {
    if (!options.containsKey(name)) {
      return 0;
    }
    double number = values.number(options.get(name));
    if (!(number >= 0 && number <= most)) {
      throw Mistake.of(CompilerProblem.INVALID_SOURCE_OPTION, options.get(name).span(),
          "`" + name + "` is a number from 0 to " + Words.number(most));
    }
    return number;
  }

  // Types

  /** Refuses a type that what is read doesn't have. */
  static void check(TrainItem.DataField f, Type.Tensor type, Field.Series series, Transform first) {
    boolean picture = first instanceof Picture;
    if (!(type.kind() instanceof Type.Kind.Real) || series != Field.Series.ROW) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, f.type().span(),
          "a field that reads " + (picture ? "images" : "sounds") + " has numbers, one file for each example: "
              + f.name()
              + (picture ? ": [Row, Column]" : ": [Window, Mel]"));
    }
    if (picture && PictureAxes.of(type.graphAxes()).isEmpty()) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, f.type().span(), "an image has axes of a size: rows and "
          + "columns, and before or behind them 3 colours or 1 grey: " + f.name() + ": [Row, Column, Colour]");
    }
    if (first instanceof Sound sound) {
      checkSound(f, type, sound.spectrum());
    }
  }

  private static void checkSound(TrainItem.DataField f, Type.Tensor type, Spectrum spectrum) {
    List<Axis> axes = type.graphAxes();
    boolean wave = spectrum.kind() == Spectrum.Kind.WAVE;
    if (axes.size() != (wave ? 1 : 2) || !wave && !axes.get(1).size().isConstant()) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, f.type().span(), wave
          ? "the samples of a sound lie along one axis: " + f.name() + ": [Sample]"
          : "what is computed of a sound has an axis of windows and one of a size: " + f.name() + ": [Window, Mel]");
    }
    long width = wave ? 1 : axes.get(1).size().constant();
    long all = spectrum.kind() == Spectrum.Kind.POWER ? Sounds.frequencies(spectrum) : spectrum.mels();
    if (spectrum.kind() == Spectrum.Kind.POWER && width != all
        || spectrum.kind() == Spectrum.Kind.MFCC && width > all) {
      throw Mistake.of(CompilerProblem.INVALID_FIELD_READING, f.type().span(), spectrum.kind() == Spectrum.Kind.POWER
          ? "a window of " + spectrum.window() + " samples has " + all + " frequencies, and " + axes.get(1) + " is "
              + width
          : "of " + all + " mel bands there are as many coefficients, not " + width + ": mfcc(sound, mels = …)");
    }
  }
}
