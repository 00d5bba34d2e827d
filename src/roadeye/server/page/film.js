/** A clip as a video with its road, made by the server: its progress, and the file. */

import { offer } from "./save.js";

const by = (id) => document.getElementById(id);

/** @param {(address: string, options?: object) => Promise<Response>} ask Asks the server. */
export function filmMaker(ask) {
  let current = null; // {file, models, fail, address}

  async function make() {
    const { file, models, fail } = current;
    by("film").textContent = "Cancel the video";
    say("Sending the clip…");
    try {
      const query = new URLSearchParams({ model: models.model().name });
      if (models.head().name) query.set("head", models.head().name);
      const type = file.type.startsWith("video/") ? file.type : "application/octet-stream";
      const options = { method: "POST", headers: { "Content-Type": type }, body: file };
      let status = await (await ask(`./v1/video?${query}`, options)).json();
      current.address = `./v1/video/${status.id}`;
      status = await followed(`${current.address}/events`, status);
      if (status.state === "failed") throw new Error(`${status.problem.title}: ${status.problem.detail}`);
      if (status.state === "done") {
        const film = await (await ask(`${current.address}/film.mp4`)).blob();
        offer(film, file.name.replace(/\.[^.]*$/, "") + "_road.mp4");
        const remarks = status.remarks ? ` ${status.remarks.join(" ")}` : "";
        say(`The video of ${status.frames_done} frames is saved.${remarks}`);
      }
    } catch (error) {
      say("");
      fail(error);
    }
    if (current) current.address = null;
    by("film").textContent = "Video";
  }

  /** Read server-sent events by `fetch`, which can send a token and `EventSource` cannot. */
  async function followed(address, status) {
    const reader = (await ask(address)).body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return status;
      text += value;
      const events = text.split("\n\n");
      text = events.pop();
      for (const event of events) {
        status = JSON.parse(event.slice(event.indexOf("data:") + 5));
        const all = status.frames ? ` of ${status.frames}` : "";
        say(status.state === "waiting" ? "The clip waits." : `${status.frames_done}${all} frames are done.`);
      }
    }
  }

  function say(words) {
    by("film-progress").hidden = !words;
    by("film-progress").textContent = words;
  }

  by("film").onclick = () => {
    if (!current.address) return make();
    say("Cancelled.");
    return ask(current.address, { method: "DELETE" }).catch(current.fail);
  };

  /** Offer a video of a clip that was opened. */
  return (file, models, fail) => {
    current = { file, models, fail, address: null };
    by("film").hidden = false;
    by("film").disabled = false;
  };
}
