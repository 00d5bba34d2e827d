"""Scores by Ray's actors are those of one process, to the last digit."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from batch_models import DEADLY, open_deadly, open_deadly_map

from roadeye.batch.ray_cluster import RayActors
from roadeye.data.detect import open_dataset
from roadeye.evaluation.on_ray import scorer_on_ray
from roadeye.evaluation.scorer import model_scorer
from roadeye.evaluation.settings import EvaluationSettings
from roadeye.io.images import write_png

SCENES = Path(str(files("roadeye") / "demo_data"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.soak,  # Ray gives its node 30 s to start
    pytest.mark.filterwarnings("ignore"),  # Ray leaves files and processes to the collector
]


def called(*arguments: str) -> str:
    command = [sys.executable, "-m", "roadeye", *arguments, "--include-trained", "--json"]
    ran = subprocess.run(
        command, cwd=SCENES.parent, capture_output=True, text=True, check=False, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("view", ["image", "bev"])
def test_evaluate_tells_the_same(view: str) -> None:
    pytest.importorskip("ray")
    arguments = ("evaluate", "demo_data", "--view", view)
    assert called(*arguments, "--on", "ray") == called(*arguments)


def test_robustness_tells_the_same(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    arguments = ("robustness", "demo_data", "--corruptions", "contrast,fog", "--severities", "1,5")
    ray = called(*arguments, "--on", "ray", "-o", str(tmp_path / "ray"))
    alone = called(*arguments, "--jobs", "1", "-o", str(tmp_path / "alone"))
    assert ray == alone
    for name in ("robustness.json", "checkpoints.jsonl"):
        assert (tmp_path / "ray" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()
    assert len(json.loads(alone)["corruptions"]) == 2


def test_a_picture_that_kills_is_named_and_the_rest_scored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("ray")
    support = str(Path(__file__).parents[1] / "support")
    path = os.pathsep.join([support, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
    monkeypatch.setenv("PYTHONPATH", path)
    for index, level in enumerate((255, DEADLY, 0, 255)):
        write_png(tmp_path / f"images/{index}.png", np.full((32, 48, 3), level, np.uint8))
        write_png(tmp_path / f"masks/{index}.png", np.full((32, 48), 255, np.uint8))
    scorer = scorer_on_ray(
        model_scorer("roadeye", open_deadly()), open_deadly_map, RayActors(number=2)
    )
    found = scorer.score(open_dataset(tmp_path), EvaluationSettings(), lambda: None)
    (unscored,) = found.unscored
    assert unscored.name == "1"
    assert "died, twice" in unscored.reason
    assert found.groups["all"].counts.tp == 2 * 32 * 48
    assert found.groups["all"].counts.fn == 32 * 48
