"""Pictures that trained a model are left out of its scores, and stderr says so."""

from collections.abc import Sequence

from roadeye.cli.progress import progress
from roadeye.cli.terminal import say
from roadeye.data.dataset import Dataset
from roadeye.evaluation.overlap import hash_pictures, overlap, without
from roadeye.evaluation.scorer import Scorer


def leave_out_trained(
    dataset: Dataset, scorers: Sequence[Scorer], jobs: int, *, include_trained: bool
) -> tuple[Dataset, tuple[int | None, ...]]:
    """Leave out the pictures that trained any of several models, and tell how many on stderr.

    Args:
        dataset: The pictures to score.
        scorers: The models, and folders of probability maps, of whose models nothing is known.
        jobs: Number of pictures that are read at once.
        include_trained: Whether the pictures are counted and stay.

    Returns:
        The pictures to score, and for each scorer how many of the pictures trained it; None where
        that is not known.

    Raises:
        InputError: Nothing is left.
    """
    known = [one.fingerprints for one in scorers]
    for scorer in scorers:
        if scorer.segmenter is not None and not scorer.fingerprints:
            say(
                f"{_name(scorer, scorers)} does not say which pictures trained it: they may be "
                "among those scored"
            )
    if not any(known):
        return dataset, (None,) * len(scorers)
    with progress("recognise", len(dataset.items), "pictures") as told:
        hashes = hash_pictures(dataset, jobs, lambda: told.advance(1))
    found = [overlap(hashes, fingerprints) for fingerprints in known]
    rest = dataset if include_trained else without(dataset, frozenset().union(*found))
    for scorer, names in zip(scorers, found, strict=True):
        if names:
            trained = f"{len(names)} of {len(dataset.items)} pictures trained"
            then = (
                "all are scored, which flatters it"
                if include_trained
                else f"scoring the other {len(rest.items)} (--include-trained scores all)"
            )
            say(f"{trained} {_name(scorer, scorers)}; {then}")
    return rest, tuple(
        len(names) if fingerprints else None
        for fingerprints, names in zip(known, found, strict=True)
    )


def _name(scorer: Scorer, scorers: Sequence[Scorer]) -> str:
    return "this model" if len(scorers) == 1 else scorer.name
