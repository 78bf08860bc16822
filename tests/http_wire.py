"""HTTP/1.1 as bytes: `read_request`, `plain`, `chunk`, `HEAD_OF_STREAM`.

Knows only as much of the protocol as a client of language models uses. Knows nothing about what is said over it.
"""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Mapping
from typing import BinaryIO

HEAD_OF_STREAM = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    b"Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"
)
_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests"}
_REASONS |= {500: "Internal Server Error", 503: "Service Unavailable"}
_RESET = struct.pack("ii", 1, 0)
"""SO_LINGER that makes a close a reset."""


def read_request(reader: BinaryIO) -> tuple[str, dict[str, str], bytes] | None:
    """The request line, headers by lower-case name, and the body; None at the end of the connection."""
    line = reader.readline(65536)
    if not line:
        return None
    headers: dict[str, str] = {}
    while (header := reader.readline(65536)) not in (b"\r\n", b"\n", b""):
        name, _, value = header.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", 0))
    body = reader.read(length)
    return None if len(body) < length else (line.decode("latin-1"), headers, body)


def plain(code: int, body: bytes, headers: Mapping[str, str] | None = None) -> bytes:
    """A whole response; JSON unless the headers say otherwise."""
    fields = {"Content-Type": "application/json", **(headers or {}), "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {code} {_REASONS.get(code, 'Status')}\r\n{head}\r\n".encode("latin-1") + body


def chunk(data: bytes) -> bytes:
    """A chunk of a body in chunked transfer; an empty one is the end."""
    return b"%x\r\n%b\r\n" % (len(data), data)


def shut(connection: socket.socket) -> None:
    """Close a socket that another thread may be waiting on."""
    with contextlib.suppress(OSError):  # the other side may have been faster
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()


def reset(connection: socket.socket) -> None:
    """End a connection with a reset; for the thread that serves it."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    connection.close()
