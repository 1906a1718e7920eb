"""Prompt templates: files with `$name` variables, rendered here by training and serving alike.

A missing or an unused variable raises. What people wrote goes through `as_data` first, so that nothing in it can close
its own fence or open a chat role. Each folder belongs to one served model, which was trained on these very words; the
hash of its templates is the prompt version stored with every judgement.
"""

import hashlib
import re
import unicodedata
from functools import cache
from importlib.resources import files
from string import Template

from assistant.errors import PromptError

_FOLDER = files("assistant") / "prompts"
_CHAT_MARK = re.compile(r"<\|?|\|?>")


@cache
def template(name: str) -> Template:
    """The template `prompts/<name>.md`; `name` has the folder in it."""
    path = _FOLDER / f"{name}.md"
    if not path.is_file():
        raise PromptError(f"there is no prompt {name!r} in {_FOLDER}")
    return Template(path.read_text(encoding="utf-8").strip())


def render(name: str, **values: str) -> str:
    """The template filled in; every variable must be given and every value used."""
    wanted = set(template(name).get_identifiers())
    if wanted != values.keys():
        missing, unused = sorted(wanted - values.keys()), sorted(values.keys() - wanted)
        raise PromptError(f"prompt {name!r}: missing {missing}, unused {unused}")
    return template(name).substitute(values)


def as_data(text: str) -> str:
    """Untrusted text made inert: no control characters, no chat marks, no angle brackets, one line."""
    visible = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    return " ".join(_CHAT_MARK.sub(" ", visible).split())


@cache
def prompts_version(model: str) -> str:
    """First twelve hex digits of the SHA-256 over the names and texts of one model's templates."""
    digest = hashlib.sha256()
    for path in sorted((_FOLDER / model).iterdir(), key=lambda entry: entry.name):
        if path.name.endswith(".md"):
            digest.update(path.name.encode() + b"\0" + path.read_text(encoding="utf-8").encode() + b"\0")
    return digest.hexdigest()[:12]
