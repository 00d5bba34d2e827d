"""Ray does what worker processes do: each input once, though actors and nodes die."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from batch_models import DEADLY, open_bright, open_deadly, open_none, open_slow

from roadeye.batch.inputs import list_inputs
from roadeye.batch.job import open_job
from roadeye.batch.plan import Rerun
from roadeye.batch.ray_cluster import LOCAL, RayActors
from roadeye.batch.ray_tasks import tasks_on_ray
from roadeye.batch.run import run_batch
from roadeye.batch.task import BatchSettings, OpenSegmenter
from roadeye.errors import ModelError
from roadeye.inference.events import Done, Event, Failed
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.io.images import write_png

ray: Any = pytest.importorskip("ray")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.soak,
    pytest.mark.filterwarnings("ignore"),  # Ray leaves files and processes to the collector
]


@pytest.fixture(autouse=True)
def support(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let actors find the models of these tests."""
    folder = str(Path(__file__).parents[1] / "support")
    path = os.pathsep.join([folder, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    monkeypatch.setenv("PYTHONPATH", path)
    monkeypatch.setenv("RAY_worker_niceness", "0")


def pictures(root: Path, levels: list[int]) -> None:
    for index, level in enumerate(levels):
        write_png(root / f"in/{index:03}.png", np.full((32, 48, 3), level, np.uint8))


def events_of(root: Path, opens: OpenSegmenter, where: str = LOCAL) -> Iterator[Event]:
    """Run a job with two actors, as the command does."""
    settings = BatchSettings(str(root / "out"), (OutputKind.MASK,))
    inputs = list_inputs([str(root / "in")], settings.out, recursive=True).inputs
    with open_job(inputs, open_bright, "roadeye", settings, Rerun()) as job:
        actors = RayActors(where, None if ":" in where else 2)
        pool = tasks_on_ray(opens, "roadeye", settings, actors)
        for event in run_batch(pool, job.plan.todo, job.manifest, job.digest):
            if isinstance(event, Done | Failed):
                yield event


def sources(root: Path) -> Counter[str]:
    lines = (root / "out/manifest.jsonl").read_text().splitlines()
    return Counter(line.split('"source":"')[1].split('"')[0] for line in lines if '"done"' in line)


def test_a_picture_that_kills_is_tried_twice_and_the_others_are_done(tmp_path: Path) -> None:
    pictures(tmp_path, [255, DEADLY, *[255] * 10])
    events = list(events_of(tmp_path, open_deadly))
    (failed,) = (event for event in events if isinstance(event, Failed))
    assert failed.job.source.endswith("001.png")
    assert failed.error.code == "worker-died"
    assert sum(isinstance(event, Done) for event in events) == 11
    assert not list(events_of(tmp_path, open_deadly))  # a rerun has nothing to do


def test_an_actor_that_is_killed_loses_nothing(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    pictures(tmp_path, [255] * 80)
    done = 0
    for event in events_of(tmp_path, open_slow):
        assert isinstance(event, Done), event
        done += 1
        if done == 10:
            family = psutil.Process().children(recursive=True)
            actors = [one for one in family if "RayWorker" in "".join(one.cmdline())]
            assert len(actors) == 2
            actors[0].kill()
    assert len(sources(tmp_path)) == done == 80
    assert set(sources(tmp_path).values()) == {1}


@pytest.mark.parametrize("nodes", [2, 4])
def test_a_node_that_is_killed_loses_nothing(tmp_path: Path, nodes: int) -> None:
    from ray.cluster_utils import Cluster

    pictures(tmp_path, [255] * 120)
    cluster = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False}
    )
    try:
        others = [cluster.add_node(num_cpus=1) for _ in range(nodes - 1)]
        done = 0
        for event in events_of(tmp_path, open_slow, cluster.address):
            assert isinstance(event, Done), event
            done += 1
            if done == 40:
                cluster.remove_node(others[0], allow_graceful=False)
        assert len(sources(tmp_path)) == done == 120
        assert set(sources(tmp_path).values()) == {1}
        assert len(list((tmp_path / "out").glob("*_mask.png"))) == 120
    finally:
        cluster.shutdown()


def test_a_model_that_no_actor_can_open_ends_the_job(tmp_path: Path) -> None:
    pictures(tmp_path, [255])
    with pytest.raises(ModelError, match="no model here"):
        list(events_of(tmp_path, open_none))
