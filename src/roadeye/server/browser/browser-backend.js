/** The road by LiteRT.js in this browser, in a worker of its own so that the page stays quick. */

import { contextOf } from "./picture.js";

export function browserBackend() {
  const worker = new Worker(new URL("./browser-worker.js", import.meta.url), { type: "module" });
  const waiting = new Map();
  let asked = 0;

  worker.onmessage = ({ data }) => {
    const { done, fail } = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.error) fail(new Error(data.error));
    else done(data);
  };
  worker.onerror = () => {
    const error = new Error("This browser cannot run the network: WebAssembly with SIMD is missing.");
    for (const { fail } of waiting.values()) fail(error);
    waiting.clear();
  };

  return {
    place: "The road is found in this browser; pictures do not leave it.",
    links: [],

    async models() {
      const response = await fetch("./models.json");
      if (!response.ok) throw new Error("The file models.json is missing beside this page.");
      return (await response.json()).models;
    },

    /** @returns {Promise<{levels: Uint8Array, milliseconds: number}>} */
    segment({ canvas }, model, head) {
      const image = contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
      const id = ++asked;
      return new Promise((done, fail) => {
        waiting.set(id, { done, fail });
        worker.postMessage({ id, image, model, head: model.heads.indexOf(head) }, [image.data.buffer]);
      });
    },
  };
}
