"""The files of `roadeye app`: complete, unaltered, and never written over what is there."""

import hashlib
import json
import re
from importlib import resources
from pathlib import Path

import msgspec
import pytest

from roadeye.cli import main
from roadeye.model.container import ModelFile, read_spec, with_spec
from roadeye.server.browser_app import WORKER, app_files


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["app", *words])
    code = ended.value.code
    assert isinstance(code, int)
    return code


def test_what_came_from_npm_is_unaltered() -> None:
    folder = resources.files("roadeye.server") / "litert"
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    for digest, name in (line.split("  ") for line in lines):
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    assert {line.split("  ")[1] for line in lines} | {"SHA256SUMS"} == {
        one.name for one in folder.iterdir()
    }


def test_every_file_that_is_named_is_there() -> None:
    files = app_files(["roadeye"])
    for name, content in files.items():
        if name.endswith((".js", ".html")) and not name.startswith("litert/"):
            for named in re.findall(r'(?:from |href=|src=)"\./([^"]+)"', content.decode()):
                if named != "docs":
                    assert named in files, f"{name} names {named}"
    kept = re.search(rb"FILES = (\[.*\]);", files[WORKER])
    assert kept is not None
    assert set(json.loads(kept.group(1))) == {"./", *files} - {WORKER}
    assert b"Content-Security-Policy" in files["index.html"]


def test_another_content_is_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    first = app_files(["roadeye"])
    assert app_files(["roadeye"]) == first
    model = ModelFile("roadeye.tflite", first["models/roadeye.tflite"])
    spec = read_spec(model)
    head = msgspec.structs.replace(spec.heads[0], threshold=0.25)
    changed = with_spec(model, spec.with_head(head))
    monkeypatch.setattr("roadeye.server.browser_app.read_model", lambda _: changed)
    assert app_files(["roadeye"])[WORKER] != first[WORKER]


def test_it_writes_once_and_again_only_if_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = tmp_path / "site"
    assert run(str(site)) == 0
    assert (site / "models" / "roadeye.tflite").stat().st_size > 1_000_000
    (site / "index.html").write_text("mine")
    assert run(str(site)) == 2
    assert "exist already" in capsys.readouterr().err
    assert (site / "index.html").read_text() == "mine"
    assert run(str(site), "--overwrite") == 0
    assert (site / "index.html").read_text() != "mine"


@pytest.mark.parametrize("model", ["nobody.tflite", "pyproject.toml"])
def test_what_is_no_model_is_told(model: str, tmp_path: Path) -> None:
    assert run(str(tmp_path / "site"), "--model", model) == 2
    assert not (tmp_path / "site").exists()
