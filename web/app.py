"""The web server: `build_page` and `serve`.

Knows how the page is started: offline, on one address, until Ctrl-C. Knows nothing about what the page shows
(`web.page`). Gradio is imported only when a page is built, after it has been told to stay offline.
"""

from __future__ import annotations

import errno
import os
import socket
import threading
from typing import TYPE_CHECKING

from catalog.errors import ConfigError

if TYPE_CHECKING:
    import gradio as gr

    from web.talker import Talker

_OFFLINE = {"GRADIO_ANALYTICS_ENABLED": "False", "HF_HUB_OFFLINE": "1"}


def build_page(agent: Talker, user: str | None = None) -> gr.Blocks:
    """The page as Gradio blocks, not yet served; every browser tab has its own conversation with `agent`, begun in the
    name of `user`."""
    os.environ.update(_OFFLINE)
    from web.page import Page

    return Page(agent, user).build()


def serve(
    agent: Talker, *, host: str = "127.0.0.1", port: int = 7860, open_browser: bool = False, user: str | None = None
) -> None:
    """Serve the page until Ctrl-C; ConfigError if the address cannot be used. `user` talks in a new tab."""
    check_address(host, port)
    blocks = launch(agent, host=host, port=port, open_browser=open_browser, user=user)
    print(f"Parley is at {blocks.local_url} (Ctrl-C ends)", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("\nParley has ended.", flush=True)
    finally:
        blocks.close(verbose=False)


def launch(
    agent: Talker, *, host: str, port: int, open_browser: bool = False, user: str | None = None
) -> gr.Blocks:
    """Start the server in the background and return its blocks; ConfigError if the address is taken meanwhile."""
    blocks = build_page(agent, user)
    from web.look import look

    try:
        blocks.launch(
            server_name=host,
            server_port=port,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            quiet=True,
            share=False,
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            mcp_server=False,
            footer_links=[],
            **look(),
        )
    except OSError as error:
        raise ConfigError(f"cannot serve on {host}:{port}: {error}") from error
    return blocks


def check_address(host: str, port: int) -> None:
    """ConfigError, in one line, if nothing can listen on this address now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError as error:
            raise ConfigError(f"port {port} is not between 0 and 65535; choose another with --port") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise ConfigError(
                    f"port {port} on {host} is in use; stop what runs there or choose another with --port"
                ) from error
            raise ConfigError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
