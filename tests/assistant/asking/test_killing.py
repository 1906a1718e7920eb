"""A process may be killed at any moment: what was acknowledged is there, and going on leads to the same record."""

import json
import subprocess
import sys

import pytest

KILLS = 100


@pytest.mark.timeout(280)
def test_killed_at_a_hundred_random_moments(database_url: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.assistant.asking.killing", database_url, str(KILLS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    told = json.loads(ran.stdout)
    assert {name: one["different"] for name, one in told.items()} == {"practise": [], "interview": []}
    assert all(one["killed"] >= KILLS // 2 for one in told.values())
