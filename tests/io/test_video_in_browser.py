"""A video that `roadeye predict` makes plays in Chromium, every frame at its time."""

import base64
import json
import os
import shutil
import signal
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec

from roadeye.arrays import Image, Probability
from roadeye.cli import main
from roadeye.io.images import write_png
from roadeye.io.video import frames_of_video
from roadeye.scenes.sequence import render_sequence

SECONDS = 120  # to start a browser and play a second of video, on a busy machine
FRAMES = 6
FPS = 5
SIZE = (187, 311)  # odd: H.264 doubles the last row and column
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)

# Plays the video to its end, then looks at the middle of each frame's time on a small canvas.
PAGE = """<!doctype html>
<video muted src="data:video/mp4;base64,{video}"></video>
<script>
const video = document.querySelector("video");
const happens = (name) => new Promise((done) => video.addEventListener(name, done, {{once: true}}));
async function watch() {{
  if (video.readyState < 4) await happens("canplaythrough");
  const found = {{ready: video.readyState, duration: video.duration, width: video.videoWidth,
                 height: video.videoHeight, frames: []}};
  const ended = happens("ended");
  await video.play();
  await ended;
  found.played = video.currentTime;
  found.decoded = video.getVideoPlaybackQuality().totalVideoFrames;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const context = canvas.getContext("2d", {{willReadFrequently: true}});
  for (let frame = 0; frame < {frames}; frame++) {{
    const seeked = happens("seeked");
    video.currentTime = (frame + 0.5) / {fps};
    await seeked;
    context.drawImage(video, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
    found.frames.push(Array.from({{length: 64}}, (_, cell) => {{
      const row = Math.floor(((cell >> 3) + 0.5) * canvas.height / 8);
      const column = Math.floor(((cell & 7) + 0.5) * canvas.width / 8);
      return Array.from(pixels.slice(4 * (row * canvas.width + column)).slice(0, 3));
    }}));
  }}
  return found;
}}
const report = (found) => fetch("/report", {{method: "POST", body: JSON.stringify(found)}});
watch().then(report, (error) => report({{error: `${{error}} ${{video.error?.message}}`}}));
</script>
"""


def lower_half(image: Image) -> Probability:
    """The lower half of every picture is road."""
    probability = np.zeros(image.shape[:2], np.float32)
    probability[len(probability) // 2 :] = 1
    return probability


LOWER_HALF = FakeEngine(lower_half, fake_spec((192, 320)))


@pytest.fixture
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    pytest.skip("Chromium is not installed")


@pytest.fixture
def video(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for number, scene in enumerate(render_sequence(4, FRAMES, SIZE)):
        write_png(tmp_path / "drive" / f"{number:06d}.png", scene.image)
    monkeypatch.setattr("roadeye.inference.segmenter.open_engine", lambda *_: LOWER_HALF)
    output = tmp_path / "video.mp4"
    with pytest.raises(SystemExit) as stopped:
        main(["predict", str(tmp_path / "drive"), "-o", str(output), "--fps", str(FPS)])
    assert stopped.value.code == 0
    return output


class OnePage(BaseHTTPRequestHandler):
    """Serves the page, and takes what the page saw."""

    page: bytes
    reports: Queue[dict[str, Any]]

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.page)))
        self.end_headers()
        self.wfile.write(self.page)

    def do_POST(self) -> None:
        self.reports.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def watch(chromium: str, video: Path, folder: Path) -> dict[str, Any]:
    """Open a page with the video; return what the page saw.

    Not by `--dump-dom --virtual-time-budget`: that time passes before the first frame is decoded.
    """
    content = base64.b64encode(video.read_bytes()).decode()
    OnePage.page = PAGE.format(video=content, frames=FRAMES, fps=FPS).encode()
    OnePage.reports = Queue()
    with ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        browser = subprocess.Popen(
            [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", address],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            seen = OnePage.reports.get(timeout=SECONDS)
        finally:
            os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()
            server.shutdown()
    assert "error" not in seen, seen["error"]
    return seen


@pytest.mark.browser
@pytest.mark.slow
def test_a_video_plays_in_chromium(chromium: str, video: Path, tmp_path: Path) -> None:
    seen = watch(chromium, video, tmp_path)

    assert seen["ready"] == 4  # HAVE_ENOUGH_DATA
    assert (seen["height"], seen["width"]) == (188, 312)
    assert seen["duration"] == pytest.approx(FRAMES / FPS, abs=0.01)
    assert seen["played"] == pytest.approx(FRAMES / FPS, abs=0.01)
    assert seen["decoded"] >= 1

    decoded = [frame.image for frame in frames_of_video(video, pytest.fail)]
    rows = ((np.arange(8) + 0.5) * 188 / 8).astype(int)
    columns = ((np.arange(8) + 0.5) * 312 / 8).astype(int)
    ours = np.array([image[np.ix_(rows, columns)].reshape(64, 3) for image in decoded], float)
    theirs = np.array(seen["frames"], float)
    apart = np.abs(ours[:, None] - theirs[None]).mean(axis=(2, 3))  # our frame × frame in Chromium
    assert list(apart.argmin(axis=0)) == list(range(FRAMES))  # each at its time
    assert apart.diagonal().max() < 6  # of 255: two ways from YUV to RGB
