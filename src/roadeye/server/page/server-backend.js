/** The road by a server's HTTP API. */

import { filmMaker } from "./film.js";
import { canvasOf, contextOf, encoded } from "./picture.js";

const TOKEN = "roadeye-token";

/** @param {() => Promise<string>} askToken Asks the person for the server's token. */
export function serverBackend(askToken) {
  async function ask(address, options = {}) {
    for (;;) {
      const headers = new Headers(options.headers);
      const token = sessionStorage.getItem(TOKEN);
      if (token) headers.set("Authorization", `Bearer ${token}`);
      let response;
      try {
        response = await fetch(address, { ...options, headers });
      } catch (error) {
        throw new Error("The server does not answer.", { cause: error });
      }
      if (response.ok) return response;
      if (response.status === 429) {
        const seconds = Number(response.headers.get("Retry-After")) || 1;
        await new Promise((next) => setTimeout(next, 1000 * seconds));
      } else if (response.status === 401) {
        sessionStorage.setItem(TOKEN, await askToken());
      } else {
        throw new Error(await told(response));
      }
    }
  }

  return {
    place: "The server finds the road; pictures go to it and are not kept.",
    links: [["./docs", "API"]],
    offerFilm: filmMaker(ask),

    async models() {
      return (await (await ask("./v1/models")).json()).models;
    },

    /**
     * @param {{canvas: HTMLCanvasElement, blob?: Blob}} picture A file, or a frame without one.
     * @returns {Promise<{levels: Uint8Array, milliseconds: number}>}
     */
    async segment({ canvas, blob }, model, head) {
      const query = new URLSearchParams({ model: model.name, ...(head.name && { head: head.name }) });
      const response = await ask(`./v1/segment?${query}`, {
        method: "POST",
        headers: { Accept: "image/png; output=prob", "Content-Type": blob?.type || "image/jpeg" },
        body: blob ?? (await encoded(canvas, "image/jpeg", 0.92)),
      });
      const timing = /dur=([\d.]+)/.exec(response.headers.get("Server-Timing") ?? "");
      const levels = await grayOf(await response.blob());
      if (levels.length !== canvas.width * canvas.height) {
        throw new Error("The server and this browser turn the picture in different ways.");
      }
      return { levels, milliseconds: Number(timing?.[1]) };
    },
  };
}

async function told(response) {
  try {
    const problem = await response.json();
    return `${problem.title}: ${problem.detail}`;
  } catch {
    return `The server answers ${response.status}.`;
  }
}

async function grayOf(blob) {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
  const context = contextOf(canvasOf(bitmap.width, bitmap.height));
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
  bitmap.close();
  return Uint8Array.from({ length: data.length / 4 }, (_, index) => data[4 * index]);
}
