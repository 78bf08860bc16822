"""Data sets known by name: where each one lies or comes from, under which licence, and how to fetch it.

Knows names, owners' addresses and checksums. Knows no file layout (that is for the readers) and keeps nothing
but the file it fetched.
"""

from __future__ import annotations

import hashlib
import http.client
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from catalog.errors import CatalogError, ConfigError
from catalog.films.reader import LICENCE as FILMS_LICENCE
from catalog.films.reader import bundled_films
from catalog.readers import beauty, industrial, lastfm, movielens, movies

Progress = Callable[[str, int, int], None]
"""(stage, bytes done, bytes in all or 0 where that is not known)."""

_OWNER = "https://files.grouplens.org/datasets/movielens/"
_HARPER = (
    "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. "
    "ACM Transactions on Interactive Intelligent Systems 5, 4, Article 19. https://doi.org/10.1145/2827872"
)
_TIMEOUT = 30.0  # seconds without a byte
_BLOCK = 262_144
_LONGEST_CHECKSUM_FILE = 4096
_NETWORK = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Known:
    """A data set with a name."""

    name: str
    origin: Literal["bundled", "download", "local"]
    about: str
    licence: str
    citation: str = ""
    url: str = ""
    """Address of the owner's zip (downloads only)."""
    megabytes: float = 0.0
    """About how much there is to download."""
    md5: str = ""
    """Published checksum; where it is empty, the owner's .md5 file beside the zip is used."""


def _movielens(name: str, about: str, megabytes: float, md5: str = "") -> Known:
    url = f"{_OWNER}{name}.zip"
    return Known(name, "download", about, movielens.LICENCE, _HARPER, url, megabytes, md5)


KNOWN: tuple[Known, ...] = (
    Known("films", "bundled", "well-known films with synthetic interactions", FILMS_LICENCE),
    # No checksum is stated for latest-small: its owner changes the file from time to time.
    _movielens("ml-latest-small", "MovieLens: 9,742 films, 100,836 ratings, tags", 1.0),
    _movielens("ml-1m", "MovieLens: 3,883 films, 1,000,209 ratings", 5.9, "c4d9eecfca2ab87c1945afe126590906"),
    _movielens("ml-100k", "MovieLens: 1,682 films, 100,000 ratings", 4.9, "0e33842e24a9c977be4e0107933c0723"),
    Known("movies", "local", "12,075 films with plots and people, 100,836 ratings", movies.LICENCE),
    Known("games", "local", "32,132 games, dated reviews and purchases", "UCSD: research use"),
    Known("beauty", "local", "Amazon Beauty 5-core, 12,101 products without text", beauty.LICENCE),
    Known("industrial", "local", "Amazon Industrial & Scientific, 3,686 products", industrial.LICENCE),
    Known("lastfm", "local", "LastFM, 7,432 artists with tags", lastfm.LICENCE),
)


def known_dataset(name: str) -> Known:
    """The data set of this name; CatalogError lists the names there are."""
    for known in KNOWN:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in KNOWN)
    raise CatalogError(f"no data set {name!r}: it is neither an existing path nor one of {names}")


def data_folder() -> Path:
    """Where named data sets lie: PARLEY_DATA, else `data` in the user's data folder."""
    named = os.environ.get("PARLEY_DATA")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return platformdirs.user_data_path("parley", appauthor=False) / "data"


def located(known: Known, data: Path) -> Path | None:
    """Where this data set lies on this machine, or None where it does not."""
    if known.origin == "bundled":
        return bundled_films()
    places = (data / known.name, data / f"{known.name}.zip")
    return next((place for place in places if place.exists()), None)


def resolve(name_or_path: str, data: Path | None = None) -> Path:
    """The path to read: the given one if it exists, else where the data set of this name lies.

    `data` is the folder of named data sets (default: `data_folder()`). Raises CatalogError with what to do.
    """
    expanded = os.path.expanduser(name_or_path)
    if os.path.exists(expanded):
        return Path(expanded)
    known = known_dataset(name_or_path)
    folder = data_folder() if data is None else data
    found = located(known, folder)
    if found is not None:
        return found
    if known.origin == "download":
        raise CatalogError(f"{name_or_path!r} is not on this machine yet; run: parley data get {name_or_path}")
    raise CatalogError(f"{name_or_path!r} is not in {str(folder)!r}; set PARLEY_DATA to the folder that holds it")


def fetch(name: str, target: Path, progress: Progress | None = None, *, url: str | None = None) -> Path:
    """Download a data set from its owner into the folder `target` and return the path of its zip.

    The file is written under a temporary name, its length and MD5 are verified, and only then it gets its
    name; what was there before stays until then. A stated checksum holds for the owner's address only; with
    another `url` (a mirror) the .md5 file beside it is used. Raises ConfigError where the network or the disk
    fails, CatalogError where the name is wrong or the content is not what its owner published.
    """
    known = known_dataset(name)
    if known.origin != "download":
        raise CatalogError(f"{name!r} cannot be fetched: it is {known.origin}; fetchable: {_fetchable()}")
    address = url or known.url
    final = target / f"{name}.zip"
    temporary = target / f".{name}.zip.{os.getpid()}.part"
    try:
        target.mkdir(parents=True, exist_ok=True)
        expected = known.md5 if known.md5 and url is None else _published_md5(f"{address}.md5")
        found = _download(address, temporary, name, progress or _silent)
        if found != expected:
            raise CatalogError(f"{address} does not have its owner's checksum ({found}, not {expected}); try again")
        temporary.replace(final)
    except _NETWORK as error:
        raise ConfigError(f"{address} could not be fetched: {_reason(error)}") from error
    finally:
        temporary.unlink(missing_ok=True)
    return final


def _silent(stage: str, done: int, total: int) -> None:
    """The progress of somebody who does not watch."""


def _fetchable() -> str:
    return ", ".join(known.name for known in KNOWN if known.origin == "download")


def _open(address: str) -> AbstractContextManager[http.client.HTTPResponse]:
    request = urllib.request.Request(address, headers={"User-Agent": "parley"})
    opened: AbstractContextManager[http.client.HTTPResponse] = urllib.request.urlopen(request, timeout=_TIMEOUT)
    return opened


def _published_md5(address: str) -> str:
    with _open(address) as answer:
        text = answer.read(_LONGEST_CHECKSUM_FILE).decode("ascii", errors="replace")
    found = re.search(r"\b[0-9a-fA-F]{32}\b", text)
    if found is None:
        raise CatalogError(f"{address} holds no MD5 checksum, so the download cannot be verified")
    return found[0].lower()


def _download(address: str, place: Path, name: str, progress: Progress) -> str:
    """Write the content of `address` to `place`; its MD5. CatalogError where it ends early."""
    digest = hashlib.md5(usedforsecurity=False)
    done = 0
    with _open(address) as answer, place.open("wb") as file:
        total = int(answer.headers.get("Content-Length") or 0)
        while block := answer.read(_BLOCK):
            file.write(block)
            digest.update(block)
            done += len(block)
            progress(f"fetching {name}", done, total)
    if total and done != total:
        raise CatalogError(f"{address} ended after {done} of {total} bytes; try again")
    return digest.hexdigest()


def _reason(error: Exception) -> str:
    if isinstance(error, urllib.error.HTTPError):
        return f"the server answered {error.code} {error.reason}"
    if isinstance(error, urllib.error.URLError):
        return f"no connection ({error.reason})"
    return str(error) or type(error).__name__
