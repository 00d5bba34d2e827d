"""Fetch one file over HTTP by pooch, with retries, and refuse what is final or not encrypted."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from roadeye.errors import InputError

Advance: TypeAlias = Callable[[int], None]
"""Says that so many more bytes are done."""

RETRIES = 4
TIMEOUT = 30.0  # seconds of silence after which a connection counts as broken
_WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})


def fetch(url: str, target: Path, log: Callable[[str], None], advance: Advance) -> None:
    """Fetch `url` to `target`; a broken transfer starts again, at most `RETRIES` times.

    Raises:
        InputError: The address is wrong, or the server refuses, is silent or breaks off too often.
        OSError: The file cannot be written.
    """
    import pooch
    import requests

    if not url.startswith(("http://", "https://")):
        raise InputError(f"{url} is not a web address; expected http:// or https://.")
    pooch.get_logger().setLevel("WARNING")
    downloader = pooch.HTTPDownloader(
        progressbar=_Progress(url, log, advance),
        chunk_size=1 << 18,
        timeout=TIMEOUT,
        headers={"Accept-Encoding": "identity"},
        hooks={"response": lambda response, **_: refuse(url, response)},
    )
    fetcher = pooch.create(
        path=target.parent,
        base_url="",
        registry={target.name: None},
        urls={target.name: url},
        retry_if_failed=RETRIES,
    )
    try:
        fetcher.fetch(target.name, downloader=downloader)
    except requests.RequestException as error:
        raise InputError(
            f"cannot download {url}: {_reason(error)}, {RETRIES + 1} times in a row; try again "
            "later, or download the file with a browser and give it as the archive."
        ) from error


def refuse(url: str, response: Any) -> None:
    """End a transfer that no retry can mend.

    Args:
        url: The address that was asked for.
        response: An answer of `requests`, of which no content was read yet.

    Raises:
        InputError: The server refuses, or an encrypted address leads to one that is not.
    """
    if url.startswith("https:") and not response.url.startswith("https:"):
        raise InputError(f"{url} leads to {response.url}, which is not encrypted: refused.")
    if response.status_code >= 400 and response.status_code not in _WORTH_A_RETRY:
        raise InputError(
            f"cannot download {url}: the server answers {response.status_code} "
            f"({response.reason}); check the address, or download the file with a browser and give "
            "it as the archive."
        )


def _reason(error: Exception) -> str:
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"the server answers {error.response.status_code} ({error.response.reason})"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the server broke off"
    if isinstance(error, requests.Timeout) or "timed out" in str(error):
        return f"the server was silent for {TIMEOUT:g} s"
    return "no connection to the server"


class _Progress:
    """Show pooch's progress, whose protocol is tqdm's: `total` begins an attempt."""

    def __init__(self, url: str, log: Callable[[str], None], advance: Advance) -> None:
        self._url, self._log, self._advance = url, log, advance
        self._attempts = self._done = self._total = 0

    @property
    def total(self) -> int:
        return self._total

    @total.setter
    def total(self, size: int) -> None:
        self._attempts += 1
        again = f" again, attempt {self._attempts}" if self._attempts > 1 else ""
        self._log(f"downloading {self._url}{again}, {size / 1e6:.0f} MB")
        self._total = size
        self._advance(-self._done)
        self._done = 0

    def update(self, count: int) -> None:
        count = min(count, self._total - self._done)
        self._done += count
        self._advance(count)

    def reset(self) -> None:
        """Do nothing: pooch counts everything once more in the end."""

    def close(self) -> None:
        """Do nothing: the bar belongs to the caller."""
