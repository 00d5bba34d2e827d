"""A web server that serves one file badly, and the archives that tests give it."""

import io
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import numpy as np

from roadeye.data.archives import KITTI_ROAD
from roadeye.geometry.calibration import Calibration, format_calibration


@dataclass
class Behaviour:
    """How the server treats its file.

    Attributes:
        content: The file.
        statuses: Answers of the first requests, before any content: 503 and the like.
        break_off: Each of the first answers ends after so many bytes.
        length: What Content-Length says, where that is a lie.
        pause: Seconds before the content.
        requests: How many came.
    """

    content: bytes
    statuses: list[int] = field(default_factory=list)
    break_off: list[int] = field(default_factory=list)
    length: int | None = None
    pause: float = 0.0
    requests: int = 0


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[str]:
    """Serve on a free port of this machine; yields the address of the file."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            behaviour.requests += 1
            if behaviour.statuses:
                self.send_error(behaviour.statuses.pop(0))
                return
            body = behaviour.content
            self.send_response(200)
            self.send_header("Content-Length", str(behaviour.length or len(body)))
            self.end_headers()
            if behaviour.break_off:
                body = body[: behaviour.break_off.pop(0)]
            time.sleep(behaviour.pause)
            with suppress(OSError):  # the client may have gone
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/data_road.zip"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip file with these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, data in members.items():
            file.writestr(name, data)
    return content.getvalue()


def png(array: np.ndarray) -> bytes:
    """Return an RGB array as a PNG."""
    import cv2

    return cv2.imencode(".png", array[..., ::-1])[1].tobytes()


def kitti_members(top: str = "data_road/") -> dict[str, bytes]:
    """Return every file of KITTI Road, each 6×4 pixels."""
    picture = png(np.full((4, 6, 3), 90, np.uint8))
    label = np.zeros((4, 6, 3), np.uint8)
    label[..., 0] = 255
    label[2:, :, 2] = 255
    projection = np.array([[700.0, 0, 600, 0], [0, 700, 180, 0], [0, 0, 1, 0]])
    to_road = np.eye(3, 4)
    to_road[1, 3] = -1.6
    calibration = format_calibration(Calibration(projection, np.eye(3), to_road)).encode()
    members = {}
    for name in sorted(KITTI_ROAD.required):
        is_label = "gt_image_2" in name
        members[top + name] = png(label) if is_label else picture
        if not is_label:
            members[top + name.replace("image_2", "calib").replace(".png", ".txt")] = calibration
    return members
