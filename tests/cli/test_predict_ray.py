"""`roadeye predict --on ray` as a process of its own: the bytes of `--jobs`, killed, stopped."""

import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest

from roadeye.cli import main

SCENES = Path(str(files("roadeye") / "demo_data/training/image_2"))


def command(*more: str) -> list[str]:
    return [
        sys.executable, "-m", "roadeye", "predict", "in", "-r", "-o", "out", "--save", "mask",
        *more,
    ]  # fmt: skip


def pictures(root: Path, copies: int) -> Path:
    """Lay scenes into a folder, with a file among them that is no picture."""
    for index in range(copies):
        shutil.copytree(SCENES, root / f"in/{index:02}")
    (root / "in/bad.png").write_text("no picture")
    return root


def results(root: Path) -> tuple[dict[str, bytes], list[dict[str, object]], list[object]]:
    """Return the bytes of the masks, the records and the rows of the table, without their times."""
    pq = pytest.importorskip("pyarrow.parquet")
    out = root / "out"
    masks = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*_mask.png")}
    lines = (out / "manifest.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines if '"type":"done"' in line]
    rows = pq.read_table(out / "results.parquet").to_pylist()
    for one in (*records, *rows):
        del one["time"]
    return masks, sorted(records, key=str), sorted(rows, key=str)


@pytest.mark.slow
@pytest.mark.soak  # Ray gives its node 30 s to start
def test_the_same_results_as_processes_give_and_nothing_else_is_told(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    ray = pictures(tmp_path / "ray", 1)
    jobs = shutil.copytree(ray, tmp_path / "jobs")  # its times too, which name an input's version
    told = []
    for root, how in ((ray, ("--on", "ray")), (jobs, ("--jobs", "2"))):
        ran = subprocess.run(
            command(*how), cwd=root, capture_output=True, text=True, check=False, timeout=300
        )
        assert ran.returncode == 1
        told.append([line for line in ran.stderr.splitlines() if not line.startswith("predict: ")])
    assert results(ray) == results(jobs)
    assert len(results(ray)[0]) == 9
    assert told[0] == told[1]


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.filterwarnings("ignore")  # Ray leaves files and processes to the collector
def test_a_cluster_is_reached_from_anywhere_and_from_a_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    utils = pytest.importorskip("ray.cluster_utils")
    monkeypatch.setenv("RAY_worker_niceness", "0")
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    head = {"num_cpus": 2, "include_dashboard": False, "ray_client_server_port": port}
    cluster = utils.Cluster(initialize_head=True, head_node_args=head)
    first = pictures(tmp_path / "client", 1)
    second = shutil.copytree(first, tmp_path / "node")
    try:
        for root, where in ((first, f"ray://127.0.0.1:{port}"), (second, cluster.address)):
            ran = subprocess.run(
                command("--on", where), cwd=root, capture_output=True, text=True, check=False,
                timeout=300,
            )  # fmt: skip
            assert ran.returncode == 1, ran.stderr  # one of the files is no picture
    finally:
        cluster.shutdown()
    assert results(first) == results(second)
    assert len(results(first)[0]) == 9


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_ended_at_any_time_it_resumes_and_no_process_stays(
    tmp_path: Path, how: signal.Signals
) -> None:
    pytest.importorskip("ray")
    pictures(tmp_path, 20)
    with subprocess.Popen(
        command("--on", "ray"), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        for _ in range(5):
            process.stdout.readline()
        process.send_signal(how)
        process.communicate(timeout=60)
    assert process.returncode == (-how if how is signal.SIGKILL else 128 + how)
    until = time.monotonic() + 120  # agents look after their parent now and then
    while running_in_session(process.pid) and time.monotonic() < until:
        time.sleep(0.5)
    assert not running_in_session(process.pid)
    kept = (tmp_path / "out/manifest.jsonl").read_text().count('"type":"done"')
    assert 5 <= kept < 181
    again = subprocess.run(
        command("--jobs", "2"), cwd=tmp_path, capture_output=True, check=False, timeout=300
    )
    assert again.returncode == 1
    masks, records, rows = results(tmp_path)
    assert len(masks) == 180
    assert len(rows) == 181
    assert sorted({str(one["source"]) for one in records}) == sorted(
        str(one["source"]) for one in records
    )


def running_in_session(session: int) -> list[str]:
    """Return the processes of a session that run still; a zombie does not."""
    found = subprocess.run(
        ["ps", "-eo", "sid=,stat=,pid="], capture_output=True, text=True, check=True
    ).stdout
    lines = [line.split() for line in found.splitlines()]
    return [pid for sid, state, pid in lines if sid == str(session) and not state.startswith("Z")]


@pytest.mark.parametrize("where", ["cluster", "ray://", "http://head:10001/x", "head:port", ""])
def test_where_no_cluster_can_be_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], where: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["predict", "a.png", "--on", where])
    assert ended.value.code == 2
    assert f"--on is ray, ray://HOST or HOST:PORT, not {where!r}" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
