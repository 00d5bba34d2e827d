"""`POST /v1/segment` over real HTTP: the answers are those of the library, errors are problems."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from zlib import crc32

import httpx
import numpy as np
import pytest
from fake_engine import FakeEngine, fake_spec
from live_server import live_client
from PIL import Image as Pillow

from roadeye.geometry.run_lengths import from_run_lengths
from roadeye.inference.outputs.kinds import OutputKind, encode_picture
from roadeye.inference.prediction import Prediction
from roadeye.inference.segmenter import Segmenter
from roadeye.io.images import encode_jpeg, encode_png, read_image
from roadeye.model.spec import Head
from roadeye.server.limits import Limits

ENGINE = FakeEngine(
    spec=fake_spec((96, 320), heads=(Head(name="road"), Head(name="drivable", threshold=0.9)))
)
SIZE = (37, 61)
PNG = {"Content-Type": "image/png"}


def ramp() -> bytes:
    """A picture whose red rises from left to right, so that its right half is road."""
    image = np.zeros((*SIZE, 3), np.uint8)
    image[..., 0] = np.linspace(0, 255, SIZE[1]).astype(np.uint8)
    return encode_png(image)


def predicted(picture: bytes, **how: Any) -> Prediction:
    return Segmenter(ENGINE, **how)(read_image(picture))


def decoded(response: httpx.Response) -> np.ndarray:
    return np.asarray(Pillow.open(BytesIO(response.content)))


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    limits = Limits(body_bytes=200_000, pixels=100_000)
    with live_client({"fake": ENGINE, "other": FakeEngine()}, limits=limits) as client:
        yield client


def ask(client: httpx.Client, accept: str, query: str = "", picture: bytes | None = None) -> Any:
    response = client.post(
        f"/v1/segment{query}",
        content=ramp() if picture is None else picture,
        headers={**PNG, "Accept": accept},
    )
    assert response.status_code == 200, response.text
    return response


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("image/png", OutputKind.MASK), ("image/png; output=prob", OutputKind.PROBABILITY)],
)
def test_pictures_equal_what_predict_writes(
    client: httpx.Client, accept: str, kind: OutputKind
) -> None:
    response = ask(client, accept)
    expected = predicted(ramp())
    assert response.headers["content-type"] == accept
    assert response.content == encode_picture(kind, expected)
    assert float(response.headers["road-fraction"]) == pytest.approx(
        expected.road_fraction, abs=1e-6
    )
    assert 0.3 < expected.road_fraction < 0.7


def test_the_overlay_is_a_jpeg_of_the_same_size(client: httpx.Client) -> None:
    response = ask(client, "image/jpeg")
    assert response.content == encode_jpeg(predicted(ramp()).overlay())


def test_json_tells_the_mask_twice(client: httpx.Client) -> None:
    found = ask(client, "application/json").json()
    expected = predicted(ramp())
    assert (found["model"], found["head"], found["threshold"]) == ("fake", "road", 0.5)
    assert (found["height"], found["width"]) == SIZE
    assert found["road_fraction"] == expected.road_fraction
    mask = from_run_lengths(found["rle"]["counts"], tuple(found["rle"]["size"]))
    assert np.array_equal(mask, expected.mask)
    (polygon,) = found["polygons"]
    assert [tuple(corner) for corner in polygon["outer"]] == [
        tuple(corner) for corner in expected.polygons()[0].outer.tolist()
    ]
    assert polygon["holes"] == []


@pytest.mark.parametrize(
    ("query", "how"),
    [
        ("?head=drivable", {"head_name": "drivable"}),  # its own threshold of 0.9
        ("?threshold=0.25", {"threshold": 0.25}),
        ("?head=drivable&threshold=1", {"head_name": "drivable", "threshold": 1.0}),
    ],
)
def test_the_address_chooses_head_and_threshold(
    client: httpx.Client, query: str, how: dict[str, Any]
) -> None:
    assert np.array_equal(
        decoded(ask(client, "image/png", query)) > 0, predicted(ramp(), **how).mask
    )


def test_a_crop_keeps_the_size(client: httpx.Client) -> None:
    mask = decoded(ask(client, "image/png", "?crop=10,-5"))
    assert mask.shape == SIZE
    assert not mask[:10].any()
    assert not mask[-5:].any()
    assert mask[10:-5].any()


def test_a_form_gives_the_same(client: httpx.Client) -> None:
    response = client.post(
        "/v1/segment",
        files={"image": ("../../street.png", ramp())},
        headers={"Accept": "image/png"},
    )
    assert response.content == ask(client, "image/png").content


def test_models_and_heads_are_told(client: httpx.Client) -> None:
    first, other = client.get("/v1/models").json()["models"]
    assert (first["name"], other["name"]) == ("fake", "other")
    assert [head["name"] for head in first["heads"]] == ["road", "drivable"]
    assert first["heads"][1]["threshold"] == 0.9
    assert ask(client, "application/json", "?model=other").json()["model"] == "other"


def bomb() -> bytes:
    """A picture of a few bytes that would take gigabytes."""
    whole = encode_png(np.zeros((1, 1, 3), np.uint8))
    header = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + whole[24:29]
    return whole[:12] + header + crc32(header).to_bytes(4, "big") + whole[33:]


def text_of(response: httpx.Response) -> str:
    return f"{response.headers} {response.text}"


BAD: list[tuple[str, bytes, dict[str, str], int, str]] = [
    ("", b"", PNG, 400, "no-picture"),
    ("", b"", {}, 415, "unsupported-type"),
    ("", b"{}", {"Content-Type": "application/json"}, 415, "unsupported-type"),
    ("", b"no picture at all", PNG, 415, "not-a-picture"),
    ("", ramp()[:-40], PNG, 422, "damaged"),
    ("", bomb(), PNG, 413, "too-many-pixels"),
    ("", bytes(200_001), PNG, 413, "body-too-large"),
    ("", ramp(), {**PNG, "Accept": "text/html"}, 406, "not-acceptable"),
    ("", ramp(), {**PNG, "Accept": "image/png;q=0"}, 406, "not-acceptable"),
    ("?model=nobody", ramp(), PNG, 400, "no-such-model"),
    ("?model=../../etc/passwd", ramp(), PNG, 400, "no-such-model"),
    ("?head=sky", ramp(), PNG, 400, "no-such-head"),
    ("?threshold=2", ramp(), PNG, 400, "bad-threshold"),
    ("?threshold=nan", ramp(), PNG, 400, "bad-threshold"),
    ("?threshold=much", ramp(), PNG, 400, "bad-threshold"),
    ("?crop=a,b", ramp(), PNG, 400, "bad-crop"),
    ("?crop=30,20", ramp(), PNG, 400, "empty-crop"),
    ("?colour=red", ramp(), PNG, 400, "unknown-parameter"),
    ("?head=road&head=road", ramp(), PNG, 400, "unknown-parameter"),
]


@pytest.mark.parametrize(
    ("query", "content", "headers", "status", "code"),
    BAD,
    ids=[f"{number}-{row[-1]}" for number, row in enumerate(BAD)],
)
def test_bad_requests_are_told_in_one_line(
    client: httpx.Client,
    query: str,
    content: bytes,
    headers: dict[str, str],
    status: int,
    code: str,
) -> None:
    response = client.post(f"/v1/segment{query}", content=content, headers=headers)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["status"] == status
    assert problem["type"] == f"/docs#{code}"
    assert problem["title"]
    assert problem["detail"]
    assert "\n" not in problem["detail"]
    for secret in ("Traceback", "site-packages", "/work", "/root", "uvicorn", "starlette"):
        assert secret not in text_of(response)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([("image", ("a.png", b"x")), ("image", ("b.png", b"x"))], "several-pictures"),
        ([("picture", ("a.png", b"x"))], "unknown-parameter"),
        ([("image", ("a.png", b""))], "no-picture"),
    ],
)
def test_bad_forms_are_told_in_one_line(client: httpx.Client, files: Any, code: str) -> None:
    response = client.post("/v1/segment", files=files)
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_a_form_that_was_cut_short_is_told(client: httpx.Client) -> None:
    whole = client.build_request("POST", "/v1/segment", files={"image": ("a.png", ramp())})
    response = client.post(
        "/v1/segment",
        content=whole.read()[:-20],
        headers={"Content-Type": whole.headers["content-type"]},
    )
    assert (response.status_code, response.json()["code"]) == (400, "bad-request")


def test_other_addresses_and_methods_are_problems(client: httpx.Client) -> None:
    assert client.get("/nothing").json()["code"] == "not-found"
    wrong = client.get("/v1/segment")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "wrong-method")
    assert wrong.headers["allow"] == "POST"


@pytest.mark.real
def test_the_mask_of_a_real_picture_is_that_of_predict(real_data: Path) -> None:
    import roadeye
    from roadeye.server.models import open_models

    picture = real_data / "kitti-road/training/image_2/um_000000.png"
    with live_client(*open_models(["roadeye"], 1)) as client:
        mask = decoded(ask(client, "image/png", picture=picture.read_bytes()))
    assert np.array_equal(mask, roadeye.load()(picture).mask * np.uint8(255))
