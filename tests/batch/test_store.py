"""Sources and outputs in object stores: a server that speaks S3, and fsspec's own memory."""

import json
import os
import uuid
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import numpy as np
import pytest
from batch_models import open_bright

from roadeye.batch.inputs import Listing, list_inputs
from roadeye.batch.job import open_job
from roadeye.batch.plan import Rerun
from roadeye.batch.run import run_batch
from roadeye.batch.table import write_results
from roadeye.batch.task import BatchSettings, Finished, do_task
from roadeye.errors import OutputError, RoadeyeError
from roadeye.inference.events import Done, Event, Failed
from roadeye.inference.outputs.kinds import OutputKind
from roadeye.io.address import open_store
from roadeye.io.images import encode_png, read_gray
from roadeye.io.video import video_facts

pytest.importorskip("fsspec")
pytestmark = pytest.mark.slow  # the server's own packages take seconds to import

WHITE = encode_png(np.full((32, 48, 3), 255, np.uint8))
SECRET = "not-to-be-printed"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """Start a server that speaks S3, and return its address."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a bucket of this test's own."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tester")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    name = f"b-{uuid.uuid4().hex[:12]}"
    store("s3://x/").mkdir(name)
    return name


def store(address: str) -> Any:
    return open_store(f"{address}x")[0]


def put(folder: str, **objects: bytes) -> None:
    for name, content in objects.items():
        there, path = open_store(f"{folder}/{name}")
        there.pipe_file(path, content)


def listed(source: str, out: str) -> Listing:
    return list_inputs([source], out, recursive=True)


def run(
    source: str, out: str, kinds: tuple[OutputKind, ...] | None = (OutputKind.MASK,)
) -> list[Event]:
    """Run a job in this process, its table included."""
    settings = BatchSettings(out, kinds)
    segmenter = open_bright()
    with open_job(listed(source, out).inputs, open_bright, "roadeye", settings, Rerun()) as job:
        events = list(
            run_batch(
                lambda tasks, _: (
                    Finished(task, list(do_task(segmenter, task, settings))) for task in tasks
                ),
                job.plan.todo,
                job.manifest,
                job.digest,
            )
        )
        write_results(job.manifest, job.place)
    return [event for event in events if isinstance(event, Done | Failed)]


def test_a_job_from_a_bucket_into_a_bucket(bucket: str) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    source, out = f"s3://{bucket}/in", f"s3://{bucket}/in/out"
    names = {"a b%20.png": WHITE, "d/é.png": WHITE, "empty.png": b"", "notes.txt": b"x"}
    put(source, **names)
    events = run(source, out)
    failed = [str(event.error) for event in events if isinstance(event, Failed)]
    assert failed == [f"{source}/empty.png is empty (0 bytes); copy or download it again."]
    there, path = open_store(out)
    masks = [one.removeprefix(f"{path}/") for one in there.find(path) if one.endswith("_mask.png")]
    assert sorted(masks) == ["a b%20_mask.png", "d/é_mask.png"]
    assert (read_gray(there.cat_file(f"{path}/a b%20_mask.png")) == 255).all()
    with there.open(f"{path}/results.parquet") as file:
        rows = pq.read_table(file).to_pylist()
    assert sorted(row["source"] for row in rows) == [
        f"{source}/{name}" for name in ("a b%20.png", "d/é.png", "empty.png")
    ]
    assert {tuple(row["outputs"]) for row in rows if row["error"] is None} == {
        (f"{out}/a b%20_mask.png",), (f"{out}/d/é_mask.png",),
    }  # fmt: skip
    assert not run(source, out)  # the outputs are not inputs, and all is done
    put(source, **{"a b%20.png": encode_png(np.zeros((32, 48, 3), np.uint8))})
    (again,) = run(source, out)
    assert isinstance(again, Done)
    assert (read_gray(there.cat_file(f"{path}/a b%20_mask.png")) == 0).all()


def test_a_job_from_a_bucket_onto_a_disk_and_back(bucket: str, tmp_path: Path) -> None:
    source = f"s3://{bucket}/in"
    put(source, **{"a.png": WHITE})
    assert len(run(source, str(tmp_path / "out"))) == 1
    assert (read_gray(tmp_path / "out/a_mask.png") == 255).all()
    (tmp_path / "b.png").write_bytes(WHITE)
    (done,) = run(str(tmp_path / "b.png"), f"s3://{bucket}/out")
    assert isinstance(done, Done)
    assert done.result.outputs == (f"s3://{bucket}/out/b_mask.png",)


def test_an_object_that_vanishes_is_told_and_the_others_are_done(bucket: str) -> None:
    source, out = f"s3://{bucket}/in", f"s3://{bucket}/out"
    put(source, **{"a.png": WHITE, "b.png": WHITE})
    settings = BatchSettings(out, (OutputKind.MASK,))
    with open_job(listed(source, out).inputs, open_bright, "roadeye", settings, Rerun()) as job:
        there, path = open_store(f"{source}/a.png")
        there.rm_file(path)
        events = list(
            run_batch(
                lambda tasks, _: (
                    Finished(task, list(do_task(open_bright(), task, settings))) for task in tasks
                ),
                job.plan.todo,
                job.manifest,
                job.digest,
            )
        )
    (failed,) = (event for event in events if isinstance(event, Failed))
    assert str(failed.error) == f"{source}/a.png: there is no such object or bucket."
    assert sum(isinstance(event, Done) for event in events) == 1


def test_a_bucket_that_is_not_there(bucket: str) -> None:
    listing = listed(f"s3://{bucket}-none/in", "out")
    assert "there is no such object or bucket" in str(listing.missing[0][1])
    put(f"s3://{bucket}/in", **{"a.png": WHITE})
    with pytest.raises(OutputError, match=f"cannot write s3://{bucket}-none"):
        run(f"s3://{bucket}/in", f"s3://{bucket}-none/out")


@pytest.fixture
def limited(s3: str, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Become a user who may list the bucket, and neither read nor write an object."""
    iam = pytest.importorskip("boto3").client("iam")
    iam.create_user(UserName=bucket)
    rights = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [rights]})
    iam.put_user_policy(UserName=bucket, PolicyName="list", PolicyDocument=policy)
    key = iam.create_access_key(UserName=bucket)["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    clear = store("s3://x/").clear_instance_cache
    clear()
    _ask(f"{s3}/moto-api/reset-auth", b"0")  # from now on rights count
    yield
    _ask(f"{s3}/moto-api/reset-auth", b"inf")
    clear()


def _ask(address: str, content: bytes) -> None:
    kind = {"Content-Type": "text/plain"}
    with urlopen(Request(address, content, kind, method="POST")) as answer:
        assert answer.status == 200


def test_without_rights_each_object_is_told_and_nothing_is_kept(
    request: pytest.FixtureRequest, bucket: str, tmp_path: Path
) -> None:
    source = f"s3://{bucket}/in"
    put(source, **{"a.png": WHITE, "b.png": WHITE})
    request.getfixturevalue("limited")
    events = run(source, str(tmp_path / "out"))
    assert [str(event.error) for event in events if isinstance(event, Failed)] == [
        f"{source}/{name}: access is denied: check the credentials and what they allow."
        for name in ("a.png", "b.png")
    ]
    (tmp_path / "c.png").write_bytes(WHITE)
    with pytest.raises(OutputError, match=rf"cannot write s3://{bucket}/out.*: access is denied"):
        run(str(tmp_path / "c.png"), f"s3://{bucket}/out")


def test_a_bucket_of_somebody_else(bucket: str, limited: None) -> None:
    (missing,) = listed(f"s3://{bucket}-other/in", "out").missing
    assert "access is denied" in str(missing[1])


def test_no_credentials_and_no_server_are_told_without_secrets(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    store(f"s3://{bucket}/").clear_instance_cache()
    told = str(listed(f"s3://{bucket}/in", "out").missing[0][1])
    assert "cannot be reached" in told
    assert SECRET not in told
    store(f"s3://{bucket}/").clear_instance_cache()


def test_two_jobs_in_one_bucket_are_refused_and_the_dead_are_not_waited_for(bucket: str) -> None:
    source, out = f"s3://{bucket}/in", f"s3://{bucket}/out"
    put(source, **{"a.png": WHITE})
    settings = BatchSettings(out, (OutputKind.MASK,))
    inputs = listed(source, out).inputs
    with (
        open_job(inputs, open_bright, "roadeye", settings, Rerun()),
        pytest.raises(OutputError, match="in use by another job"),
    ):
        run(source, out)
    dead = {"host": os.uname().nodename, "pid": 2**22 + 1}
    put(out, **{".roadeye-lock": json.dumps(dead).encode()})
    assert len(run(source, out)) == 1
    elsewhere = {"host": "elsewhere", "pid": 1}
    put(out, **{".roadeye-lock": json.dumps(elsewhere).encode()})
    with pytest.raises(OutputError, match="in use by another job"):
        run(source, out)


def test_patterns_objects_and_bad_addresses(bucket: str) -> None:
    folder = f"s3://{bucket}/in"
    put(folder, **{"a.png": WHITE, "d/b.png": WHITE, "d/c.jpg": WHITE})
    assert [one.name for one in listed(f"{folder}/d/*.png", "out").inputs] == ["b"]
    assert [one.name for one in listed(f"{folder}/a.png", "out").inputs] == ["a"]
    flat = list_inputs([folder], "out", recursive=False)
    assert [one.name for one in flat.inputs] == ["a"]
    for address, words in [
        (f"{folder}/none", "no such object"), ("s3://", "names no bucket"),
        (folder, "is also the folder for outputs"),
    ]:  # fmt: skip
        assert words in str(listed(address, folder).missing[0][1])


def test_memory_and_a_video(tmp_path: Path) -> None:
    from numbered_video import write_numbered

    film = tmp_path / "clip.mp4"
    write_numbered(film, "libx264", range(5))
    folder = f"memory://{uuid.uuid4().hex}"
    put(folder, **{"clip.mp4": film.read_bytes(), "bad.mp4": b"no video"})
    failed, done = sorted(run(folder, f"{folder}/out", None), key=lambda one: type(one).__name__)[
        ::-1
    ]
    assert isinstance(failed, Failed)
    assert f"{folder}/bad.mp4 is not a video" in str(failed.error).replace(
        "memory:///", "memory://"
    )
    assert isinstance(done, Done)
    there, path = open_store(f"{folder}/out/clip.mp4")
    there.get_file(path, str(tmp_path / "back.mp4"))
    assert video_facts(tmp_path / "back.mp4").frames == 5


@pytest.mark.skipif(find_spec("gcsfs") is not None, reason="gcsfs is installed")
def test_a_missing_package_is_named() -> None:
    with pytest.raises(RoadeyeError, match="gs:// needs the package gcsfs"):
        open_store("gs://bucket/in")
