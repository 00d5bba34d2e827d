"""Two thousand damaged uploads, and what schemathesis makes of the OpenAPI document."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from io import BytesIO
from random import Random

import httpx
import numpy as np
import pytest
from live_server import live_client, live_server
from PIL import Image as Pillow

from roadeye.server.limits import Limits
from roadeye.server.problem_details import KINDS

UPLOADS = 2000
WARM = 400
GROWTH = 48 << 20
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF", "AVIF")

pytestmark = [pytest.mark.slow, pytest.mark.soak]


def seeds() -> list[bytes]:
    image = Pillow.fromarray(np.random.default_rng(1).integers(0, 256, (24, 40, 3), np.uint8))
    contents = []
    for name in FORMATS:
        file = BytesIO()
        image.save(file, name)
        contents.append(file.getvalue())
    return contents


def damaged(content: bytes, random: Random) -> bytes:
    """Change, cut, repeat or insert bytes, mostly in the head, where formats are decided."""
    altered = bytearray(content)
    for _ in range(random.randint(1, 8)):
        place = random.randrange(max(1, len(altered) if random.random() < 0.5 else 64)) % max(
            1, len(altered)
        )
        match random.randrange(5):
            case 0:
                altered[place : place + 1] = bytes([random.randrange(256)])
            case 1:
                del altered[place:]
            case 2:
                altered[place:place] = random.randbytes(random.randint(1, 40))
            case 3:
                altered[place : place + 4] = random.choice((b"\xff" * 4, bytes(4), b"\x7f\xff" * 2))
            case 4:
                altered += altered[place : place + 200]
    return bytes(altered)


def requests(client: httpx.Client) -> Iterator[httpx.Response]:
    random, contents = Random(7), seeds()
    accepts = ("application/json", "image/png", "image/jpeg", "image/png; output=prob", "text/html")
    for number in range(UPLOADS):
        content = damaged(random.choice(contents), random)
        headers = {"Accept": random.choice(accepts), "Content-Type": "image/png"}
        if number % 4 == 0:
            form = client.build_request("POST", "/v1/segment", files={"image": ("a", content)})
            headers["Content-Type"] = form.headers["content-type"]
            content = form.read()
            content = damaged(content, random) if number % 8 == 0 else content
        yield client.post("/v1/segment", content=content, headers=headers)


def counted(client: httpx.Client, name: str) -> float:
    found = re.search(rf"^{name} (\S+)$", client.get("/metrics").text, re.MULTILINE)
    assert found is not None
    return float(found.group(1))


def test_damaged_uploads_are_problems_and_leave_nothing() -> None:
    with live_client(limits=Limits(pixels=100_000)) as client:
        codes: dict[str, int] = {}
        memory = files = 0.0
        for number, response in enumerate(requests(client)):
            code = "ok" if response.status_code == 200 else response.json()["code"]
            codes[code] = codes.get(code, 0) + 1
            assert response.status_code < 500 or response.status_code == 503, response.text
            assert code == "ok" or KINDS[code].status == response.status_code
            if number == WARM:
                memory = counted(client, "process_resident_memory_bytes")
                files = counted(client, "process_open_fds")
        print(codes)
        assert {"ok", "damaged", "not-a-picture", "not-acceptable", "too-many-pixels"} <= set(codes)
        grown = counted(client, "process_resident_memory_bytes") - memory
        print(f"grown by {grown / 1e6:.1f} MB")
        assert grown < GROWTH
        assert counted(client, "process_open_fds") <= files + 1
        assert counted(client, "roadeye_work_inside") == 0


def test_schemathesis_finds_no_fault() -> None:
    command = shutil.which("schemathesis")
    if command is None:
        pytest.skip("schemathesis is not installed")
    with live_server(limits=Limits(waiting=100, videos=1000)) as address:
        done = subprocess.run(
            [
                command,
                "run",
                f"{address}/openapi.json",
                "--phases=coverage",
                "--request-timeout=20",
                # No schema can say which bytes are a picture.
                "--exclude-checks=positive_data_acceptance",
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout
