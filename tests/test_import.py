"""Inference must not bring TensorFlow: seen in a fresh process, and the look is itself tested."""

import subprocess
import sys

import pytest

HEAVY = ("tensorflow", "keras", "matplotlib", "cv2", "av", "numpy")
LOOK = "import sys; print(sorted(set(sys.modules) & set({names!r})))"


def _loaded(statement: str) -> str:
    code = f"{statement}\n{LOOK.format(names=HEAVY)}"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_import_brings_nothing_heavy() -> None:
    assert _loaded("import roadeye") == "[]"


def test_the_command_line_starts_light() -> None:
    assert _loaded("import roadeye.cli.app; roadeye.cli.app.build([])") == "[]"


@pytest.mark.parametrize("name", ["load", "evaluate"])
def test_the_api_brings_no_tensorflow(name: str) -> None:
    loaded = _loaded(f"import roadeye; roadeye.{name}")
    assert "tensorflow" not in loaded
    assert "keras" not in loaded


def test_the_look_can_fail() -> None:
    assert "numpy" in _loaded("import roadeye, numpy")
