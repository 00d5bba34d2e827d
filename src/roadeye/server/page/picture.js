/** Pictures from files, videos and canvases, upright and as canvases. */

/** Return a canvas of a size; reading it back often is what it is for. */
export function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas;
}

/** Return a canvas's context, made for reading. */
export function contextOf(canvas) {
  return canvas.getContext("2d", { willReadFrequently: true });
}

/**
 * Decode a picture file, turned as its EXIF orientation asks, colours as they are stored.
 *
 * @param {Blob} blob
 * @returns {Promise<HTMLCanvasElement>}
 */
export async function decodePicture(blob) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(blob, {
      imageOrientation: "from-image",
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch {
    throw new Error(`${blob.name ?? "The file"} is no picture that this browser can show.`);
  }
  const canvas = canvasOf(bitmap.width, bitmap.height);
  contextOf(canvas).drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas;
}

/** Copy a video's frame, made smaller where it is wider than `widest`. */
export function frameOf(video, widest = 960) {
  const scale = Math.min(1, widest / video.videoWidth);
  const canvas = canvasOf(
    Math.max(1, Math.round(video.videoWidth * scale)),
    Math.max(1, Math.round(video.videoHeight * scale)),
  );
  contextOf(canvas).drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Return a canvas as the content of a file. */
export function encoded(canvas, type, quality) {
  return new Promise((done, fail) => {
    const give = (blob) => (blob ? done(blob) : fail(new Error("The picture is too large to save.")));
    canvas.toBlob(give, type, quality);
  });
}
