/** Runs the network by LiteRT.js: letterbox, network, temperature, and back to the picture. */

import ModuleFactory from "./litert/litert_wasm_compat_internal.js";
import { Tensor, loadAndCompile, loadLiteRt } from "./litert/index.js";
import { letterbox, nearestSize, unletterbox } from "./letterbox.js";
import { applyTemperature, quantise } from "./levels.js";

const LITERT = new URL("./litert/", import.meta.url).href;

// LiteRT.js loads its glue by a script element or `importScripts`; a module worker has neither.
self.ModuleFactory = ModuleFactory;
self.Module = { locateFile: (name) => LITERT + name };
self.importScripts = () => {};

const ready = loadLiteRt(`${LITERT}litert_wasm_compat_internal.js`);
const compiled = new Map();
let last = Promise.resolve();

self.onmessage = ({ data }) => {
  last = last.then(() => answer(data)); // one picture at a time
};

async function answer({ id, image, model, head }) {
  try {
    const network = await networkOf(model);
    const started = performance.now();
    const inputSize = nearestSize([image.height, image.width], model.input_sizes);
    const { tensor, params } = letterbox(image, inputSize);
    const raw = await run(network, tensor, inputSize);
    const map = mapOf(raw, head, model.heads.length);
    const calibrated = applyTemperature(map, model.heads[head].temperature);
    const levels = quantise(unletterbox(calibrated, inputSize, params));
    const milliseconds = performance.now() - started;
    self.postMessage({ id, levels, milliseconds }, [levels.buffer]);
  } catch (error) {
    self.postMessage({ id, error: `The network cannot run: ${error.message ?? error}` });
  }
}

function networkOf(model) {
  if (!compiled.has(model.name)) {
    const opening = open(model);
    opening.catch(() => compiled.delete(model.name)); // the next picture tries again
    compiled.set(model.name, opening);
  }
  return compiled.get(model.name);
}

async function open(model) {
  await ready;
  const response = await fetch(new URL(`./models/${model.name}.tflite`, import.meta.url));
  if (!response.ok) throw new Error(`the model file answers ${response.status}.`);
  const content = new Uint8Array(await response.arrayBuffer());
  const onProcessor = await loadAndCompile(content, { accelerator: "wasm" });
  const onGraphics = await graphicsOf(content);
  if (!onGraphics) return onProcessor;
  if (await agree(onProcessor, onGraphics, model.input_sizes[0])) {
    onProcessor.delete();
    return onGraphics;
  }
  onGraphics.delete();
  return onProcessor;
}

async function graphicsOf(content) {
  try {
    if (!(await navigator.gpu?.requestAdapter())) return null;
    return await loadAndCompile(content, {
      accelerator: "webgpu",
      gpuOptions: { precision: "fp32" },
    });
  } catch {
    return null;
  }
}

/** A graphics driver may be wrong: it is used only if it gives what the processor gives. */
async function agree(one, other, size) {
  try {
    const picture = Float32Array.from({ length: size[0] * size[1] * 3 }, (_, index) => (index * 7919) % 256);
    const [first, second] = [await run(one, picture, size), await run(other, picture, size)];
    return first.every((value, index) => Math.abs(value - second[index]) < 0.01);
  } catch {
    return false;
  }
}

async function run(network, tensor, [height, width]) {
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

function mapOf(raw, head, heads) {
  const map = new Float32Array(raw.length / heads);
  for (let index = 0; index < map.length; index++) map[index] = raw[index * heads + head];
  return map;
}
