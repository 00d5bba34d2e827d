"""A folder for outputs in an object store, which knows no locks and cannot append."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from roadeye.batch.manifest import Log
from roadeye.errors import OutputError
from roadeye.io.address import joined, open_store, store_fault

_LOCK = ".roadeye-lock"
_REFRESH = 20.0  # seconds between two signs of life
_STALE = 90.0  # seconds without one, after which the holder counts as dead


@dataclass(frozen=True)
class StorePlace:
    """A folder in a store; its manifest is a folder of parts, each written at once.

    Attributes:
        address: The folder.
    """

    address: str

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder by an object in it, renewed while the block runs.

        A holder that was killed frees it at once for the same machine, else after a while.

        Raises:
            OutputError: Another process holds it, or the store refuses.
        """
        store, path = open_store(joined(self.address, _LOCK))
        with _told(self.address):
            if not self._take(store, path):
                raise OutputError(
                    f"{self.address} is in use by another job: wait for it to end.",
                    code="folder-in-use",
                )
        over = threading.Event()
        renewing = threading.Thread(target=_renew, args=(store, path, over), daemon=True)
        renewing.start()
        try:
            yield
        finally:
            over.set()
            renewing.join()
            with suppress(Exception):  # it gets stale by itself
                store.rm_file(path)

    def _take(self, store: Any, path: str) -> bool:
        for _ in range(2):
            try:
                store.pipe_file(path, _holder(), mode="create")
            except FileExistsError:
                if not _is_stale(store, path):
                    return False
                store.rm_file(path)
            else:
                return True
        return False

    def log(self) -> Log:
        """Return the lines of the manifest."""
        return StoreLog(joined(self.address, "manifest"))

    def existing(self, names: Iterable[str]) -> Callable[[str], bool]:  # noqa: ARG002
        """Return what tells which outputs are there: those that one listing has."""
        store, path = open_store(self.address)
        with _told(self.address):
            there = {name.removeprefix(f"{path}/") for name in store.find(path)}
        return there.__contains__

    def write(self, name: str, content: bytes) -> None:
        """Write an object.

        Raises:
            OutputError: The store refuses.
        """
        store, path = open_store(joined(self.address, name))
        with _told(joined(self.address, name)):
            store.pipe_file(path, content)


@dataclass(frozen=True)
class StoreLog:
    """Keep lines as objects, one for each call of `append`.

    Attributes:
        name: The address of the folder that holds them.
    """

    name: str

    def lines(self) -> Iterator[bytes]:
        """Yield all lines; an object is there whole or not at all.

        Raises:
            OutputError: The store refuses.
        """
        store, path = open_store(self.name)
        with _told(self.name):
            parts = sorted(store.find(path))
            contents = store.cat(parts) if parts else {}
        for part in parts:
            yield from contents[part].splitlines()

    def append(self, lines: Iterable[bytes]) -> None:
        """Keep more lines.

        Raises:
            OutputError: The store refuses.
        """
        content = b"".join(line + b"\n" for line in lines)
        store, path = open_store(f"{self.name}/{time.time_ns():020}.jsonl")
        with _told(self.name):
            store.pipe_file(path, content)

    def clear(self) -> None:
        """Forget all lines.

        Raises:
            OutputError: The store refuses.
        """
        store, path = open_store(self.name)
        with _told(self.name), suppress(FileNotFoundError):
            store.rm(path, recursive=True)


@contextmanager
def _told(address: str) -> Iterator[None]:
    """Turn what a store raises into one sentence."""
    try:
        yield
    except OutputError:
        raise
    except Exception as error:
        code = "store"
        raise OutputError(f"cannot write {address}: {store_fault(error)}.", code=code) from error


def _holder() -> bytes:
    return json.dumps({"host": socket.gethostname(), "pid": os.getpid()}).encode()


def _is_stale(store: Any, path: str) -> bool:
    try:
        holder = json.loads(store.cat_file(path))
        age = time.time() - store.modified(path).timestamp()
    except FileNotFoundError:
        return True
    if holder["host"] != socket.gethostname():
        return bool(age > _STALE)
    try:
        os.kill(holder["pid"], 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return bool(age > _STALE)


def _renew(store: Any, path: str, over: threading.Event) -> None:
    while not over.wait(_REFRESH):
        with suppress(Exception):  # the next time may do better
            store.pipe_file(path, _holder())
