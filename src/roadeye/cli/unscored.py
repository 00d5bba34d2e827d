"""What a command that scores tells on stderr of the pictures that are in no score."""

from collections.abc import Sequence

from roadeye.cli.terminal import say
from roadeye.evaluation.result import UnscoredPicture
from roadeye.problems import FileProblem, summarise


def tell_unscored(
    unscored: Sequence[UnscoredPicture], scored: int, *, verbose: bool = False
) -> None:
    """Tell which pictures could not be scored, and over how many the scores are.

    Args:
        unscored: The pictures.
        scored: Number of the others.
        verbose: Whether each picture gets a line of its own.
    """
    for line in lines(unscored, verbose=verbose):
        say(line)
    if unscored:
        say(f"the scores are over {scored} of {scored + len(unscored)} pictures only.")


def lines(unscored: Sequence[UnscoredPicture], *, verbose: bool) -> list[str]:
    """Return a line for each picture, or for each cause with the first few pictures that have it.

    >>> lines([UnscoredPicture("um_000000", "a label is missing.")], verbose=False)
    ['um_000000 is left out: a label is missing.']
    """
    problems = [FileProblem(one.name, f"is left out: {one.reason}") for one in unscored]
    if verbose:
        return [f"{one.file} {one.what}" for one in problems]
    return summarise(problems)
