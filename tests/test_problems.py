"""However many files have problems, they are told in a bounded number of lines."""

from roadeye.problems import FileProblem, summarise


def test_one_line_a_cause_and_five_files_named() -> None:
    problems = [FileProblem(f"{number}.png", "has no label") for number in range(3_000)]
    problems.append(FileProblem("b.png", "is empty"))
    assert summarise(problems) == [
        "3000 files: has no label: 0.png, 1.png, 2.png, 3.png, 4.png and 2995 more",
        "b.png is empty",
    ]


def test_numbers_do_not_tell_causes_apart() -> None:
    problems = [FileProblem(f"{side}.png", f"is {side}×4 pixels, not 6×4") for side in range(324)]
    (line,) = summarise(problems, limit=1)
    assert line == "324 files, such as 0.png and 323 more: 0.png is 0×4 pixels, not 6×4"


def test_many_causes_are_counted() -> None:
    problems = [FileProblem("a.png", "x" * length) for length in range(1, 31)]
    lines = summarise(problems)
    assert len(lines) == 21
    assert lines[-1] == "10 more files with 10 other causes"


def test_the_files_own_names_do_not_tell_causes_apart() -> None:
    problems = [
        FileProblem(name, f"cannot be opened: {name}: gone.") for name in ("a.txt", "b.txt")
    ]
    assert summarise(problems) == ["2 files: cannot be opened: …: gone: a.txt, b.txt"]


def test_their_names_without_a_folder_do_not_tell_causes_apart() -> None:
    problems = [FileProblem(f"day/{name}.png", f"is {name}.png twice") for name in ("left", "top")]
    (line,) = summarise(problems)
    assert line == "2 files, such as day/left.png, day/top.png: day/left.png is left.png twice"
