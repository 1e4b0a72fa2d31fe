package adjoint.runtime.weights;

import java.util.List;

/**
 * A tensor as whole numbers from -127 to 127 and a scale for each place of its last axis, which is that of the channels that a
 * linear map or a convolution gives.
 *
 * @param numbers before they are rounded
 */
record Scaled(String path, List<Long> shape, float[] numbers, float[] scales) {

  static Scaled of(String path, List<Long> shape, float... values) {
    float[] scales = new float[Math.toIntExact(shape.get(shape.size() - 1))];
    for (int i = 0; i < values.length; i++) {
      int channel = i % scales.length;
      scales[channel] = Math.max(scales[channel], Math.abs(values[i]) / 127);
    }
    float[] numbers = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      float scale = scales[i % scales.length];
      numbers[i] = scale == 0 ? 0 : values[i] / scale;
    }
    return new Scaled(path, shape, numbers, scales);
  }

  List<Safetensors.Tensor> tensors() {
    return List.of(
        new Safetensors.Tensor(path, ElementType.I8, shape, numbers.length,
            (from, to) -> to.put(numbers, from, to.remaining())),
        new Safetensors.Tensor(Checkpoint.scalesOf(path), List.of((long) scales.length), scales.length,
            (from, to) -> to.put(scales, from, to.remaining())));
  }
}
