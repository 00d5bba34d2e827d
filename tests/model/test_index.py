"""The index: what is got is what it names, whatever a server does."""

import hashlib
import json
from pathlib import Path

import msgspec
import pytest
from archive_server import Behaviour, serving

from roadeye.cli import main
from roadeye.errors import InputError, ModelError
from roadeye.model.engine import model_path, read_model, rewrite_spec
from roadeye.model.index import (
    ModelEntry,
    find_entry,
    get_model,
    packaged_entries,
    read_index,
    verify,
)

CONTENT = b"a model file" * 1000


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


def entry_at(url: str, content: bytes = CONTENT) -> ModelEntry:
    digest = hashlib.sha256(content).hexdigest()
    return ModelEntry(
        name="other", file="other.tflite", bytes=len(content), sha256=digest, licence="MIT", url=url
    )


def test_the_package_describes_its_own() -> None:
    (entry, *_) = packaged_entries()
    content = read_model("roadeye").content
    assert (entry.name, entry.file, entry.bytes) == ("roadeye", "roadeye.tflite", len(content))
    assert entry.sha256 == hashlib.sha256(content).hexdigest()
    assert entry.scores


def test_a_model_in_the_package_is_copied(tmp_path: Path) -> None:
    get_model(find_entry(packaged_entries(), "roadeye"), tmp_path / "m.tflite")
    assert (tmp_path / "m.tflite").read_bytes() == read_model("roadeye").content


@pytest.mark.parametrize(
    "behaviour",
    [Behaviour(CONTENT), Behaviour(CONTENT, statuses=[503]), Behaviour(CONTENT, break_off=[100])],
    ids=["well", "busy first", "breaks off first"],
)
def test_a_model_is_downloaded(behaviour: Behaviour, tmp_path: Path) -> None:
    with serving(behaviour) as url:
        get_model(entry_at(url), tmp_path / "m.tflite")
    assert (tmp_path / "m.tflite").read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (Behaviour(CONTENT[:-1] + b"!"), "gave another file than other: its SHA-256 is"),
        (Behaviour(b"<html>Please log in</html>"), "gave another file than other"),
        (Behaviour(CONTENT, length=100), "gave another file than other"),
        (Behaviour(CONTENT, statuses=[404]), "the server answers 404"),
        (Behaviour(CONTENT, break_off=[100] * 9), "the server broke off"),
    ],
    ids=["one letter", "a page", "short length", "not there", "breaks off always"],
)
def test_a_server_that_lies_leaves_nothing(
    behaviour: Behaviour, message: str, tmp_path: Path
) -> None:
    with serving(behaviour) as url, pytest.raises(InputError, match=message):
        get_model(entry_at(url), tmp_path / "m.tflite")
    assert not list(tmp_path.iterdir())


def index_file(folder: Path, *entries: object) -> Path:
    path = folder / "index.json"
    path.write_text(json.dumps({"models": entries}))
    return path


def test_an_index_is_read(tmp_path: Path) -> None:
    entry = entry_at("https://example.org/other.tflite")
    assert read_index(index_file(tmp_path, msgspec.to_builtins(entry))) == [entry]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sha256": "0" * 63}, "sha256"),
        ({"bytes": 0}, "bytes"),
        ({"file": "../../etc/passwd"}, "file"),
        ({"file": "a/b.tflite"}, "file"),
        ({"name": "roadeye"}, "names roadeye again"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_index_is_refused(changed: dict[str, object], message: str, tmp_path: Path) -> None:
    told = msgspec.to_builtins(entry_at("https://example.org")) | changed
    with pytest.raises(InputError, match=message):
        read_index(index_file(tmp_path, told))


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        read_index(tmp_path / "absent.json")
    (tmp_path / "x.json").write_bytes(b"\xff{")
    with pytest.raises(InputError, match="is not an index of models"):
        read_index(tmp_path / "x.json")


def test_an_unknown_name_names_the_known() -> None:
    with pytest.raises(InputError, match="no model 'best'; known are roadeye"):
        find_entry(packaged_entries(), "best")


def test_verify_tells_damaged_from_another_version(tmp_path: Path) -> None:
    entries = packaged_entries()
    assert verify("roadeye", entries).name == "roadeye"
    altered = tmp_path / "roadeye.tflite"
    content = bytearray(model_path("roadeye").read_bytes())
    content[len(content) // 2] ^= 1
    altered.write_bytes(content)
    with pytest.raises(ModelError, match="altered or damaged"):
        verify(str(altered), entries)
    spec = msgspec.structs.replace(verify("roadeye", entries), version="0")
    rewrite_spec("roadeye", altered, spec)
    with pytest.raises(ModelError, match="is whole, but not the roadeye of the index"):
        verify(str(altered), entries)
    assert verify(str(altered), []).version == "0"


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*words: str) -> tuple[int | str | None, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["models", *words])
        captured = capsys.readouterr()
        return ended.value.code, captured.out, captured.err

    code, out, _ = run("list", "--json")
    assert (code, next(one["name"] for one in json.loads(out)["models"])) == (0, "roadeye")
    code, out, _ = run("list")
    assert code == 0
    assert "SHA-256" in out
    assert run("get", "roadeye", "-o", str(tmp_path))[0] == 0
    code, _, told = run("get", "roadeye", "-o", str(tmp_path))
    assert code == 2
    assert "exists already" in told
    assert run("verify", str(tmp_path / "roadeye.tflite"), "roadeye")[0] == 0
    code, _, told = run("verify", "roadeye", str(tmp_path / "absent.tflite"))
    assert code == 1
    assert "absent.tflite" in told
