/** Runs the network by LiteRT.js: letterbox, network, temperature, and back to the picture. */

import { letterbox, nearestSize, unletterbox } from "./letterbox.js";
import { applyTemperature, quantise } from "./levels.js";
import { openNetwork, run } from "./network.js";

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
  const response = await fetch(new URL(`./models/${model.name}.tflite`, import.meta.url));
  if (!response.ok) throw new Error(`the model file answers ${response.status}.`);
  return openNetwork(new Uint8Array(await response.arrayBuffer()), model.input_sizes[0]);
}

function mapOf(raw, head, heads) {
  const map = new Float32Array(raw.length / heads);
  for (let index = 0; index < map.length; index++) map[index] = raw[index * heads + head];
  return map;
}
