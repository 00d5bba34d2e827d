"""Ray on this machine or a cluster: started or reached, quiet, and left as it was found."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

from roadeye.errors import InputError, MissingExtraError

LOCAL = "ray"
"""Means Ray on this machine; anything else is the address of a cluster."""

_CLIENT = "ray://"
_CLIENT_PORT = 10001  # where `ray start --head` listens for clients
_CONNECT_SECONDS = 10.0
_STORE_BYTES = 80 << 20  # Ray's own minimum is 75 MiB; events are small, pictures never go there
_ENVIRONMENT = {  # Ray reads these from nowhere else
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # else it warns that this will be the default
    "RAY_worker_niceness": "0",  # its own 15 would let any other work go first
}


@dataclass(frozen=True)
class RayActors:
    """Say where Ray runs, and how many of its actors do the work.

    Attributes:
        where: `LOCAL` or the address of a cluster.
        number: How many, and how many cores a Ray on this machine has; None takes all.
        verbose: Whether Ray's own messages are shown.
    """

    where: str = LOCAL
    number: int | None = None
    verbose: bool = False


def is_cluster(where: str) -> bool:
    """Tell whether a text can be the address of a cluster.

    >>> [is_cluster(text) for text in ("ray://head", "10.0.0.1:6379", "ray://", "head")]
    [True, True, False, False]
    """
    if where.startswith(_CLIENT):
        return len(where) > len(_CLIENT)
    host, _, port = where.rpartition(":")
    return bool(host) and port.isdigit()


@contextmanager
def connected(actors: RayActors) -> Iterator[int]:
    """Start Ray on this machine, or connect to a cluster; end that with the block.

    A connection that the calling program has already is used, and left open.

    Yields:
        The number of cores.

    Raises:
        MissingExtraError: Ray is not installed.
        InputError: It cannot be started or reached.
    """
    ray = _imported()
    if ray.is_initialized():
        yield _cores(ray)
        return
    try:
        with _own_signals():
            _start(ray, actors)
        cores = _cores(ray)
    except Exception as error:
        ray.shutdown()
        raise _not_there(actors.where, error) from error
    try:
        yield cores
    finally:
        ray.shutdown()


def _not_there(where: str, error: Exception) -> InputError:
    if where == LOCAL:
        why = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        return InputError(f"Ray cannot be started on this machine: {why}", code="no-ray-here")
    return InputError(
        f"Ray at {where} cannot be reached ({type(error).__name__}); see that it runs there, or "
        f"take {LOCAL}, which starts it on this machine.",
        code="no-ray",
    )


def _imported() -> ModuleType:
    for name, value in _ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    try:
        import ray
    except ImportError as error:
        raise MissingExtraError("Ray", "ray") from error
    found: ModuleType = ray
    return found


def _start(ray: ModuleType, actors: RayActors) -> None:
    where, verbose = actors.where, actors.verbose
    level = logging.INFO if verbose else logging.CRITICAL
    if where == LOCAL:
        ray.init(
            num_cpus=actors.number,
            include_dashboard=False,
            object_store_memory=_STORE_BYTES,
            log_to_driver=verbose,
            logging_level=level,
        )
        return
    if where.startswith(_CLIENT) and not where.rpartition(":")[2].isdigit():
        where = f"{where}:{_CLIENT_PORT}"
    host, _, port = where.removeprefix(_CLIENT).rpartition(":")
    # Ray itself waits for minutes where nobody listens.
    socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    ray.init(address=where, log_to_driver=verbose, logging_level=level)


def _cores(ray: ModuleType) -> int:
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


@contextmanager
def _own_signals() -> Iterator[None]:
    """Keep the handler of SIGTERM, which Ray replaces by one that ends the process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handler = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, handler)
