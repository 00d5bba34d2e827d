/** The page: what a person does becomes a picture, and the road in it. */

import { decodePicture } from "./picture.js";
import { levelOf, thresholdOf } from "./levels.js";
import { follow, openClip, openWebcam } from "./live.js";
import { createModels } from "./models.js";
import { save } from "./save.js";
import { createStage } from "./stage.js";
import { createStrip } from "./strip.js";

const by = (id) => document.getElementById(id);

/** @param {{models: Function, segment: Function, place: string, links: string[][]}} backend */
export async function startPage(backend) {
  const stage = createStage({ base: by("base"), layer: by("layer") });
  const models = createModels(() => again());
  const strip = createStrip((picture) => open(picture));
  let current = null; // {canvas, blob, name, levels, milliseconds}
  let endLive = () => {};
  let newest = 0; // of several questions, only the last one's answer is shown

  by("where").textContent = backend.place;
  by("privacy").textContent = backend.privacy ?? "";
  for (const [address, words] of backend.links) {
    by("links").append(Object.assign(document.createElement("a"), { href: address, textContent: words }));
  }

  function fail(error) {
    by("alert-text").textContent = error.message;
    by("alert").hidden = false;
    by("working").hidden = true;
  }

  function draw() {
    const level = Number(by("threshold").value);
    by("threshold-value").textContent = thresholdOf(level).toFixed(2);
    const fraction = stage.draw(level, document.querySelector("[name=view]:checked").value);
    const known = fraction !== null;
    by("fraction").textContent = known ? `${(100 * fraction).toFixed(1)} %` : "–";
    for (const button of document.querySelectorAll("[data-save]")) button.disabled = !known;
    if (!current) return;
    const took = known ? `, found in ${Math.round(current.milliseconds)} ms` : "";
    by("facts").textContent = `${current.name}: ${current.canvas.width} × ${current.canvas.height} pixels${took}`;
    by("base").setAttribute("aria-label", `${current.name}${known ? `, ${by("fraction").textContent} road` : ""}`);
  }

  function reveal() {
    document.body.classList.add("has-picture");
    by("stage").hidden = false;
  }

  async function find(picture) {
    const question = ++newest;
    by("working").hidden = picture.live === true;
    const found = await backend.segment(picture, models.model(), models.head());
    if (question !== newest) return;
    Object.assign(picture, found);
    current = picture;
    stage.show(picture.canvas, picture.levels);
    by("working").hidden = true;
    draw();
  }

  async function open(picture) {
    current = picture;
    reveal();
    stage.show(picture.canvas, picture.levels);
    draw();
    if (!picture.levels) await find(picture).catch(fail);
  }

  /** Another model or head: what was found is no longer true. */
  function again() {
    by("threshold").value = levelOf(models.head().threshold);
    strip.forget();
    if (current && !current.live) open({ ...current, levels: null });
    else draw();
  }

  async function watch(opening, name) {
    endLive();
    const { video, close } = await opening;
    reveal();
    by("live").hidden = false;
    by("pause").textContent = "Pause";
    const stop = follow(video, frame, (error) => (endLive(), fail(error)));
    let last = performance.now();
    async function frame(canvas) {
      await find({ canvas, name, live: true });
      by("rate").textContent = `${(1000 / (performance.now() - last)).toFixed(1)} pictures a second`;
      last = performance.now();
    }
    by("pause").onclick = () => {
      video.paused ? video.play() : video.pause();
      by("pause").textContent = video.paused ? "Go on" : "Pause";
    };
    endLive = () => {
      stop();
      close();
      by("live").hidden = true;
      endLive = () => {};
    };
    by("stop").onclick = () => endLive();
  }

  async function take(files) {
    by("alert").hidden = true;
    let first = null;
    for (const file of files) {
      try {
        if (file.type.startsWith("video/")) {
          await watch(openClip(file), file.name);
          backend.offerFilm?.(file, models, fail);
          continue;
        }
        const picture = { canvas: await decodePicture(file), blob: file, name: file.name };
        strip.add(picture);
        first ??= picture;
      } catch (error) {
        fail(error);
      }
    }
    if (first) {
      endLive();
      await open(first);
    }
  }

  function listen() {
    by("choose").onclick = () => by("files").click();
    by("files").onchange = () => {
      take([...by("files").files]);
      by("files").value = "";
    };
    by("webcam").onclick = () => watch(openWebcam(), "Webcam").catch(fail);
    by("example").onclick = async () => {
      const blob = await (await fetch("./example.jpg")).blob();
      take([new File([blob], "example.jpg", { type: "image/jpeg" })]);
    };
    document.ondragover = (event) => {
      event.preventDefault();
      by("drop").classList.add("over");
    };
    document.ondragleave = (event) => event.relatedTarget ?? by("drop").classList.remove("over");
    document.ondrop = (event) => {
      event.preventDefault();
      by("drop").classList.remove("over");
      take([...event.dataTransfer.files]);
    };
    by("threshold").oninput = draw;
    by("threshold-reset").onclick = () => {
      by("threshold").value = levelOf(models.head().threshold);
      draw();
    };
    for (const radio of document.querySelectorAll("[name=view]")) radio.onchange = draw;
    by("compare").oninput = () => {
      const { value } = by("compare");
      by("frame").style.setProperty("--split", `${value}%`);
      by("compare").setAttribute("aria-valuetext", `${value} % of the picture`);
    };
    for (const button of document.querySelectorAll("[data-save]")) {
      button.onclick = () =>
        save(button.dataset.save, current, Number(by("threshold").value)).catch(fail);
    }
    by("alert-close").onclick = () => (by("alert").hidden = true);
  }

  listen();
  try {
    models.fill(await backend.models());
    again();
  } catch (error) {
    fail(error);
  }
}
