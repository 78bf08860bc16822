"""Data sets by name: resolving, fetching from a made-up server, and files that survive a crash."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from catalog.datasets import KNOWN, data_folder, fetch, known_dataset, resolve
from catalog.errors import CatalogError, ConfigError
from catalog.files import aside_name, recover, replace_folder, sha256_file, write_json
from catalog.films.reader import bundled_films
from catalog.readers.movielens import MovieLensReader


def made_up_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ml-1m/movies.dat", "1::Toy Story (1995)::Comedy\n")
        archive.writestr("ml-1m/ratings.dat", "1::1::5::100\n")
    return buffer.getvalue()


class Owner(BaseHTTPRequestHandler):
    """A server of a few files; a file listed in `cut` announces more than it sends."""

    files: ClassVar[dict[str, bytes]] = {}
    cut: ClassVar[set[str]] = set()

    def do_GET(self) -> None:
        content = self.files.get(self.path)
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content) + (1000 if self.path in self.cut else 0)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the tests look at what was fetched."""


@pytest.fixture
def owner() -> Iterator[str]:
    content = made_up_zip()
    Owner.files = {"/a.zip": content, "/a.zip.md5": f"MD5 (a.zip) = {hashlib.md5(content).hexdigest()}\n".encode()}
    Owner.cut = set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Owner)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/a.zip"
    server.shutdown()
    thread.join()
    server.server_close()


# ---- names


def test_an_existing_path_wins_over_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "films").mkdir()
    assert resolve("films") == Path("films")
    assert resolve(str(tmp_path)) == tmp_path


def test_films_are_always_there() -> None:
    assert resolve("films") == bundled_films()


def test_named_folders_and_zips_lie_in_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path / "..")
    (tmp_path / "games").mkdir()
    (tmp_path / "ml-1m.zip").write_bytes(b"x")
    assert data_folder() == tmp_path
    assert resolve("games") == tmp_path / "games"
    assert resolve("ml-1m") == tmp_path / "ml-1m.zip"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nope", ["'nope'", "films", "ml-latest-small", "lastfm"]),
        ("", ["''", "films"]),
        ("x" * 5000, ["films"]),
        ("ml-100k", ["not on this machine", "parley data get ml-100k"]),
        ("beauty", ["PARLEY_DATA"]),
    ],
)
def test_what_cannot_be_resolved_says_what_to_do(tmp_path: Path, name: str, words: list[str]) -> None:
    with pytest.raises(CatalogError) as caught:
        resolve(name, tmp_path)
    assert all(word in str(caught.value) for word in words)


def test_every_known_data_set_states_its_terms() -> None:
    assert len({known.name for known in KNOWN}) == len(KNOWN)
    for known in KNOWN:
        assert known.licence
        assert (known.origin == "download") == bool(known.url) == bool(known.citation)


# ---- fetching


def test_fetch_verifies_and_names_the_file(tmp_path: Path, owner: str) -> None:
    seen: list[tuple[str, int, int]] = []
    path = fetch("ml-1m", tmp_path / "new", lambda *step: seen.append(step), url=owner)
    size = len(made_up_zip())
    assert path == tmp_path / "new" / "ml-1m.zip"
    assert seen[-1] == ("fetching ml-1m", size, size)
    assert MovieLensReader().read(path).rows[0]["title"] == "Toy Story"
    assert [found.name for found in path.parent.iterdir()] == ["ml-1m.zip"]


def spoil_checksum() -> None:
    Owner.files["/a.zip.md5"] = b"0" * 32


def spoil_checksum_file() -> None:
    Owner.files["/a.zip.md5"] = b"<html>nothing here</html>"


def cut_off() -> None:
    Owner.cut.add("/a.zip")


def lose_zip() -> None:
    del Owner.files["/a.zip"]


@pytest.mark.parametrize(
    ("spoil", "kind", "words"),
    [
        (spoil_checksum, CatalogError, "checksum"),
        (spoil_checksum_file, CatalogError, "no MD5"),
        (cut_off, CatalogError, "ended after"),
        (lose_zip, ConfigError, "404"),
    ],
)
def test_a_bad_download_changes_nothing(tmp_path: Path, owner: str, spoil, kind: type[Exception], words: str) -> None:
    (tmp_path / "ml-1m.zip").write_bytes(b"the old one")
    spoil()
    with pytest.raises(kind, match=words) as caught:
        fetch("ml-1m", tmp_path, url=owner)
    assert "\n" not in str(caught.value)
    assert [found.name for found in tmp_path.iterdir()] == ["ml-1m.zip"]
    assert (tmp_path / "ml-1m.zip").read_bytes() == b"the old one"


def test_no_network_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="could not be fetched: no connection"):
        fetch("ml-latest-small", tmp_path, url="http://127.0.0.1:9/a.zip")


def test_only_downloads_can_be_fetched(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"'beauty' cannot be fetched.*ml-1m"):
        fetch("beauty", tmp_path)
    with pytest.raises(CatalogError, match="no data set 'nope'"):
        known_dataset("nope")


# ---- files


def test_json_is_equal_bytes_for_equal_values(tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    write_json(one, {"b": [1, "é"], "a": None})
    write_json(two, {"a": None, "b": [1, "é"]})
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes().endswith(b"\n")
    assert sha256_file(one) == hashlib.sha256(one.read_bytes()).hexdigest()
    with pytest.raises(ValueError, match="JSON"):
        write_json(one, float("nan"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.json", "two.json"]
    assert one.read_bytes() == two.read_bytes()


def folder(path: Path, content: str) -> Path:
    path.mkdir(parents=True)
    (path / "manifest.json").write_text(content, encoding="utf-8")
    return path


def content(path: Path) -> str:
    return (path / "manifest.json").read_text(encoding="utf-8")


def test_a_folder_takes_the_place_of_another(tmp_path: Path) -> None:
    target = tmp_path / "w"
    replace_folder(folder(tmp_path / "new", "1"), target)
    assert content(target) == "1"
    replace_folder(folder(tmp_path / "new", "2"), target)
    assert content(target) == "2"
    assert [path.name for path in tmp_path.iterdir()] == ["w"]
    with pytest.raises(CatalogError, match="nothing was replaced"):
        replace_folder(tmp_path / "missing", target)
    assert content(target) == "2"


def test_a_crash_between_the_renames_loses_nothing(tmp_path: Path) -> None:
    target = folder(tmp_path / "w", "old")
    target.rename(aside_name(target))
    assert recover(target)
    assert content(target) == "old"
    assert not recover(target)


def test_a_crash_before_the_old_one_is_removed_keeps_the_new_one(tmp_path: Path) -> None:
    target = folder(tmp_path / "w", "new")
    folder(aside_name(target), "old")
    assert not recover(target)
    assert content(target) == "new"
    assert not aside_name(target).exists()


def test_a_failed_rename_puts_the_old_one_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target, temp = folder(tmp_path / "w", "old"), folder(tmp_path / "new", "new")
    rename = Path.rename

    def failing(self: Path, other: Path) -> Path:
        if self == temp:
            raise PermissionError(13, "Permission denied")
        return rename(self, other)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(CatalogError, match=r"Permission denied.*unchanged"):
        replace_folder(temp, target)
    assert content(target) == "old"
    assert content(temp) == "new"
