"""What a stranger looks for in a repository is there, and agrees with the package."""

import re
import tomllib
from pathlib import Path

import pytest
from console_blocks import REPOSITORY

yaml = pytest.importorskip("yaml", reason="needs the labels extra")

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


TEXTS = sorted({*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md"),
                *(REPOSITORY / "experiments").rglob("*.md"), REPOSITORY / "Makefile"})  # fmt: skip
GENERATED = REPOSITORY / "docs" / "reference" / "generated"
FILES = [f"/{path.relative_to(REPOSITORY)}" for path in REPOSITORY.rglob("*.py")]
GROUPS = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["dependency-groups"]


@pytest.mark.parametrize("page", [path for path in TEXTS if GENERATED not in path.parents and path.name != "from-the-original.md"],
                         ids=lambda path: str(path.relative_to(REPOSITORY)))  # fmt: skip
def test_every_file_and_group_that_a_text_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"--group (\w+)", text)) <= GROUPS.keys()
    for module in re.findall(r"python -m ((?:experiments|training_runs)\.\w+)", text):
        assert (REPOSITORY / f"{module.replace('.', '/')}.py").is_file(), module
    for name, function in re.findall(r"`(?:python )?([\w/]+/[a-z_0-9]+\.py)(?:: (\w+))?", text):
        found = [path for path in FILES if path.endswith(f"/{name}")]
        assert found, name
        assert function in (REPOSITORY / found[0][1:]).read_text(encoding="utf-8"), function


def test_the_citation_is_of_this_version_and_its_date() -> None:
    cited = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text(encoding="utf-8"))
    changes = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    assert cited["version"] == PROJECT["version"]
    newest = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\S+)$", changes, re.MULTILINE)[0]
    assert newest == (cited["version"], cited["date-released"])
    bibtex = (REPOSITORY / "docs" / "project" / "cite.md").read_text(encoding="utf-8")
    assert f"version = {{{cited['version']}}}" in bibtex


def test_every_licence_file_exists_and_the_models_have_one() -> None:
    for name in PROJECT["license-files"]:
        assert (REPOSITORY / name).is_file()
    assert "src/roadeye/models/LICENSE.md" in PROJECT["license-files"]


def test_the_licence_beside_the_models_names_what_they_were_trained_on() -> None:
    from roadeye.model.engine import open_engine

    text = (REPOSITORY / "src" / "roadeye" / "models" / "LICENSE.md").read_text(encoding="utf-8")
    licence = open_engine("roadeye").spec.licence
    assert licence.startswith("non-commercial")
    assert "**non-commercial use**" in text
    for name in re.findall(r"KITTI Road|CamVid|IDD-Lite|LabelMeFacade|LUMS|Austin", licence):
        assert name in text
    licence = open_engine("roadeye-open").spec.licence
    assert licence.startswith("Apache-2.0")
    assert "**Apache License 2.0**" in text
    notice = (REPOSITORY / "NOTICE").read_text(encoding="utf-8")
    for name in re.findall(
        r"LUMS Road Dataset|Austin|Kathmandu|Udacity|adas-0001|ImageNet", licence
    ):
        assert name in text
        assert name in notice


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / ".github").rglob("*.yml")), ids=lambda path: path.name
)
def test_forms_and_workflows_can_be_read(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_workflow_calls_what_a_person_calls() -> None:
    path = REPOSITORY / ".github" / "workflows" / "ci.yml"
    (job,) = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]


# What a person looks for, the page that README and site link to, and the words that answer.
SOUGHT = [
    ("mask a video", "docs/how-to/video.md", "roadeye predict drive.mp4 -o road.mp4"),
    ("skip done pictures", "docs/tutorial/first-mask.md", "--skip-existing"),
    ("export int8", "docs/how-to/export.md", "--format litert-int8 --calibration"),
    ("read the JSON", "docs/how-to/json.md", "road_fraction"),
    ("know the licence", "docs/how-to/licence.md", "non-commercial"),
    ("label", "docs/tutorial/your-camera.md", "labelme"),
    ("serve", "docs/how-to/serve.md", "roadeye serve"),
    ("resume", "docs/how-to/bulk.md", "--retry-failed"),
    ("cite", "docs/project/cite.md", "@software{roadeye"),
    ("report a bug", "docs/project/report.md", "Open an issue"),
]


@pytest.mark.parametrize(("page", "words"), [one[1:] for one in SOUGHT], ids=[s[0] for s in SOUGHT])
def test_readme_and_start_page_lead_there_by_one_click(page: str, words: str) -> None:
    start = (REPOSITORY / "docs" / "index.md").read_text(encoding="utf-8")
    assert f"]({page})" in README
    assert f"]({page.removeprefix('docs/')})" in start
    assert words in (REPOSITORY / page).read_text(encoding="utf-8")
