/** The picture and the road on it: what a threshold changes is drawn at once. */

import { canvasOf, contextOf } from "./picture.js";
import { roadFraction } from "./levels.js";

const ROAD = [235, 0, 200]; // the colour of roadeye's overlays
const OPACITY = 0.4;
const ROWS_PER_EDGE_PIXEL = 400;

/** @param {{base: HTMLCanvasElement, layer: HTMLCanvasElement}} canvases */
export function createStage({ base, layer }) {
  let shown = null; // {canvas, levels}

  /** Show a picture, without the road as long as it is not known. */
  function show(canvas, levels = null) {
    shown = { canvas, levels };
    for (const one of [base, layer]) {
      if (one.width !== canvas.width) one.width = canvas.width;
      if (one.height !== canvas.height) one.height = canvas.height;
    }
    base.getContext("2d").drawImage(canvas, 0, 0);
  }

  /** Draw the road; return the part of the picture, 0..1, that it covers, or null. */
  function draw(level, view) {
    const context = layer.getContext("2d");
    context.clearRect(0, 0, layer.width, layer.height);
    if (!shown?.levels) return null;
    context.putImageData(viewOf(shown.levels, layer.width, layer.height, level, view), 0, 0);
    return roadFraction(shown.levels, level);
  }

  return { show, draw, shown: () => shown };
}

/** Return the overlay, mask or probability as pixels to lay over the picture. */
export function viewOf(levels, width, height, level, view) {
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer); // little-endian everywhere: alpha comes last
  const color = (r, g, b, alpha) => ((Math.round(255 * alpha) << 24) | (b << 16) | (g << 8) | r) >>> 0;
  const edge = color(...ROAD, 1);
  const inside = color(...ROAD, OPACITY);
  if (view === "probability") {
    const table = Uint32Array.from({ length: 256 }, (_, one) => color(one, one, one, 1));
    for (let index = 0; index < pixels.length; index++) pixels[index] = table[levels[index]];
    return image;
  }
  if (view === "mask") {
    const [on, off] = [color(255, 255, 255, 1), color(0, 0, 0, 1)];
    for (let index = 0; index < pixels.length; index++) {
      pixels[index] = levels[index] >= level ? on : off;
    }
    return image;
  }
  const thick = 1 + Math.floor(height / ROWS_PER_EDGE_PIXEL);
  for (let y = 0, index = 0; y < height; y++) {
    for (let x = 0; x < width; x++, index++) {
      if (levels[index] < level) continue;
      const lone =
        (x >= thick && levels[index - thick] < level) ||
        (x < width - thick && levels[index + thick] < level) ||
        (y >= thick && levels[index - thick * width] < level) ||
        (y < height - thick && levels[index + thick * width] < level);
      pixels[index] = lone ? edge : inside;
    }
  }
  return image;
}

/** Return one view of a picture as a canvas to save, the picture below it. */
export function flattened({ canvas, levels }, level, view) {
  const whole = canvasOf(canvas.width, canvas.height);
  const layer = canvasOf(canvas.width, canvas.height);
  contextOf(layer).putImageData(viewOf(levels, canvas.width, canvas.height, level, view), 0, 0);
  contextOf(whole).drawImage(canvas, 0, 0);
  contextOf(whole).drawImage(layer, 0, 0);
  return whole;
}
