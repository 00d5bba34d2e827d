/** A webcam or a clip, frame after frame: the next one is taken when the last one is done. */

import { frameOf } from "./picture.js";

/** Open the webcam as a video; closing it turns the camera off. */
export async function openWebcam() {
  if (!navigator.mediaDevices?.getUserMedia) {
    throw new Error("The browser gives a camera to pages from https or this machine alone.");
  }
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch (error) {
    const why = error.name === "NotAllowedError" ? "it was not allowed" : "none was found";
    throw new Error(`No camera: ${why}.`, { cause: error });
  }
  const video = silentVideo();
  video.srcObject = stream;
  await video.play();
  return { video, close: () => stream.getTracks().forEach((track) => track.stop()) };
}

/** Open a clip as a video that plays again and again. */
export async function openClip(file) {
  const video = silentVideo();
  const address = URL.createObjectURL(file);
  video.src = address;
  video.loop = true;
  try {
    await video.play();
  } catch (error) {
    URL.revokeObjectURL(address);
    throw new Error(`${file.name} is no clip that this browser can play.`, { cause: error });
  }
  return { video, close: () => URL.revokeObjectURL(address) };
}

/**
 * Find the road in one frame after another until `stop` is called.
 *
 * @param {HTMLVideoElement} video
 * @param {(canvas: HTMLCanvasElement) => Promise<void>} work Finds the road in a frame and shows it.
 * @param {(error: Error) => void} fail Told what ended it.
 */
export function follow(video, work, fail) {
  let stopped = false;
  const begin = async () => {
    try {
      while (!stopped) {
        if (video.videoWidth) await work(frameOf(video));
        await new Promise((next) => setTimeout(next, video.paused ? 200 : 0));
      }
    } catch (error) {
      fail(error);
    }
  };
  begin();
  return () => {
    stopped = true;
    video.pause();
  };
}

function silentVideo() {
  const video = document.createElement("video");
  video.muted = true;
  video.playsInline = true;
  return video;
}
