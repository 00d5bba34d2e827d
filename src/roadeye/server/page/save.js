/** Files to save of what is shown. */

import { encoded } from "./picture.js";
import { polygons } from "./polygons.js";
import { flattened } from "./stage.js";
import { roadFraction, thresholdOf } from "./levels.js";

/**
 * @param {"mask" | "overlay" | "polygons"} kind
 * @param {{canvas: HTMLCanvasElement, levels: Uint8Array, name: string}} picture
 * @param {number} level
 */
export async function save(kind, picture, level) {
  const stem = picture.name.replace(/\.[^.]*$/, "") || "picture";
  if (kind === "polygons") {
    const text = JSON.stringify(described(picture, level));
    offer(new Blob([text], { type: "application/json" }), `${stem}_polygons.json`);
  } else if (kind === "mask") {
    offer(await encoded(flattened(picture, level, "mask"), "image/png"), `${stem}_mask.png`);
  } else {
    offer(await encoded(flattened(picture, level, "overlay"), "image/jpeg", 0.92), `${stem}_overlay.jpg`);
  }
}

function described({ canvas, levels }, level) {
  const { width, height } = canvas;
  return {
    width,
    height,
    threshold: Number(thresholdOf(level).toFixed(4)),
    road_fraction: roadFraction(levels, level),
    polygons: polygons(levels, width, height, level),
  };
}

/** Let the browser save a file. */
export function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
