"""Pictures with one cause are told in one line."""

import pytest

from roadeye.cli.unscored import grouped, tell_unscored
from roadeye.evaluation.result import UnscoredPicture

MISSING = [
    UnscoredPicture(f"um_{n:06}", f"there is no map of um_{n:06}; expected um_road_{n:06}.png.")
    for n in range(324)
]


def test_one_cause_is_one_line_with_five_names() -> None:
    assert grouped(MISSING) == [
        "324 pictures (um_000000, um_000001, um_000002, um_000003, um_000004 and 319 more): "
        + MISSING[0].reason
    ]


def test_causes_are_told_apart_and_bounded() -> None:
    words = "".join(map(chr, range(ord("a"), ord("z") + 1)))
    many = [UnscoredPicture(f"p{letter}", f"cause {letter * 3}") for letter in words]
    lines = grouped([*many, *many])
    assert len(lines) == 21
    assert lines[0] == "2 pictures (pa, pa): cause aaa"
    assert lines[-1] == "12 more pictures have 6 other causes."


def test_a_single_picture_is_named_with_its_reason() -> None:
    assert grouped(MISSING[:1]) == [f"um_000000: {MISSING[0].reason}"]


def test_verbose_names_all(capsys: pytest.CaptureFixture[str]) -> None:
    tell_unscored(MISSING, 10, verbose=True)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 325
    assert lines[-1] == "roadeye: the scores are over 10 of 334 pictures only."
    tell_unscored(MISSING, 10)
    assert len(capsys.readouterr().err.splitlines()) == 2
