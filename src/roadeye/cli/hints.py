"""What a person at the command line can do about an error: the library does not know options."""

from roadeye.errors import RoadeyeError

HINTS = {
    "app-exists": "Give --overwrite, or another folder.",
    "no-calibration": "Give them with --calibration DATA.",
    "bad-size": "Set it with --size.",
    "exists": "Give --overwrite, --skip-existing, or another folder with -o.",
    "disk-full": "Choose another disk with -o.",
    "read-only": "Choose it with -o.",
    "same-output": "With --recursive, a source gives the folders in it too.",
    "too-many-pixels": "Or raise the limit with --max-megapixels.",
    "too-long-for-jpeg": "--save mask,prob writes PNG only.",
    "bad-crop": "Set it with --crop TOP,BOTTOM.",
    "empty-crop": "Set it with --crop TOP,BOTTOM.",
    "bad-threshold": "Set it with --threshold.",
    "no-such-head": "Set it with --head.",
    "no-such-device": "Set it with --device.",
    "bad-crf": "Set it with --crf.",
    "no-crf": "Leave out --crf, or name an .mp4 with -o.",
    "one-film": "--save chooses what a video shows.",
    "bad-step": "Set it with --every.",
    "bad-raw": "Set it with --raw.",
    "no-topic": "Set it with --topic.",
    "which-topic": "Choose one with --topic.",
    "no-connection": "--timeout sets how long to wait.",
    "all-trained": "--include-trained scores them anyway.",
    "submission-incomplete": "--partial writes an incomplete file.",
    "other-checkpoint-log": "Choose another folder with -o.",
    "run-not-empty": "Resume it with --resume, or choose another folder with -o.",
    "run-in-use": "Or choose another folder with -o.",
    "no-run": "Leave out --resume to start one.",
    "broken-pictures": "`roadeye data check` lists them all.",
    "import-taken": "Choose another folder with -o.",
    "no-road-class": "Name them with --road NAME[,NAME].",
    "other-manifest": "Or choose another folder with -o, or start again with --overwrite.",
    "folder-in-use": "Or choose another folder with -o.",
    "no-ray-here": "--jobs N does the same without Ray.",
    "no-ray": "Set it with --on.",
    "worker-died": "Ask for fewer processes with --jobs.",
}
"""One sentence by the code of an error."""

ONLY_IN = {
    "too-many-pixels": {"predict"},
    "worker-died": {"predict", "robustness"},
}
"""The commands that have the option, where others meet the same error without it."""


def worded(error: RoadeyeError, command: str) -> str:
    """Return the message of an error with what the options of a command can do about it."""
    hint = HINTS.get(error.code, "") if command in ONLY_IN.get(error.code, {command}) else ""
    return f"{error} {hint}".strip()
