"""Start the server: `python -m assistant.server --cache DIR [--adapter judge=FOLDER] [--port 8077]`.

Prints `listening on URL` once it answers. Exit code 1 and one sentence where it cannot start, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import fcntl
import logging
import socket
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from assistant.server.errors import ServerError

_LOOK_EVERY_S = 1.0
_DTYPE_HELP = "of the weights (default: bfloat16, or float32 on a processor that is faster in it)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until stopped."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        keys = _keys(options.keys_file)
        listening = _listen(options.host, options.port)
        _serve(options, keys, listening)
    except ServerError as error:
        print(f"cannot serve: {error}", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m assistant.server", description=__doc__)
    add = parser.add_argument
    add("--cache", type=Path, required=True, help="folder for unpacked and downloaded models")
    add("--model", help="hub id or folder of a chat model (default: the embedded one)")
    add("--adapter", action="append", default=[], metavar="NAME=FOLDER", type=_named, help="serve it under a name")
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=int, default=8077, help="port, 0 for any free one (default: %(default)s)")
    add("--dtype", choices=("auto", "bfloat16", "float16", "float32"), default="auto", help=_DTYPE_HELP)
    add("--device", default="auto", help="cpu, cuda, cuda:1 … (default: cuda where there is one)")
    add("--threads", type=_count, help="processor threads of the model (default: one a core)")
    add("--max-queue", type=_count, default=256, help="waiting requests before 503 (default: %(default)s)")
    add("--max-replies", type=_count, default=16, help="replies written at once (default: %(default)s)")
    add("--pass-tokens", type=_count, default=512, help="prompt tokens read in one pass (default: %(default)s)")
    add("--prefix-cache-mb", type=_count, default=256, help="memory for prompt beginnings (default: %(default)s)")
    add("--adapters-root", type=Path, help="folder under which adapters may be loaded while serving (default: none)")
    add("--keys-file", type=Path, help="file with one accepted bearer key a line (default: no key is asked for)")
    add("--stop-when-free", type=Path, metavar="FILE", help="stop once no process holds a lock on this file")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return int(text)


def _named(text: str) -> tuple[str, Path]:
    name, equals, folder = text.partition("=")
    if not (name and equals and folder):
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=FOLDER")
    return name, Path(folder).expanduser().resolve()


def _listen(host: str, port: int) -> socket.socket:
    """The socket, taken before the model is loaded, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise ServerError(f"{host}:{port} cannot be listened on ({error}); choose another --host or --port") from error
    return listening


def _keys(path: Path | None) -> frozenset[str]:
    """The accepted keys."""
    if path is None:
        return frozenset()
    try:
        keys = frozenset(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    except OSError as error:
        raise ServerError(f"{path} cannot be read: {error.strerror}; correct --keys-file") from error
    if not keys:
        raise ServerError(f"{path} has no keys in it; add one a line, or leave --keys-file out")
    return keys


def _serve(options: argparse.Namespace, keys: frozenset[str], listening: socket.socket) -> None:
    import uvicorn

    from assistant.server.assembly import assembled

    app = assembled(options, keys)
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3, ws="none")
    server = uvicorn.Server(config)
    if options.stop_when_free is not None:
        threading.Thread(target=_watch, args=(options.stop_when_free, server), daemon=True).start()
    listening.listen(1024)
    host, port = listening.getsockname()[:2]
    print(f"listening on http://{f'[{host}]' if ':' in host else host}:{port}", flush=True)  # noqa: T201
    server.run(sockets=[listening])


def _watch(path: Path, server: object) -> None:
    """Ask the server to stop when the file is nobody's any more; the lock is kept, so that nobody joins meanwhile."""
    with path.open("ab") as file:
        while True:
            time.sleep(_LOOK_EVERY_S)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            server.should_exit = True  # type: ignore[attr-defined]
            time.sleep(3600)


if __name__ == "__main__":
    sys.exit(main())
