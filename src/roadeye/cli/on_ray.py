"""`--on WHERE`: with Ray, on this machine or on a cluster."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from roadeye.batch.ray_cluster import RayActors


def actors_on(where: str, number: int | None, *, verbose: bool = False) -> "RayActors":
    """Return the actors that `--on` means.

    Args:
        where: What was given.
        number: How many; None takes one for each core.
        verbose: Whether Ray's own messages are shown.

    Raises:
        InputError: It names neither this machine nor a cluster.
        MissingExtraError: Ray is not installed.
    """
    from roadeye.batch.ray_cluster import LOCAL, RayActors, is_cluster
    from roadeye.cli.extras import require
    from roadeye.errors import InputError

    if where != LOCAL and not is_cluster(where):
        raise InputError(f"--on is ray, ray://HOST or HOST:PORT, not {where!r}.")
    require("ray", "--on", "ray")
    return RayActors(where, number, verbose)
