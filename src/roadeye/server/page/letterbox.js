/**
 * Letterbox a picture to a network's input, and bring a map exactly back: the same rules as
 * `roadeye.inference.letterbox`. Sizes are [height, width].
 */

import { halfToEven, resize, resizeBytes } from "./resize.js";

const MAX_DISTORTION = 1.03;
const GRAY = 127;

/** Return the input size whose aspect ratio is nearest to that of a picture. */
export function nearestSize(size, inputSizes) {
  const aspect = Math.log(size[1] / size[0]);
  const distance = (one) => Math.abs(Math.log(one[1] / one[0]) - aspect);
  return inputSizes.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

/** Decide where in an input a picture goes. */
export function place(size, inputSize) {
  const distortion = inputSize[1] / inputSize[0] / (size[1] / size[0]);
  if (1 / MAX_DISTORTION <= distortion && distortion <= MAX_DISTORTION) {
    return { size, top: 0, left: 0, scaled: inputSize };
  }
  const scale = Math.min(inputSize[0] / size[0], inputSize[1] / size[1]);
  const scaled = [0, 1].map((axis) =>
    Math.min(inputSize[axis], Math.max(1, halfToEven(size[axis] * scale))),
  );
  return {
    size,
    top: inputSize[0] - scaled[0],
    left: Math.floor((inputSize[1] - scaled[1]) / 2),
    scaled,
  };
}

/**
 * @param {ImageData} image
 * @param {number[]} inputSize
 * @returns {{tensor: Float32Array, params: object}} RGB, 0..255, row by row.
 */
export function letterbox(image, inputSize) {
  const size = [image.height, image.width];
  const params = place(size, inputSize);
  const rgb = new Uint8Array(size[0] * size[1] * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = image.data[from];
    rgb[to + 1] = image.data[from + 1];
    rgb[to + 2] = image.data[from + 2];
  }
  const scaled = resizeBytes(rgb, size, params.scaled, 3);
  const tensor = new Float32Array(inputSize[0] * inputSize[1] * 3).fill(GRAY);
  const width = params.scaled[1] * 3;
  for (let y = 0; y < params.scaled[0]; y++) {
    const begin = ((params.top + y) * inputSize[1] + params.left) * 3;
    tensor.set(scaled.subarray(y * width, (y + 1) * width), begin);
  }
  return { tensor, params };
}

/** Bring a map over the input back to the picture's own grid; values stay in 0..1. */
export function unletterbox(map, inputSize, params) {
  const [height, width] = params.scaled;
  const inside = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    const begin = (params.top + y) * inputSize[1] + params.left;
    inside.set(map.subarray(begin, begin + width), y * width);
  }
  const restored = resize(inside, params.scaled, params.size, 1);
  return restored.map((value) => Math.min(1, Math.max(0, value)));
}
