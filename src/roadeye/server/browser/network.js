/** A network in LiteRT.js: on the graphics card where that is right and quicker, else on the CPU. */

import ModuleFactory from "./litert/litert_wasm_compat_internal.js";
import { Tensor, loadAndCompile, loadLiteRt } from "./litert/index.js";

const LITERT = new URL("./litert/", import.meta.url).href;
const TOLERANCE = 0.01; // of a probability

// LiteRT.js loads its glue by a script element or `importScripts`; a module worker has neither.
self.ModuleFactory = ModuleFactory;
self.Module = { locateFile: (name) => LITERT + name };
self.importScripts = () => {};

const ready = loadLiteRt(`${LITERT}litert_wasm_compat_internal.js`);

/** @param {Uint8Array} content The model file. @param {number[]} size An input size, to try it with. */
export async function openNetwork(content, size) {
  const onProcessor = await compile(content, "wasm");
  const onGraphics = (await hasGraphics()) && (await compile(content, "webgpu").catch(() => null));
  if (!onGraphics) return onProcessor;
  const [taken, left] = (await isBetter(onGraphics, onProcessor, size))
    ? [onGraphics, onProcessor]
    : [onProcessor, onGraphics];
  left.delete();
  return taken;
}

/** @param {"wasm" | "webgpu"} accelerator */
export async function compile(content, accelerator) {
  await ready;
  return loadAndCompile(content, { accelerator, gpuOptions: { precision: "fp32" } });
}

/** @returns {Promise<Float32Array>} A value a pixel and head. */
export async function run(network, tensor, [height, width]) {
  const image = new Tensor(tensor, [1, height, width, 3]);
  try {
    const answers = await network.signatures[`road_${height}x${width}`].run({ image });
    const values = await answers.probability.data();
    answers.probability.delete();
    return values;
  } finally {
    image.delete();
  }
}

/** A fallback adapter computes on the processor, twenty times slower than WebAssembly does. */
async function hasGraphics() {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  return Boolean(adapter) && !(adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter);
}

/** A graphics driver may be wrong or slow: its answers and its time are compared. */
async function isBetter(onGraphics, onProcessor, size) {
  const picture = Float32Array.from({ length: size[0] * size[1] * 3 }, (_, index) => (index * 7919) % 256);
  try {
    const expected = await timed(onProcessor, picture, size);
    const found = await timed(onGraphics, picture, size);
    const isRight = expected.values.every(
      (value, index) => Math.abs(value - found.values[index]) < TOLERANCE,
    );
    return isRight && found.milliseconds < expected.milliseconds;
  } catch {
    return false;
  }
}

/** The second run counts: the first one compiles. */
async function timed(network, picture, size) {
  await run(network, picture, size);
  const started = performance.now();
  const values = await run(network, picture, size);
  return { values, milliseconds: performance.now() - started };
}
