"""Putting the real server together."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.settings import Settings

_ASSEMBLE = """
import sys, time
from pathlib import Path
import torch
from assistant.server.__main__ import _parser
from assistant.server.assembly import assembled

def threads():
    return {path.name for path in Path("/proc/self/task").iterdir()}

torch.set_num_threads(2)  # which makes a pool of its own, of no consequence
before = threads()
app = assembled(_parser().parse_args(sys.argv[1:]), frozenset())
deadline = time.monotonic() + 10
while threads() - before and time.monotonic() < deadline:  # a thread that was told to end is there a moment longer
    time.sleep(0.05)
print(torch.get_num_threads(), len(threads() - before))
"""


@pytest.mark.model
@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted in Linux's /proc")
def test_loading_leaves_no_helpers_behind_that_slow_the_worker_down() -> None:
    command = [sys.executable, "-c", _ASSEMBLE, "--cache", str(Settings().cache_dir.resolve()), "--threads", "2"]
    without_the_tokenizers_threads = {**os.environ, "TOKENIZERS_PARALLELISM": "false"}
    told = subprocess.run(command, capture_output=True, text=True, check=False, env=without_the_tokenizers_threads)
    assert told.stdout.split() == ["2", "0"], told.stderr
