/**
 * Probability maps of 8 bits: a level is the probability times 255, rounded.
 *
 * A level of at least k means a probability of at least (k - 0.5) / 255; so k = 128 is the
 * threshold 0.5 exactly.
 */

/** Return the level that a threshold, 0..1, begins at: at least 1, at most 255. */
export function levelOf(threshold) {
  return Math.min(255, Math.max(1, Math.round(255 * threshold + 0.5)));
}

/** Return the threshold of a level. */
export function thresholdOf(level) {
  return (level - 0.5) / 255;
}

/** Quantise probabilities, 0..1, to levels. */
export function quantise(probability) {
  const levels = new Uint8ClampedArray(probability.length);
  for (let index = 0; index < levels.length; index++) {
    levels[index] = 255 * probability[index]; // a clamped array rounds, halves to even
  }
  return new Uint8Array(levels.buffer);
}

/** Return the part of the pixels, 0..1, whose level is at least `level`. */
export function roadFraction(levels, level) {
  let road = 0;
  for (let index = 0; index < levels.length; index++) road += levels[index] >= level;
  return levels.length ? road / levels.length : 0;
}

/**
 * Divide the logits behind probabilities by a temperature (Guo et al., ICML 2017), as
 * `roadeye.metrics.temperature.apply_temperature` does.
 */
export function applyTemperature(probability, temperature) {
  if (temperature === 1) return probability;
  return probability.map((value) => {
    const sure = Math.min(Math.max(value, 1e-6), 1 - 1e-6);
    return 1 / (1 + ((1 - sure) / sure) ** (1 / temperature));
  });
}
