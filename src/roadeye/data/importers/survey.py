"""What a folder of labels holds: classes with how often they are used, before anything is written."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import inf

from roadeye.data.importers.annotation import Annotated, Labels
from roadeye.data.importers.paint import Roles, frame_of
from roadeye.errors import InputError
from roadeye.problems import FileProblem

_CLASSES_TOLD = 30
_ZERO = frozenset({"0", "#000000"})


@dataclass
class ClassUse:
    """Count how often a class is used.

    Attributes:
        pictures: In how many pictures.
        areas: By how many areas.
    """

    pictures: int = 0
    areas: int = 0


@dataclass
class Survey:
    """Hold what was found.

    Attributes:
        classes: The classes, the most used first; those that are declared only come last.
        annotated: The pictures with at least one area.
        empty: The pictures without any.
        problems: What could not be read.
        remarks: What was passed over, with how many there were.
    """

    classes: dict[str, ClassUse] = field(default_factory=dict)
    annotated: list[Annotated] = field(default_factory=list)
    empty: list[Annotated] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    remarks: Counter[str] = field(default_factory=Counter)


def survey(labels: Labels, advance: Callable[[], None] = lambda: None) -> Survey:
    """Read every annotation once and count the classes.

    Args:
        labels: What was found.
        advance: Called after each picture.
    """
    found = Survey(problems=list(labels.problems))
    uses: dict[str, ClassUse] = {name: ClassUse() for name in labels.classes}
    for one in labels.pictures:
        try:
            reading = one.read(frame_of(one).size)
        except InputError as error:
            found.problems.append(problem_of(one, labels, error))
        else:
            found.remarks += reading.remarks
            (found.annotated if reading.regions else found.empty).append(one)
            for name, areas in Counter(region.label for region in reading.regions).items():
                use = uses.setdefault(name, ClassUse())
                use.pictures += 1
                use.areas += areas
        advance()
    found.classes = dict(sorted(uses.items(), key=lambda item: (-item[1].pictures, item[0])))
    return found


def problem_of(one: Annotated, labels: Labels, error: InputError) -> FileProblem:
    """Say an error of an annotation as one line, without the folder."""
    inside = one.source.is_relative_to(labels.root)
    name = str(one.source.relative_to(labels.root)) if inside else str(one.source)
    told = str(error).removeprefix(str(one.source)).replace(str(labels.root) + "/", "")
    return FileProblem(name, " ".join(told.split()).rstrip("."))


def choose_roles(
    found: Survey, road: Iterable[str], ignored: Iterable[str], not_labelled: Iterable[str] = ()
) -> Roles:
    """Return which classes are road and which do not count.

    Where masks have only 0 and one other value, that value may be called road.

    Args:
        found: What there is.
        road: Classes that are road.
        ignored: Classes whose pixels count nowhere.
        not_labelled: Classes that never count, whoever asks.

    Raises:
        InputError: A class is not there, is both, or nothing is labelled with any class of road.
    """
    roads, no_count = frozenset(road), frozenset(ignored)
    if roads == {"road"} and (other := only_value_beside_zero(found)):
        roads = frozenset({other})
    for name in sorted(roads | no_count):
        if name not in found.classes:
            raise InputError(_no_such_class(name, found), code="no-such-class")
    if both := roads & no_count:
        raise InputError(f"the class {min(both)!r} cannot be road and not count at once.")
    if roads and not any(found.classes[name].areas for name in roads):
        names = ", ".join(sorted(roads))
        raise InputError(
            f"nothing is labelled as {names}. {told_classes(found)}", code="no-such-class"
        )
    return Roles(roads, no_count | (frozenset(not_labelled) - roads))


def only_value_beside_zero(found: Survey) -> str:
    """Return the other value of masks that have only 0 and one more, as they name it; else `""`.

    >>> only_value_beside_zero(Survey({"0": ClassUse(2, 2), "255": ClassUse(1, 1)}))
    '255'
    """
    others = [name for name in found.classes if name not in _ZERO]
    is_value = len(others) == 1 and (others[0].isdecimal() or others[0].startswith("#"))
    return others[0] if is_value and len(found.classes) == 2 else ""


def told_classes(found: Survey) -> str:
    """Return the classes in one sentence.

    >>> told_classes(Survey({"road": ClassUse(3, 4), "sky": ClassUse()}))
    'Classes with their pictures: road (3), sky (0).'
    """
    if not found.classes:
        return "There is no class at all."
    names = list(found.classes)[:_CLASSES_TOLD]
    told = ", ".join(f"{name} ({found.classes[name].pictures})" for name in names)
    more = len(found.classes) - len(names)
    return f"Classes with their pictures: {told}{f' and {more} more' if more else ''}."


def _no_such_class(name: str, found: Survey) -> str:
    nearest = _nearest(name, list(found.classes))
    hint = f"; the nearest is {nearest!r}" if nearest else ""
    return f"there is no class {name!r}{hint}. {told_classes(found)}"


def _nearest(name: str, names: list[str]) -> str:
    """Return the most similar name, or the shortest of which it is a part."""
    folded = {one.casefold(): one for one in names}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if close:
        return folded[close[0]]
    holding = [one for key, one in folded.items() if name.casefold() in key]
    return min(holding, key=lambda one: (len(one) or inf, one), default="")
