/** Small pictures to choose from, where several were given. */

import { canvasOf, contextOf } from "./picture.js";

const HEIGHT = 96;
const MOST = 60; // pictures that stay in memory

/** @param {(picture: object) => void} open Called when a picture is chosen. */
export function createStrip(open) {
  const list = document.getElementById("strip");
  const pictures = [];

  function mark(chosen) {
    for (const button of list.querySelectorAll("button")) button.setAttribute("aria-current", button === chosen);
  }

  return {
    add(picture) {
      const small = canvasOf(Math.max(1, Math.round((HEIGHT * picture.canvas.width) / picture.canvas.height)), HEIGHT);
      contextOf(small).drawImage(picture.canvas, 0, 0, small.width, small.height);
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-label", picture.name);
      button.append(small);
      button.onclick = () => {
        mark(button);
        open(picture);
      };
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
      pictures.push(picture);
      if (pictures.length > MOST) {
        pictures.shift();
        list.firstElementChild.remove();
      }
      list.hidden = pictures.length < 2;
      if (pictures.length === 1) mark(button);
    },

    /** What was found is no longer true. */
    forget() {
      for (const picture of pictures) picture.levels = null;
    },
  };
}
