"""A camera that speaks RTSP, as those on walls do: H.264 in RTP packets, inside the TCP connection."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from socketserver import StreamRequestHandler, ThreadingTCPServer

import av
from numbered_video import HEIGHT, WIDTH, numbered

RATE = 20
_SDP = """v=0\r
o=- 0 0 IN IP4 127.0.0.1\r
s=street\r
c=IN IP4 0.0.0.0\r
t=0 0\r
m=video 0 RTP/AVP 96\r
a=rtpmap:96 H264/90000\r
a=fmtp:96 packetization-mode=1\r
a=control:track1\r
"""
_ANSWERS = {
    "OPTIONS": "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n",
    "SETUP": "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 1\r\n",
    "PLAY": "Session: 1\r\n",
}


@contextmanager
def rtsp_camera(frames: int) -> Iterator[str]:
    """Serve so many numbered frames to each client, then hang up.

    Yields:
        The address.
    """

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            with suppress(ConnectionError):
                while (request := self._request())[0]:
                    self._answer(*request)
                    if request[0] == "PLAY":
                        self._play()
                        return

        def _request(self) -> tuple[str, str]:
            method = self.rfile.readline().decode().partition(" ")[0]
            number = "0"
            while (line := self.rfile.readline().decode().strip()) and method:
                name, _, value = line.partition(":")
                number = value.strip() if name.lower() == "cseq" else number
            return method, number

        def _answer(self, method: str, number: str) -> None:
            head = f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n" + _ANSWERS.get(method, "")
            body = _SDP if method == "DESCRIBE" else ""
            if body:
                head += f"Content-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
            self.wfile.write(f"{head}\r\n{body}".encode())

        def _play(self) -> None:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets:
                packets.bind(("127.0.0.1", 0))
                packets.settimeout(0.02)
                target = f"rtp://127.0.0.1:{packets.getsockname()[1]}"
                with av.open(target, "w", format="rtp", options={"payload_type": "96"}) as out:
                    options = {"g": "5", "bf": "0", "tune": "zerolatency"}
                    stream = out.add_stream("libx264", rate=RATE, options=options)
                    assert isinstance(stream, av.VideoStream)
                    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
                    for number in range(frames):
                        frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24")
                        frame.pts, frame.time_base = number, Fraction(1, RATE)
                        out.mux(stream.encode(frame))
                        self._forward(packets)
                        time.sleep(1 / RATE)

        def _forward(self, packets: socket.socket) -> None:
            with suppress(TimeoutError):
                while packet := packets.recv(65_536):
                    self.wfile.write(b"$\0" + len(packet).to_bytes(2, "big") + packet)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"rtsp://user:secret@127.0.0.1:{server.server_address[1]}/street"
        finally:
            server.shutdown()
            thread.join()
