"""`Accept` chooses the answer, as RFC 9110 says."""

import pytest

from roadeye.server.accept import Answer, negotiate
from roadeye.server.problem_details import Problem


@pytest.mark.parametrize(
    ("accept", "answer"),
    [
        ("", Answer.JSON),
        ("*/*", Answer.JSON),
        ("application/json", Answer.JSON),
        ("image/png", Answer.MASK),
        ("IMAGE/PNG", Answer.MASK),
        ("image/*", Answer.MASK),
        ("image/png;output=prob", Answer.PROBABILITY),
        ('image/png; output="prob"', Answer.PROBABILITY),
        ("image/png;output=mask", Answer.MASK),
        ("image/jpeg", Answer.OVERLAY),
        ("image/jpeg;q=0.5, image/png;q=0.8", Answer.MASK),
        ("text/html, */*;q=0.1", Answer.JSON),
        ("application/json;q=0, */*", Answer.MASK),  # the exact range counts, whatever its place
        ("image/png;q=0.1, image/png;output=prob", Answer.PROBABILITY),
        ("image/avif,image/webp,image/png,image/*;q=0.8", Answer.MASK),  # a browser's <img>
        ("nonsense, image/jpeg", Answer.OVERLAY),
        ("image/png;q=lots, image/jpeg;q=0.1", Answer.OVERLAY),
    ],
)
def test_the_best_liked_answer_is_given(accept: str, answer: Answer) -> None:
    assert negotiate(accept) is answer


@pytest.mark.parametrize("accept", ["text/html", "image/png;q=0", "image/png;output=x", "nonsense"])
def test_what_cannot_be_given_is_told(accept: str) -> None:
    with pytest.raises(Problem, match="there are: application/json"):
        negotiate(accept)
