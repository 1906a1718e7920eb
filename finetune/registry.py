"""Which adapter is served under which name: versions, promotion, and the way back.

    python -m finetune.registry list
    python -m finetune.registry promote judge/2
    python -m finetune.registry back judge

`assistant/adapters/registry.yaml` names what is promoted and what was before; the engine reads only the former. What
could not judge here is not promoted: weights of another base, prompts that have changed since, no calibration.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
import yaml

from assistant.engine import ADAPTERS, REGISTRY, Registry, read_registry
from assistant.errors import InputError
from assistant.judging.calibration import load_calibration
from assistant.prompts import prompts_version
from assistant.server.weights import find_base
from assistant.settings import Settings

HEADER = "# Which adapter is served under which name, and what was before. `python -m finetune.registry` changes it.\n"
app = typer.Typer(add_completion=False, help=__doc__)


def write_registry(folder: Path, registry: Registry) -> None:
    """Written beside and then renamed."""
    new = folder / f"{REGISTRY}.new"
    new.write_text(HEADER + yaml.safe_dump(registry.model_dump(mode="json", exclude_defaults=True)), encoding="utf-8")
    new.replace(folder / REGISTRY)


def why_not(folder: Path, base_sha256: str) -> str | None:
    """What keeps an adapter folder from being served here, or None."""
    try:
        card = json.loads((folder / "plumbline.json").read_text(encoding="utf-8"))
        if folder.parent.name == "judge":
            load_calibration(folder)
    except (OSError, ValueError) as error:
        return f"{folder} is no adapter of ours: {error}"
    except InputError as error:
        return str(error)
    if card.get("base_sha256") != base_sha256:
        return f"it was trained on other weights ({str(card.get('base_sha256'))[:12]}… instead of {base_sha256[:12]}…)"
    if card.get("prompts") != prompts_version(folder.parent.name):
        return f"it was trained on other prompts ({card.get('prompts')}, now {prompts_version(folder.parent.name)})"
    return None


def promote(folder: Path, which: str, base_sha256: str) -> str:
    """Serve `name/version` from now on; what was served before is noted. Raises ValueError saying why not."""
    name, _, version = which.partition("/")
    if not version or not (folder / which).is_dir():
        raise ValueError(f"{which!r} is not a version here; there are: {', '.join(versions(folder)) or 'none'}")
    if reason := why_not(folder / which, base_sha256):
        raise ValueError(f"{which} cannot be served: {reason}")
    registry = read_registry(folder)
    now = registry.promoted.get(name)
    if now == which:
        return f"{which} is promoted already"
    before = {**registry.before, name: (*registry.before.get(name, ()), now)} if now else registry.before
    write_registry(folder, Registry(promoted={**registry.promoted, name: which}, before=before))
    return f"{which} is promoted" + (f"; before it was {now}" if now else "")


def back(folder: Path, name: str, base_sha256: str) -> str:
    """Serve again what was served before. Raises ValueError where there is nothing, or it cannot be served any more."""
    registry = read_registry(folder)
    *earlier, which = registry.before.get(name, ()) or ("",)
    if not which:
        raise ValueError(f"nothing was promoted for {name!r} before; promote a version by its name")
    if reason := why_not(folder / which, base_sha256):
        raise ValueError(f"{which}, which was served before, cannot be served: {reason}")
    before = {other: some for other, some in {**registry.before, name: tuple(earlier)}.items() if some}
    write_registry(folder, Registry(promoted={**registry.promoted, name: which}, before=before))
    return f"{which} is promoted again"


def versions(folder: Path) -> list[str]:
    """Every `name/version` that has weights."""
    found = sorted(folder.glob("*/*/adapter_model.safetensors"))
    return [f"{path.parent.parent.name}/{path.parent.name}" for path in found]


@app.command("list")
def list_() -> None:
    """Every version, which one is promoted, and what keeps the others from being served."""
    base, registry = find_base(None, Settings().cache_dir).sha256, read_registry(ADAPTERS)
    for which in versions(ADAPTERS):
        promoted = which in registry.promoted.values()
        typer.echo(f"{which}: {'promoted' if promoted else why_not(ADAPTERS / which, base) or 'can be promoted'}")


@app.command("promote")
def promote_command(which: Annotated[str, typer.Argument(help="Name and version, as judge/2.")]) -> None:
    """Serve a version from now on."""
    _say(lambda base: promote(ADAPTERS, which, base))


@app.command("back")
def back_command(name: Annotated[str, typer.Argument(help="Name, as judge.")]) -> None:
    """Serve what was served before."""
    _say(lambda base: back(ADAPTERS, name, base))


def _say(act: Callable[[str], str]) -> None:
    try:
        typer.echo(act(find_base(None, Settings().cache_dir).sha256))
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    app()
