"""The page about JSON names all keys; tests of the commands ask it about what they print."""

import pytest
from json_reference import undocumented

from roadeye.evaluation.calibrate import CalibrationFit
from roadeye.model.index import ModelEntry


@pytest.mark.parametrize(
    ("command", "kind"), [("calibrate", CalibrationFit), ("models list", ModelEntry)]
)
def test_every_field_is_described(command: str, kind: type) -> None:
    assert not undocumented(command, kind.__annotations__)


def test_a_key_that_the_page_leaves_out_is_found() -> None:
    assert undocumented("bev", {"source", "colour"}) == {"colour"}
    with pytest.raises(KeyError):
        undocumented("paint", {"source"})
