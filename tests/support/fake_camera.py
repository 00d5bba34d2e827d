"""Streams for tests: a camera that FFmpeg makes up, and an HTTP server that sends MJPEG."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
from numbered_video import numbered

from roadeye.io.images import encode_jpeg
from roadeye.io.sources.camera import Camera, Device


def fake_camera(rate: int = 30, frames: int | None = None) -> Camera:
    """Return a camera whose pictures FFmpeg makes up, in their own time."""
    source = f"testsrc=size=64x48:rate={rate}"
    if frames is not None:
        source += f":duration={frames / rate}"
    return Camera("camera 0", "camera0", Device(f"{source},realtime", "lavfi"), timeout=5.0)


Write = Callable[[bytes], object]
Send = Callable[[Write], object]


@contextmanager
def serving(send: Send) -> Iterator[str]:
    """Serve one MJPEG stream on this machine; `send` writes its body, and may stop or stall.

    Yields:
        The address.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            with suppress(OSError):  # the reader has left
                send(self.wfile.write)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/cam.mjpg"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def send_numbered(write: Write, count: int, rate: float = 30) -> None:
    """Send numbered pictures in their own time."""
    for number in range(count):
        picture = encode_jpeg(np.ascontiguousarray(numbered(number % 256)))
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
        write(head.encode() + picture + b"\r\n")
        time.sleep(1 / rate)
