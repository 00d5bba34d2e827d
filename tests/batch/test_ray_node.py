"""What a node must have, and a cluster that is not there, without a Ray that runs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from roadeye.batch.ray_cluster import RayActors, connected
from roadeye.batch.ray_node import OnNode, on_nodes
from roadeye.errors import InputError, ModelError


def measures() -> Callable[[str], int]:
    """Stand for what opens a model."""
    return len


def test_a_node_with_the_same_model_works_where_the_command_was_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    on_node = on_nodes(measures, "roadeye", Path("out"))
    monkeypatch.chdir("/")
    assert on_node()("abc") == 3
    assert Path.cwd() == tmp_path


def test_a_node_that_does_not_see_the_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for on_node in (
        on_nodes(measures, "roadeye", Path("out")),
        OnNode(measures, "roadeye", "", str(tmp_path / "elsewhere"), Path()),
    ):
        with pytest.raises(InputError, match="a disk that all nodes share") as refused:
            on_node()
        assert refused.value.code == "no-shared-disk"


def test_a_node_with_another_model_is_refused() -> None:
    with pytest.raises(ModelError, match="install the same roadeye on all nodes"):
        OnNode(measures, "roadeye", "0" * 64, ".", None)()


@pytest.mark.slow
def test_an_address_where_nobody_listens_is_refused_at_once() -> None:
    pytest.importorskip("ray")
    with (
        pytest.raises(InputError, match=r"Ray at 127.0.0.1:9 cannot be reached"),
        connected(RayActors("127.0.0.1:9")),
    ):
        pass
