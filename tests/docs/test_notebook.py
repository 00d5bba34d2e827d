"""The notebook runs from its first cell to its last, and holds no outputs."""

import os
import sys
from pathlib import Path

import nbformat
import pytest
from console_blocks import REPOSITORY

NOTEBOOK = REPOSITORY / "docs" / "notebooks" / "fine_tune.ipynb"


def test_no_output_is_kept() -> None:
    cells = [cell for cell in nbformat.read(NOTEBOOK, 4).cells if cell.cell_type == "code"]
    assert len(cells) >= 5
    assert not [cell.id for cell in cells if cell.outputs or cell.execution_count]


@pytest.mark.slow
@pytest.mark.tf
def test_every_cell_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbclient = pytest.importorskip("nbclient")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    notebook = nbformat.read(NOTEBOOK, 4)
    nbclient.NotebookClient(
        notebook,
        timeout=1800,
        startup_timeout=300,
        resources={"metadata": {"path": tmp_path}},
    ).execute()
    texts = [_text(cell) for cell in notebook.cells if cell.cell_type == "code"]
    assert "of the picture is road" in texts[1]
    assert "image/png" in texts[1]
    assert (tmp_path / "my_run" / "model.tflite").exists()
    assert "IoU" in texts[3]
    assert "image/png" in texts[4]


def _text(cell: nbformat.NotebookNode) -> str:
    """Return all that a cell printed and showed."""
    return "".join(
        one.get("text", "") + "".join(one.get("data", {})) + "".join(one.get("traceback", []))
        for one in cell.outputs
    )
