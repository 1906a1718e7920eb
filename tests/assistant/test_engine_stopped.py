"""The embedded engine killed, crashing and hung while it is used; the child is a stand-in, except in the last tests."""

import json
import os
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant import engine as engine_module
from assistant.client import Engine, Message, going_on
from assistant.engine import EnginePlan, open_engine
from assistant.errors import EngineRefused, EngineStopped, EngineUnreachable
from assistant.judging.readings import ExchangeText
from assistant.server.weights import weights_sha256
from assistant.settings import Settings
from tests.assistant.conftest import Child
from tests.assistant.server.test_adapters import make_adapter
from tests.assistant.server.tiny import tiny_network, tiny_tokenizer
from tests.assistant.stand_in import STAND_IN

PROMPTS = [(Message("user", f"answer {number}"),) for number in range(40)]
LABELS = ("a", "b")
ANSWER = "I moved the resize to the camera, and the time for a parcel fell from nine hundred to three hundred."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", engine_start_timeout_s=60)


def _pid(settings: Settings) -> int:
    (state,) = (settings.data_dir / "engine").glob("*.json")
    return int(json.loads(state.read_text())["pid"])


def _kill(settings: Settings, engine: Engine) -> None:
    """Kill the engine's process, and wait until it is gone."""
    os.kill(_pid(settings), signal.SIGKILL)
    address = urlsplit(engine.url)
    while True:
        try:
            socket.create_connection((address.hostname or "", address.port or 0), timeout=5).close()
        except OSError:
            return
        time.sleep(0.01)


def _gone(pid: int) -> bool:
    """Whether the process has ended; one that was left to others may take a moment."""
    for _ in range(500):
        for child in engine_module._outlived:
            child.poll()
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


def _read(engine: Engine) -> list[tuple[float, ...]]:
    return engine.read_labels("judge", PROMPTS, LABELS)


def _say(engine: Engine, word: str) -> str:
    return engine.chat("interviewer", (Message("user", f"now {word}"),), max_tokens=9)


def test_killed_while_nobody_asks_it_starts_again_and_reads_the_same(settings: Settings, child: Child) -> None:
    started = child(STAND_IN)
    told: list[str] = []
    with open_engine(settings) as engine:
        before, first, url = _read(engine), _pid(settings), engine.url
        _kill(settings, engine)
        assert going_on(lambda: _read(engine), told.append) == before
        assert (len(told), len(started), engine.url == url) == (1, 2, False)
        second = _pid(settings)
    assert _gone(first)
    assert _gone(second)


def test_killed_in_the_middle_of_readings_they_fail_and_the_next_ones_do_not(settings: Settings, child: Child) -> None:
    child(STAND_IN)
    with open_engine(settings) as engine:
        before = _read(engine)
        with pytest.raises(EngineStopped):
            engine.read_labels("judge", [*PROMPTS[:20], (Message("user", "now kill"),), *PROMPTS[20:]], LABELS)
        assert _read(engine) == before


def test_all_who_use_it_go_on_with_the_one_that_one_of_them_started(settings: Settings, child: Child) -> None:
    started = child(STAND_IN)
    with ExitStack() as stack:
        engines = [stack.enter_context(open_engine(settings)) for _ in range(3)]
        before = _read(engines[0])
        _kill(settings, engines[0])
        with ThreadPoolExecutor(3) as pool:
            asked = [pool.submit(going_on, lambda e=e: _read(e), lambda _: None) for e in engines]
            assert all(each.result(60) == before for each in asked)
        assert len({engine.url for engine in engines}) == 1
        assert len(started) == 2
        pid = _pid(settings)
    assert _gone(pid)


def test_who_started_it_again_leaves_it_to_the_others(settings: Settings, child: Child) -> None:
    started = child(STAND_IN)
    with open_engine(settings) as first:
        with open_engine(settings) as second:
            _kill(settings, second)
            going_on(lambda: _read(second), lambda _: None)
        assert going_on(lambda: _read(first), lambda _: None)
        assert len(started) == 2
        pid = _pid(settings)
        assert _read(first)
    assert _gone(pid)


def test_the_first_to_start_it_does_not_stop_what_another_started(settings: Settings, child: Child) -> None:
    started = child(STAND_IN)
    starter, other = open_engine(settings), open_engine(settings)
    first, second = starter.__enter__(), other.__enter__()
    _kill(settings, first)
    going_on(lambda: _read(second), lambda _: None)
    starter.__exit__(None, None, None)
    assert _read(second)
    pid = _pid(settings)
    other.__exit__(None, None, None)
    assert len(started) == 2
    assert _gone(pid)


def test_one_that_stops_again_and_again_is_not_started_over_and_over(
    settings: Settings, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = child(STAND_IN)
    with open_engine(settings) as engine:
        for _ in range(2):
            with pytest.raises(EngineStopped):
                _say(engine, "exit")
        for _ in range(3):
            with pytest.raises(
                EngineUnreachable, match=r"(?s)stopped again \(with exit code 3\).*no memory left"
            ) as told:
                _say(engine, "something harmless")
            assert not isinstance(told.value, EngineStopped)
        assert len(started) == 2
        monkeypatch.setattr(engine_module, "_SHORT_LIFE_S", 0.0)
        assert _say(engine, "something harmless")
        assert len(started) == 3


def test_what_killed_it_again_is_said(settings: Settings, child: Child) -> None:
    child(STAND_IN)
    with open_engine(settings) as engine:
        for _ in range(2):
            with pytest.raises(EngineStopped):
                _say(engine, "kill")
        with pytest.raises(EngineUnreachable, match="it was killed, as happens where memory runs out"):
            _say(engine, "something")


def test_the_log_of_the_one_before_is_kept(settings: Settings, child: Child) -> None:
    child(STAND_IN)
    with open_engine(settings) as engine:
        with pytest.raises(EngineStopped):
            _say(engine, "exit")
        _say(engine, "something")
        (before,) = settings.logs_dir.glob("*.previous.log")
        assert "no memory left" in before.read_text()


def test_one_that_cannot_start_again_says_why_and_may_start_later(
    settings: Settings, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    child(STAND_IN)
    monkeypatch.setattr(engine_module, "_SHORT_LIFE_S", 0.0)
    with open_engine(settings) as engine:
        with pytest.raises(EngineStopped):
            _say(engine, "kill")
        child("raise SystemExit('cannot serve: the disk is full')")
        with pytest.raises(EngineUnreachable, match=r"(?s)stopped while starting.*the disk is full"):
            _say(engine, "something")
        child(STAND_IN)
        assert _say(engine, "something")


def test_one_that_hangs_is_replaced_when_it_is_asked_again(
    tmp_path: Path, child: Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = child(STAND_IN)
    monkeypatch.setattr(engine_module, "_PROBE_S", 1.0)
    settings = Settings(data_dir=tmp_path / "data", interactive_timeout_s=2, engine_start_timeout_s=60)
    with open_engine(settings, interactive=True) as engine:
        deaf = _pid(settings)
        with pytest.raises(EngineUnreachable, match="within 2 s") as told:
            _say(engine, "deaf")
        assert not isinstance(told.value, EngineStopped)
        assert _say(engine, "something")
        assert len(started) == 2
        assert _gone(deaf)


def test_one_that_is_only_slow_is_kept(tmp_path: Path, child: Child) -> None:
    started = child(STAND_IN)
    settings = Settings(data_dir=tmp_path / "data", engine_timeout_s=2, engine_start_timeout_s=60)
    with open_engine(settings) as engine:
        url = engine.url
        with pytest.raises(EngineUnreachable, match="within 2 s"):
            _say(engine, "hang")
        assert _say(engine, "something")
        assert (len(started), engine.url) == (1, url)


def test_one_whose_model_died_in_it_is_no_running_engine(settings: Settings, child: Child) -> None:
    started = child(STAND_IN.replace('"status": "ok"', '"status": "dead"', 1))
    with open_engine(settings), open_engine(settings):
        assert len(started) == 2


def test_other_adapters_than_it_had_are_not_served_in_its_name(tmp_path: Path, child: Child) -> None:
    child(STAND_IN)
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    (adapter / "adapter_config.json").write_text("{}")
    settings = Settings(data_dir=tmp_path / "data", model="org/model", adapter=str(adapter))
    with open_engine(settings) as engine:
        _kill(settings, engine)
        (adapter / "adapter_config.json").write_text('{"r": 8}')
        with pytest.raises(EngineStopped):
            _read(engine)
        with pytest.raises(EngineRefused, match="adapters were changed meanwhile; start Plumbline again"):
            _read(engine)


@pytest.fixture
def tiny_plan(tmp_path: Path) -> EnginePlan:
    """A tiny base on disk with two adapters that belong to it."""
    base = tmp_path / "tiny"
    tiny_network().save_pretrained(base)
    tiny_tokenizer().save_pretrained(base)
    sha256 = weights_sha256(base)
    interviewer, _ = make_adapter(tmp_path / "interviewer", name="interviewer", seed=4, base_sha256=sha256)
    judge, _ = make_adapter(tmp_path / "judge", base_sha256=sha256)
    return EnginePlan(str(base), (("interviewer", interviewer), ("judge", judge)), "test")


def test_our_server_with_two_adapters_is_killed_and_both_answer_as_before(
    tiny_plan: EnginePlan, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "plan_engine", lambda _: tiny_plan)

    def answers(engine: Engine) -> list[list[str]]:
        """Of each model, all asked at once."""
        asked = [(name, prompt) for prompt in PROMPTS for name in ("judge", "interviewer", "tiny")]
        with ThreadPoolExecutor(8) as pool:
            written = list(pool.map(lambda ask: engine.chat(*ask, max_tokens=4), asked))
        return [written[first::3] for first in range(3)]

    with open_engine(settings) as engine:
        served, before = engine.served(), answers(engine)
        assert [(model.name, model.adapter) for model in served] == [
            ("tiny", None),
            ("judge", "judge"),
            ("interviewer", "interviewer"),
        ]
        assert before[0] != before[1] != before[2] != before[0]
        _kill(settings, engine)
        assert going_on(lambda: answers(engine), lambda _: None) == before
        assert engine.served() == served
        pid = _pid(settings)
    assert _gone(pid)


@pytest.mark.model
@pytest.mark.timeout(600)
def test_the_real_engine_is_killed_while_it_reads_and_reads_the_same_again(tmp_path: Path, engine_url: str) -> None:
    """The session's server has unpacked the base; a data folder with a link to that cache starts at once."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "cache").symlink_to(Settings().cache_dir.resolve(), target_is_directory=True)
    settings = Settings(data_dir=data)
    texts = [ExchangeText("production", "What did you build?", f"Version {n}. {ANSWER}") for n in range(24)]
    labels = texts[0].depth().labels
    prompts = [text.depth().prompt for text in texts]
    with open_engine(settings) as engine, ThreadPoolExecutor(1) as pool:
        served, first = engine.served(), _pid(settings)
        assert {"judge", "interviewer"} <= {model.name for model in served}
        before = engine.read_labels("judge", prompts, labels)
        cut_off = pool.submit(engine.read_labels, "judge", prompts * 50, labels)
        _kill(settings, engine)
        with pytest.raises(EngineStopped):
            cut_off.result(60)
        assert engine.read_labels("judge", prompts, labels) == before
        assert engine.served() == served
        assert engine.chat("interviewer", (Message("user", "Say hello."),), max_tokens=4)
        second = _pid(settings)
    assert _gone(first)
    assert _gone(second)
