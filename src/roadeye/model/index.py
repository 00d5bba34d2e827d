"""The index of model files: their names, sizes, licences, scores and SHA-256."""

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from roadeye.errors import InputError, ModelError
from roadeye.io.atomic import replacing
from roadeye.io.fetch import Advance, fetch
from roadeye.io.regular import sha256_of
from roadeye.model.container import read_spec
from roadeye.model.engine import MAX_BYTES, PACKAGED, model_path, packaged_models, read_model
from roadeye.model.spec import ModelSpec, Text

MAX_INDEX_BYTES = 1 << 20


class ModelEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Describe one model file.

    Attributes:
        name: What it is called on the command line.
        file: Its file name.
        bytes: Its size.
        sha256: Of its content, as 64 hexadecimal digits.
        licence: The licence of the weights.
        scores: Measured scores by name.
        url: Where it is downloaded from; empty for a model in the package.
    """

    name: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    file: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    bytes: Annotated[int, Meta(ge=1, le=MAX_BYTES)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
    licence: Text
    scores: Annotated[dict[Text, float], Meta(max_length=1000)] = {}
    url: Text = ""


class _Index(msgspec.Struct, frozen=True):
    models: tuple[ModelEntry, ...]


def packaged_entries() -> list[ModelEntry]:
    """Describe the models in the package, by what their files say and hold."""
    return [_described(name) for name in packaged_models()]


def read_index(path: Path) -> list[ModelEntry]:
    """Read an index of further models: JSON, `{"models": [{"name", "file", …}]}`.

    Raises:
        InputError: It cannot be read, is no index, or names a model twice or as the package does.
    """
    try:
        if path.stat().st_size > MAX_INDEX_BYTES:
            raise InputError(
                f"{path} is larger than {MAX_INDEX_BYTES >> 20} MB: it is not an index."
            )
        found = list(msgspec.json.decode(path.read_bytes(), type=_Index).models)
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}.") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path} is not an index of models: {error}.") from error
    names = [*PACKAGED, *(entry.name for entry in found)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise InputError(f"{path} names {', '.join(twice)} again: each model has one entry.")
    return found


def find_entry(entries: list[ModelEntry], name: str) -> ModelEntry:
    """Return the entry of a name.

    Raises:
        InputError: There is none.
    """
    for entry in entries:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in entries)
    raise InputError(f"there is no model {name[:100]!r}; known are {known}.")


def get_model(entry: ModelEntry, target: Path, advance: Advance = lambda _: None) -> None:
    """Copy or download a model file; nothing is left at `target` unless it is the one named.

    Args:
        entry: Which model.
        target: Where it goes.
        advance: Called with bytes that came.

    Raises:
        InputError: The server cannot be reached, or gives another file.
        ModelError: What came is no model file.
        OutputError: It cannot be written.
    """
    with replacing(target) as temporary:
        if entry.url:
            temporary.unlink()  # pooch takes a file that is there for the one that is wanted
            fetch(entry.url, temporary, lambda _: None, advance)
            found = sha256_of(temporary)
            if found != entry.sha256:
                raise InputError(
                    f"{entry.url} gave another file than {entry.name}: its SHA-256 is {found}, "
                    f"expected {entry.sha256}; it was deleted.",
                    code="wrong-digest",
                )
        else:
            temporary.write_bytes(read_model(entry.name).content)


def verify(model: str, entries: list[ModelEntry]) -> ModelSpec:
    """Make sure that a model file is whole, and the one that the index names by its file name.

    Raises:
        ModelError: It is missing, damaged, altered, or another one than the index names.
    """
    path = model_path(model)
    spec = read_spec(read_model(model))
    for entry in entries:
        if path.name == entry.file and sha256_of(path) != entry.sha256:
            raise ModelError(
                f"{path} is whole, but not the {entry.name} of the index: another version, or a "
                "model of the same file name.",
                code="wrong-digest",
            )
    return spec


def _described(name: str) -> ModelEntry:
    file = read_model(name)
    spec = read_spec(file)
    return ModelEntry(
        name=name,
        file=PACKAGED[name],
        bytes=len(file.content),
        sha256=file.sha256,
        licence=spec.licence,
        scores=spec.scores,
    )
