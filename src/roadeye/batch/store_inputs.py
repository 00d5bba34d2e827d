"""Inputs in an object store: listed by their names, no object is read."""

from collections import Counter
from pathlib import PurePosixPath
from typing import Any

from roadeye.batch.inputs import Input, source_is_out
from roadeye.errors import InputError
from roadeye.io.address import is_address, open_store, store_fault
from roadeye.io.find import PICTURE_SUFFIXES, VIDEO_SUFFIXES, unknown_suffix


def list_store(source: str, out: str, left_out: Counter[str], *, recursive: bool) -> list[Input]:
    """Find the inputs at an address: an object, a folder or a pattern.

    Args:
        source: The address.
        out: The folder for outputs, which is not looked into.
        left_out: Gets how many objects were left out, by reason.
        recursive: Whether folders inside a folder are looked into.

    Raises:
        InputError: There is nothing, the store refuses, or cannot be reached.
    """
    store, path = open_store(source)
    try:
        root, objects = _objects(store, path, recursive=recursive)
    except Exception as error:
        raise InputError(f"{source}: {store_fault(error)}.", code="no-such-source") from error
    avoided = open_store(out)[1] + "/" if is_address(out) and _same_kind(source, out) else None
    if avoided == root:
        raise source_is_out(source)
    found = []
    for key, facts in objects.items():
        suffix = PurePosixPath(key).suffix.lower()
        if facts.get("type") == "directory" or (avoided and key.startswith(avoided)):
            continue
        if suffix not in PICTURE_SUFFIXES | VIDEO_SUFFIXES:
            left_out[unknown_suffix(suffix)] += 1
            continue
        name = key.removeprefix(root)[: -len(suffix)]
        moves = suffix in VIDEO_SUFFIXES
        found.append(Input(store.unstrip_protocol(key), name, _version(facts), moves))
    if not found:
        raise InputError(f"{source} holds no picture and no video.", code="empty-folder")
    return sorted(found)


def _objects(store: Any, path: str, *, recursive: bool) -> tuple[str, dict[str, Any]]:
    """Return the part of the names that is not mirrored, and the facts of each object."""
    if any(mark in path for mark in "*?["):
        fixed = (
            path.split("*", maxsplit=1)[0]
            .split("?", maxsplit=1)[0]
            .split("[", maxsplit=1)[0]
            .rpartition("/")[0]
        )
        return f"{fixed}/", store.glob(path, detail=True)
    here = store.ls(path, detail=True)
    if len(here) == 1 and here[0]["name"].strip("/") == path.strip("/"):
        return f"{path.rpartition('/')[0]}/", {path: here[0]}
    if recursive:
        return f"{path}/", store.find(path, detail=True)
    return f"{path}/", {facts["name"]: facts for facts in here}


def _same_kind(one: str, other: str) -> bool:
    return one.partition("://")[0] == other.partition("://")[0]


def _version(facts: dict[str, Any]) -> str:
    tag = (
        facts.get("ETag") or facts.get("etag") or facts.get("LastModified") or facts.get("created")
    )
    return f"{facts.get('size')}-{tag}"
