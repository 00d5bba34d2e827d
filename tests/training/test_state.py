"""What a run knows of itself, and what damage to it gives."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="needs the train extra")

from roadeye.errors import InputError
from roadeye.training.state import Meta, Row, best_row, read_meta, write_meta


def row(epoch: int, val_iou: float, val_loss: float) -> Row:
    return Row(
        epoch=epoch,
        loss=1.0,
        iou=0.5,
        val_loss=val_loss,
        val_iou=val_iou,
        learning_rate=0.1,
        seconds=1.0,
    )


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    meta = Meta(run="a1", history=(row(1, 0.5, 0.3),), best=("best-ep-1",))
    write_meta(tmp_path / "state.npz", meta)
    assert read_meta(tmp_path / "state.npz") == meta


@pytest.mark.parametrize(
    ("scores", "best"),
    [
        ([(0.5, 0.3), (0.7, 0.4), (0.6, 0.1)], 2),  # by IoU
        ([(0.7, 0.4), (0.7, 0.3)], 2),  # then by loss
        ([(0.0, 0.9), (0.0, 0.9)], 1),  # then the first
    ],
)
def test_the_best_epoch(scores: list[tuple[float, float]], best: int) -> None:
    rows = tuple(row(index + 1, *pair) for index, pair in enumerate(scores))
    assert best_row(rows).epoch == best


def test_damage_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.npz"
    write_meta(path, Meta(run="a1", history=(), best=()))
    whole = path.read_bytes()
    for content in (b"", b"no archive", whole[:100], whole[:-30]):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"state\.npz is damaged"):
            read_meta(path)
    for place in range(len(whole)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with suppress(InputError):  # any other error fails; some bytes, such as of dates, are free
            read_meta(path)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))  # an array, but no archive
    with pytest.raises(InputError, match=r"state\.npz is damaged"):
        read_meta(path)
    np.savez(path, other=np.zeros(3))
    with pytest.raises(InputError, match=r"state\.npz is damaged"):
        read_meta(path)
    np.savez(path, meta=np.frombuffer(b'{"run": null}', np.uint8))
    with pytest.raises(InputError, match=r"state\.npz is damaged"):
        read_meta(path)
