"""Give each input a name for its outputs, so that no two inputs write the same file."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path


def output_names(paths: Sequence[Path]) -> list[str]:
    """Return a name for each of `paths`, all different even where case does not count.

    A name is the file's stem. Where stems are equal, all that share one take more of their paths:
    the suffix, then the folders above, then a number.

    >>> output_names([Path("a.jpg"), Path("b.jpg")])
    ['a', 'b']
    >>> output_names([Path("a.jpg"), Path("a.png")])
    ['a_jpg', 'a_png']
    >>> output_names([Path("x/a.jpg"), Path("y/a.jpg"), Path("b.jpg")])
    ['x_a_jpg', 'y_a_jpg', 'b']
    """
    longer = [_candidates(path) for path in paths]
    names = [next(candidates) for candidates in longer]
    while True:
        often = Counter(name.casefold() for name in names)
        shared = [index for index, name in enumerate(names) if often[name.casefold()] > 1]
        if not shared:
            return names
        grew = False
        for index in shared:
            name = next(longer[index], None)
            if name is not None:
                names[index], grew = name, True
        if not grew:
            return _numbered(names)


def _candidates(path: Path) -> Iterator[str]:
    """Yield ever longer names of one path."""
    whole = path.absolute()
    name = path.stem
    yield name
    if path.suffix:
        name = f"{name}_{path.suffix[1:]}"
        yield name
    for folder in whole.parents:
        if folder.name and folder.name != "..":
            name = f"{folder.name}_{name}"
            yield name


def _numbered(names: Sequence[str]) -> list[str]:
    """Number the names that are still equal, first come first."""
    taken: set[str] = {name.casefold() for name in names}
    seen: set[str] = set()
    result = []
    for name in names:
        free = name
        if name.casefold() in seen:
            free = next(
                numbered
                for number in count(2)
                if (numbered := f"{name}-{number}").casefold() not in taken | seen
            )
        seen.add(free.casefold())
        result.append(free)
    return result
