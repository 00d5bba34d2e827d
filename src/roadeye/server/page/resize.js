/**
 * Scale pictures and maps as `roadeye.inference.letterbox.resize` does, with OpenCV's `INTER_AREA`
 * and `INTER_LINEAR`: halve what is at least twice too large, then scale linearly.
 *
 * Values are arrays row by row, `channels` values a pixel; sizes are [height, width].
 */

/** Scale a picture of bytes; values stay whole numbers. */
export function resizeBytes(values, size, to, channels) {
  while (isTwiceTooLarge(size, to)) {
    const isEven = size[0] % 2 === 0 && size[1] % 2 === 0;
    const rounded = isEven ? (value) => Math.floor(value + 0.5) : halfToEven; // as OpenCV does
    values = scaled(values, size, halved(size), channels, areaWeights).map(rounded);
    size = halved(size);
  }
  if (size[0] === to[0] && size[1] === to[1]) return Float32Array.from(values);
  return linearBytes(values, size, to, channels);
}

/** Scale a map; @returns {Float32Array} */
export function resize(values, size, to, channels) {
  while (isTwiceTooLarge(size, to)) {
    values = scaled(values, size, halved(size), channels, areaWeights);
    size = halved(size);
  }
  if (size[0] === to[0] && size[1] === to[1]) return Float32Array.from(values);
  return scaled(values, size, to, channels, linearWeights);
}

const isTwiceTooLarge = (size, to) => size[0] >= 2 * to[0] && size[1] >= 2 * to[1];

const halved = (size) => [Math.floor(size[0] / 2), Math.floor(size[1] / 2)];

function scaled(values, size, to, channels, weights) {
  const rows = weights(size[0], to[0]);
  const columns = weights(size[1], to[1]);
  const out = new Float32Array(to[0] * to[1] * channels);
  const row = new Float32Array(to[1] * channels);
  const cache = new Map(); // the last rows, scaled in width, that the next one may need again
  for (let y = 0; y < to[0]; y++) {
    row.fill(0);
    for (const [from, weight] of rows[y]) {
      let wide = cache.get(from);
      if (!wide) {
        wide = scaledRow(values, from, size[1], columns, channels);
        cache.set(from, wide);
      }
      for (let index = 0; index < row.length; index++) row[index] += weight * wide[index];
    }
    for (const old of cache.keys()) if (old < rows[y][0][0]) cache.delete(old);
    out.set(row, y * row.length);
  }
  return out;
}

/** Linearly, in the whole numbers that OpenCV counts in: weights of 11 bits, and two shifts. */
function linearBytes(values, size, to, channels) {
  const whole = (weights) =>
    weights.map(([[from, first], [next, second]]) => {
      return [from, next, halfToEven(2048 * first), halfToEven(2048 * second)];
    });
  const columns = whole(linearWeights(size[1], to[1]));
  const rows = whole(linearWeights(size[0], to[0]));
  const width = to[1] * channels;
  const wide = new Int32Array(size[0] * width);
  for (let y = 0, index = 0; y < size[0]; y++) {
    const begin = y * size[1] * channels;
    for (const [from, next, first, second] of columns) {
      for (let channel = 0; channel < channels; channel++, index++) {
        const [one, other] = [from * channels + channel, next * channels + channel];
        wide[index] = (values[begin + one] * first + values[begin + other] * second) >> 4;
      }
    }
  }
  const out = new Float32Array(to[0] * width);
  for (let y = 0, index = 0; y < to[0]; y++) {
    const [from, next, first, second] = rows[y];
    for (let x = 0; x < width; x++, index++) {
      const upper = (first * wide[from * width + x]) >> 16;
      const lower = (second * wide[next * width + x]) >> 16;
      out[index] = (upper + lower + 2) >> 2;
    }
  }
  return out;
}

/** Round; halves go to the even number, as in Python and OpenCV. */
export function halfToEven(value) {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 ? floor + 1 : floor;
}

function scaledRow(values, row, width, columns, channels) {
  const scaled = new Float32Array(columns.length * channels);
  const begin = row * width * channels;
  for (let x = 0; x < columns.length; x++) {
    for (const [from, weight] of columns[x]) {
      for (let channel = 0; channel < channels; channel++) {
        scaled[x * channels + channel] += weight * values[begin + from * channels + channel];
      }
    }
  }
  return scaled;
}

/** For each new pixel, the old ones that it covers, each with the part of it. */
function areaWeights(length, to) {
  const scale = length / to;
  return Array.from({ length: to }, (_, index) => {
    const [begin, end] = [index * scale, (index + 1) * scale];
    const cell = Math.min(scale, length - begin);
    const last = Math.min(Math.floor(end), length - 1);
    const first = Math.min(Math.ceil(begin), last);
    const parts = [];
    if (first - begin > 1e-3) parts.push([first - 1, (first - begin) / cell]);
    for (let from = first; from < last; from++) parts.push([from, 1 / cell]);
    if (end - last > 1e-3) parts.push([last, Math.min(end - last, 1, cell) / cell]);
    return parts;
  });
}

/** For each new pixel, the two old ones whose centres lie beside its own; in float32, as OpenCV. */
function linearWeights(length, to) {
  const scale = length / to;
  return Array.from({ length: to }, (_, index) => {
    const centre = Math.fround((index + 0.5) * scale - 0.5);
    const from = Math.floor(centre);
    const part = Math.fround(centre - from);
    return [
      [Math.max(from, 0), Math.fround(1 - part)],
      [Math.min(from + 1, length - 1), part],
    ];
  });
}
