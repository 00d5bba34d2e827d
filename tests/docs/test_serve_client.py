"""The Python client that docs/how-to/client.md shows."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from live_server import live_server

from roadeye.io.images import encode_png, read_gray
from roadeye.server.guard import Access

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "client.md"


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    text = PAGE.read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
    (tmp_path / "roadeye_client.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "roadeye_client", raising=False)
    return import_module("roadeye_client")


def test_it_asks_with_a_token_and_tells_what_is_wrong(client: ModuleType, tmp_path: Path) -> None:
    picture = tmp_path / "half.png"
    image = np.zeros((20, 40, 3), np.uint8)
    image[:, 20:] = 255
    picture.write_bytes(encode_png(image))
    with live_server(access=Access("secret")) as address:
        mine = client.Client(address, "secret")
        road = mine.road(picture)
        assert (road.width, road.height) == (40, 20)
        assert road.road_fraction == pytest.approx(0.5, abs=0.05)
        assert len(road.polygons) == 1
        assert read_gray(mine.mask(picture, threshold=1)).shape == (20, 40)
        with pytest.raises(client.ServerError, match="has no head") as wrong:
            mine.road(picture, head="sky")
        assert wrong.value.code == "no-such-head"
        with pytest.raises(client.ServerError) as refused:
            client.Client(address).road(picture)
        assert refused.value.code == "no-token"
