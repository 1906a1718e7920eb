"""Finding, starting, sharing and stopping the embedded engine; the child is a stand-in."""

import json
import os
import subprocess
import threading
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.engine import EnginePlan, open_engine, plan_engine, promoted_adapters, server_command, server_environment
from assistant.errors import EngineUnreachable, InputError, StorageError
from assistant.settings import Settings
from tests.assistant.conftest import Child
from tests.assistant.stand_in import STAND_IN


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", engine_start_timeout_s=60)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _state(settings: Settings) -> dict[str, object]:
    (path,) = (settings.data_dir / "engine").glob("*.json")
    return dict(json.loads(path.read_text()))


def test_an_engine_of_ones_own_is_used_as_it_is(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", engine_url="http://elsewhere:8000/v1")
    with open_engine(settings) as engine:
        assert engine.url == "http://elsewhere:8000/v1"
    assert not settings.data_dir.exists()


def test_started_once_shared_and_stopped_by_its_starter(settings: Settings, child: Child) -> None:
    started = child(STAND_IN)
    with open_engine(settings) as first:
        first.health()
        pid = int(str(_state(settings)["pid"]))
        with open_engine(settings) as second:
            assert second.url == first.url
        first.health()
    assert len(started) == 1
    assert not _alive(pid)
    assert not list((settings.data_dir / "engine").glob("*.json"))


def test_two_that_come_at_once_start_one(settings: Settings, child: Child) -> None:
    started, urls, both = child(STAND_IN), [], threading.Barrier(3)

    def use() -> None:
        with open_engine(settings) as engine:
            urls.append(engine.url)
            both.wait(60)

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(urls) == 3
    assert len(set(urls)) == len(started) == 1


def test_the_starter_leaves_it_to_those_who_still_use_it(
    settings: Settings, child: Child, outlived: list[subprocess.Popen[bytes]]
) -> None:
    child(STAND_IN)
    starter = open_engine(settings)
    starter.__enter__()
    with open_engine(settings) as other:
        starter.__exit__(None, None, None)
        other.health()
    assert len(outlived) == 1


@pytest.mark.parametrize("state", ["{", '{"url": "http://127.0.0.1:9", "pid": 1, "fingerprint": "FP"}'])
def test_a_state_left_by_a_dead_engine_is_not_believed(settings: Settings, child: Child, state: str) -> None:
    started = child(STAND_IN)
    fingerprint = plan_engine(settings).fingerprint
    (settings.data_dir / "engine").mkdir(parents=True)
    (settings.data_dir / "engine" / f"{fingerprint}.json").write_text(state.replace("FP", fingerprint))
    with open_engine(settings) as engine:
        engine.health()
    assert len(started) == 1


def test_another_server_on_the_old_port_is_not_taken_for_ours(settings: Settings, child: Child) -> None:
    started = child(STAND_IN)
    with open_engine(settings):
        state = _state(settings)
        (path,) = (settings.data_dir / "engine").glob("*.json")
        path.write_text(json.dumps(state | {"pid": 1}))
        with open_engine(settings) as mine:
            mine.health()
    assert len(started) == 2


def test_a_death_at_start_shows_its_last_words(settings: Settings, child: Child) -> None:
    child("print('loading'); raise SystemExit('cannot serve: the disk is full')")
    with pytest.raises(EngineUnreachable, match=r"(?s)stopped while starting.*loading.*the disk is full"):
        open_engine(settings).__enter__()


def test_a_start_that_takes_too_long_is_given_up(tmp_path: Path, child: Child) -> None:
    child("import time; print('still unpacking', flush=True); time.sleep(600)")
    settings = Settings(data_dir=tmp_path, engine_start_timeout_s=3)
    with pytest.raises(EngineUnreachable, match=r"(?s)not ready within 3 s.*still unpacking"):
        open_engine(settings).__enter__()


def test_a_data_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="PLUMBLINE_DATA_DIR"):
        open_engine(Settings(data_dir=tmp_path / "file" / "data")).__enter__()


def test_the_child_writes_inside_the_data_folder_only(settings: Settings, child: Child) -> None:
    child("import os; print(dict(os.environ))\n" + STAND_IN)
    with open_engine(settings):
        (log,) = settings.logs_dir.glob("*.log")
        printed = log.read_text()
    for name in ("HF_HOME", "TORCH_HOME", "XDG_CACHE_HOME"):
        assert f"'{name}': '{settings.cache_dir.resolve()}" in printed
    assert "'HF_HUB_OFFLINE': '1'" in printed


@pytest.mark.parametrize(("model", "offline"), [(None, True), (".", True), ("org/model", False)])
def test_the_hub_is_asked_only_for_a_model_of_the_hub(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str | None, offline: bool
) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    environment = server_environment(Settings(data_dir=tmp_path), EnginePlan(model, (), "test"))
    assert (environment.get("HF_HUB_OFFLINE") == "1") is offline


def _registry(folder: Path, text: str, *adapters: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "registry.yaml").write_text(text)
    for name in adapters:
        (folder / name).mkdir(parents=True)
        (folder / name / "adapter_config.json").write_text("{}")
    return folder


def test_without_a_registry_the_base_is_served(tmp_path: Path) -> None:
    plan = plan_engine(Settings(), tmp_path)
    assert (plan.model, plan.adapters) == (None, ())


def test_the_registry_says_which_adapters(tmp_path: Path) -> None:
    registry = _registry(tmp_path, "promoted: {judge: judge/1, interviewer: talk/2}", "judge/1", "judge/2", "talk/2")
    assert promoted_adapters(registry) == (("interviewer", tmp_path / "talk/2"), ("judge", tmp_path / "judge/1"))
    assert plan_engine(Settings(), registry).adapters == promoted_adapters(registry)


def test_another_model_has_no_promoted_adapter_and_an_adapter_that_is_set_wins(tmp_path: Path) -> None:
    registry = _registry(tmp_path, "promoted: {judge: judge/1}", "judge/1", "mine")
    assert plan_engine(Settings(model="org/other"), registry).adapters == ()
    mine = plan_engine(Settings(model="org/other", adapter=str(tmp_path / "mine")), registry)
    assert (mine.model, mine.adapters) == ("org/other", (("judge", tmp_path / "mine"),))


def test_a_judge_that_is_set_leaves_the_interviewer_as_promoted(tmp_path: Path) -> None:
    registry = _registry(tmp_path, "promoted: {judge: judge/1, interviewer: talk/2}", "judge/1", "talk/2", "mine")
    plan = plan_engine(Settings(adapter=str(tmp_path / "mine")), registry)
    assert plan.adapters == (("interviewer", tmp_path / "talk/2"), ("judge", tmp_path / "mine"))


def test_the_server_is_told_every_adapter(tmp_path: Path) -> None:
    plan = EnginePlan(None, (("interviewer", tmp_path / "talk"), ("judge", tmp_path / "mine")), "test")
    command = server_command(Settings(data_dir=tmp_path), plan, "127.0.0.1", 0)
    adapters = [after for before, after in pairwise(command) if before == "--adapter"]
    assert adapters == [f"interviewer={tmp_path / 'talk'}", f"judge={tmp_path / 'mine'}"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("promoted: {judge: judge/9}", "promotes what is not there"),
        ("promoted: [judge]", "is not a registry"),
        ("demoted: {}", "is not a registry"),
        ("{", "is not a registry"),
    ],
)
def test_a_bad_registry_is_told(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        promoted_adapters(_registry(tmp_path, text))


def test_an_adapter_that_is_no_adapter_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="PLUMBLINE_ADAPTER"):
        plan_engine(Settings(adapter=str(tmp_path)))


def test_the_fingerprint_follows_model_and_adapter(tmp_path: Path) -> None:
    registry = _registry(tmp_path, "promoted: {judge: judge/1}", "judge/1")
    plans = [plan_engine(Settings(), registry), plan_engine(Settings(model="x"), registry)]
    before = {plan.fingerprint for plan in plans}
    assert len(before) == 2
    (tmp_path / "judge/1/plumbline.json").write_text('{"version": "2"}')
    assert plans[0].fingerprint not in before
    assert plans[1].fingerprint in before
