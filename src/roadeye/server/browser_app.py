"""Write a page that finds the road in the browser itself, for any server of plain files."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from roadeye.errors import ModelError, OutputError
from roadeye.io.atomic import write_bytes
from roadeye.io.outputs import make_folder
from roadeye.model.container import ModelFile, read_spec
from roadeye.model.engine import model_path, read_model
from roadeye.server.offer import OfferedModels, model_name, offer
from roadeye.server.page_files import browser_files

WORKER = "service-worker.js"
_POLICY = "; ".join(  # noqa: FLY002  a directive a line
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
_CHARSET = b'<meta charset="utf-8">'


def app_files(models: Sequence[str]) -> Mapping[str, bytes]:
    """Return the files of the page, by their paths below its folder.

    Args:
        models: `roadeye`, TFLite model files or run folders.

    Raises:
        ModelError: A model cannot be read, or is no TFLite file.
    """
    files = dict(browser_files())
    offered = []
    for model in models:
        name, file = model_name(model), _tflite(model)
        files[f"models/{name}.tflite"] = file.content
        offered.append(offer(name, read_spec(file)))
    files["models.json"] = msgspec.json.encode(OfferedModels(tuple(offered)))
    files["index.html"] = _with_policy(files["index.html"])
    files[WORKER] = _with_files(files[WORKER], files)
    return files


def write_app(folder: Path, models: Sequence[str], *, overwrite: bool = False) -> int:
    """Write the page; return the sum of its bytes.

    Args:
        folder: Where it goes; made where it is not there.
        models: `roadeye`, TFLite model files or run folders.
        overwrite: Write over files of an earlier page.

    Raises:
        ModelError: A model cannot be read, or is no TFLite file.
        OutputError: A file is there already, or cannot be written.
    """
    files = app_files(models)
    there = [name for name in files if (folder / name).exists()]
    if there and not overwrite:
        raise OutputError(
            f"{folder / there[0]} and {len(there) - 1} more files exist already; nothing was "
            "written.",
            code="app-exists",
        )
    make_folder(folder)
    for name, content in files.items():
        write_bytes(folder / name, content)
    return sum(map(len, files.values()))


def _tflite(model: str) -> ModelFile:
    path = model_path(model)
    if path.suffix != ".tflite":
        raise ModelError(f"{path} does not run in a browser; give a .tflite file.")
    return read_model(model)


def _with_policy(page: bytes) -> bytes:
    """Write into the page what a plain server does not send as headers."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    return page.replace(_CHARSET, _CHARSET + b"\n" + policy.encode(), 1)


def _with_files(worker: bytes, files: Mapping[str, bytes]) -> bytes:
    """Fill in what is kept for use without a network; another content is another version."""
    names = sorted(set(files) - {WORKER})
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    kept = json.dumps(["./", *names])
    return worker.replace(
        b'VERSION = "none"', f'VERSION = "{digest.hexdigest()[:16]}"'.encode(), 1
    ).replace(b"FILES = []", f"FILES = {kept}".encode(), 1)
