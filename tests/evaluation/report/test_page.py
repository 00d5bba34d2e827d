"""Pages: whole, self-contained, and closed to what file names would do to them."""

import re
import shutil
from datetime import UTC, datetime
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

import roadeye
from roadeye.cli import main
from roadeye.evaluation import Evaluation, EvaluationSettings
from roadeye.evaluation.accumulator import accumulate
from roadeye.evaluation.report.evaluation_page import evaluation_page
from roadeye.evaluation.report.pictures import EmbeddedPicture
from roadeye.evaluation.report.subject import Subject, TrainedPictures
from roadeye.evaluation.result import SEQUENCE, PictureScore, UnscoredPicture, make_evaluation

NOW = datetime(2030, 1, 2, 3, 4, tzinfo=UTC)
HOSTILE = """<script>document.title='broken'<b onclick="x">&amp;'"""
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "div", "span"),
    *("h1", "h2", "h3", "p", "b", "small", "bdi", "ul", "li", "dl", "dt", "dd", "figure"),
    *("figcaption", "img", "details", "summary", "table", "caption", "thead", "tbody", "tr", "th"),
    *("td", "svg", "g", "line", "text", "polyline", "polygon", "circle", "rect"),
}


class Reader(HTMLParser):
    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.style = ""
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take `<img />` and, inside drawings, `<line />`; an HTML parser knows no other."""
        assert tag in {"meta", "img"} or "svg" in self.open
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.style += data
        elif data.strip():
            self.texts.append(data.strip())


@pytest.fixture(params=["page", "comparison"])
def read(request: pytest.FixtureRequest) -> Reader:
    path: Path = request.getfixturevalue(request.param)
    assert path.stat().st_size < 10_000_000
    return Reader(path.read_bytes())


def test_nothing_runs_and_nothing_is_loaded(read: Reader) -> None:
    assert read.open == []
    assert {name for name, _ in read.elements} <= ALLOWED
    for name, attributes in read.elements:
        assert not [key for key in attributes if key.startswith("on") or key == "href"]
        if "src" in attributes:
            assert name == "img"
            assert (attributes["src"] or "").startswith("data:image/jpeg;base64,")
            assert attributes["loading"] == "lazy"
            assert attributes["alt"]
    assert not re.search(r"url\(|@import|//", read.style)
    policy = next(a["content"] for _, a in read.elements if "http-equiv" in a)
    assert (policy or "").startswith("default-src 'none'")


@pytest.mark.parametrize("made", ["page", "comparison"])
def test_a_page_is_well_formed(request: pytest.FixtureRequest, made: str) -> None:
    page: Path = request.getfixturevalue(made)
    root = ET.fromstring(page.read_text("utf-8"))
    assert [part.tag for part in root] == ["head", "body"]
    for drawing in root.iter("svg"):
        assert drawing.get("viewBox")
    headings = [part for part in root.iter() if part.tag in {"h1", "h2", "h3"}]
    levels = [int(part.tag[1]) for part in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    for table in root.iter("table"):
        width = len(table.findall("thead/tr/th"))
        assert {len(row) for row in table.iterfind("tbody/tr")} == {width}
    inside = {child.tag for paragraph in root.iter("p") for child in paragraph.iter()}
    assert inside <= {"p", "b", "bdi", "small"}  # a parser of HTML ends a paragraph at a block


def test_a_hostile_name_is_shown_as_it_is(read: Reader) -> None:
    assert HOSTILE in read.texts


def one_picture(name: str) -> Evaluation:
    mask = np.array([[True, False]])
    counts = accumulate(np.array([[200, 90]], np.uint8), mask, np.ones_like(mask), 0.5)
    return make_evaluation(
        EvaluationSettings(model=name, split=name),
        SEQUENCE,
        [PictureScore(name, name, name, counts.counts, None)],
        [UnscoredPicture(name, name)],
        {(name, name): counts},
        {},
    )


def test_nothing_from_outside_becomes_markup() -> None:
    pictures = {HOSTILE: EmbeddedPicture(b"", reason=HOSTILE)}
    subject = Subject(HOSTILE, HOSTILE)
    read = Reader(evaluation_page(one_picture(HOSTILE), subject, pictures, NOW))
    assert read.open == []
    assert {name for name, _ in read.elements} <= ALLOWED
    assert read.texts.count(HOSTILE) >= 12


@pytest.mark.parametrize(
    ("trained", "expected"),
    [
        (
            TrainedPictures((7,), 9),
            "7 of 9 pictures trained the model of these maps. They are left out of every score.",
        ),
        (
            TrainedPictures((7,), 9, included=True),
            (
                "7 of 9 pictures trained the model of these maps. They are scored too, so the scores are "
                "optimistic."
            ),
        ),
        (TrainedPictures((0,), 9), "0 of 9 pictures trained the model of these maps."),
        (
            TrainedPictures((None,), 9),
            "It is not known whether any of the 9 pictures trained the model of these maps.",
        ),
    ],
)
def test_a_page_says_how_many_pictures_trained_the_model(
    trained: TrainedPictures, expected: str
) -> None:
    pictures = {"x": EmbeddedPicture(b"", reason="none")}
    page = evaluation_page(one_picture("x"), Subject("", ""), pictures, NOW, trained=trained)
    read = Reader(page)
    assert expected in [" ".join(text.split()) for text in read.texts]
    warned = ("p", {"class": "warning"}) in read.elements
    assert warned == ("optimistic" in expected)


def test_a_page_tells_what_the_model_file_says() -> None:
    segmenter = roadeye.load(threads=1)
    subject = Subject("data", "folders", segmenter, "abc", "10,-10")
    pictures = {"x": EmbeddedPicture(b"", reason="none")}
    texts = Reader(evaluation_page(one_picture("x"), subject, pictures, NOW)).texts
    told = texts[texts.index("Method") :]
    spec, head = segmenter.spec, segmenter.head
    assert told[told.index("model file") + 1] == "SHA-256 abc"
    assert told[told.index("head") + 1] == f"{head.name}: {spec.describe(head)}"
    assert told[told.index("trained on") + 1] == ", ".join(spec.trained_on)
    assert told[told.index("licence") + 1] == spec.licence
    height, width = spec.input_sizes[0]
    assert f"{width}×{height}, " in told[told.index("input size") + 1]
    assert "the network sees only the rows 10,-10" in told[told.index("input size") + 1]
    assert told[told.index("temperature") + 1].startswith(f"{head.temperature:.3f}, ")


def test_a_phone_is_told_its_width(read: Reader) -> None:
    viewport = [a["content"] for _, a in read.elements if a.get("name") == "viewport"]
    assert viewport == ["width=device-width, initial-scale=1"]


def test_the_worst_and_median_pictures_are_there(page: Path) -> None:
    read = Reader(page.read_bytes())
    pictures = [a for name, a in read.elements if name == "img"]
    assert len(pictures) == 12 + 6
    assert len({a["alt"] for a in pictures}) == 18
    said = " ".join(read.texts)
    for part in (
        "The worst",
        "Around the median",
        "missed road",
        "MaxF",
        "none was run: the probability maps were written before",
        "NumPy",
        "OpenCV",
        "All 20 pictures",
        "It is not known whether any of the 20 pictures trained the model of these maps.",
        "20 pictures asked for, 20 scored",
        "95 % by bootstrap",
    ):
        assert part in said


def evaluate(*arguments: object) -> int:
    with pytest.raises(SystemExit) as left:
        main(["evaluate", *map(str, arguments)])
    return int(left.value.code or 0)


def test_scores_are_those_of_the_command(
    data: Path, maps: tuple[Path, Path], page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate(data, "--predictions", maps[0]) == 0
    rows = (line.split() for line in capsys.readouterr().out.splitlines())
    row = next(row for row in rows if row[:2] == ["all", "20"])  # prose may break before "all" too
    texts = Reader(page.read_bytes()).texts
    tiles = [texts[texts.index(name) + 1] for name in ("IoU", "F", "MaxF", "AP", "ECE")]
    assert tiles == [f"{row[place]} %" for place in (2, 4, 5, 6, 11)]


def test_what_was_left_out_is_said_first(
    data: Path, maps: tuple[Path, Path], tmp_path: Path
) -> None:
    few = shutil.copytree(maps[0], tmp_path / "maps")
    (few / "street 3.png").unlink()
    assert evaluate(data, "--predictions", few, "--report", tmp_path) == 1
    texts = Reader((tmp_path / "index.html").read_bytes()).texts
    warned = texts.index("The scores are over 19 of 20 pictures only.")
    assert "street 3" in texts[warned:]
    assert warned < texts.index("IoU")


def test_a_picture_that_cannot_be_drawn_is_named_in_its_place(
    data: Path, maps: tuple[Path, Path], tmp_path: Path
) -> None:
    broken = shutil.copytree(data, tmp_path / "data")
    for picture in (broken / "images").iterdir():
        picture.write_bytes(b"")  # maps are scored without the pictures
    assert evaluate(broken, "--predictions", maps[0], "--report", tmp_path) == 0
    texts = Reader((tmp_path / "index.html").read_bytes()).texts
    assert sum(text.startswith("This picture cannot be shown: ") for text in texts) == 18


def test_a_page_that_cannot_be_written_ends_before_any_work(
    data: Path, maps: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert evaluate(data, "--predictions", maps[0], "--report", tmp_path / "file") == 2
    assert evaluate(data, "--predictions", maps[0], "--robustness", tmp_path) == 2
    report = ("--report", tmp_path / "out", "--robustness", tmp_path)
    assert evaluate(data, "--predictions", maps[0], *report) == 2
    assert not (tmp_path / "out").exists()
    out, err = capsys.readouterr()
    assert out == ""
    assert "cannot make the folder" in err
    assert "give --report" in err
    assert "robustness.json" in err
