"""From messages to token ids, and from ids back to text.

Only the chat template may create special tokens. Whatever a message contains, `<|im_end|>` included, is tokenised as
the characters it consists of: the marks in it are broken by a character that no message contains, the template is
applied, the result is divided at the marks that are still whole, and the pieces between them go through a tokenizer
without marks. For harmless messages the ids are exactly the tokenizer's own; loading fails if they are not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Sequence
from functools import lru_cache
from typing import Any

from jinja2 import TemplateError
from tokenizers import Tokenizer

from assistant.server.errors import InvalidRequest, WeightsError

Turn = tuple[str, str]
"""Role and content."""

_STEERING = re.compile(r"<\|.*\|>|\[[A-Z_/ ]+\]")
_BREAKERS = range(0xE000, 0xF900)
_SAMPLE: tuple[Turn, ...] = (
    ("system", " Be brief.\n"),
    ("user", "Naïve 2+2? <b>Say</b>:\n\n\t1) “four” 🙂"),
    ("assistant", "4"),
    ("user", "\nand 10?"),
)
_CACHED_TOKENS = 65536


class ChatTokens:
    """The tokenizer of a base, as a chat needs it. Safe to use from several threads."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._marks = _marks(tokenizer)
        longest_first = sorted(self._marks, key=len, reverse=True)
        self._mark = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._plain = _without_marks(tokenizer, self._marks)
        self.token = lru_cache(_CACHED_TOKENS)(self._token)
        self._check()

    def encode(self, turns: Sequence[Turn]) -> tuple[int, ...]:
        """The ids of the whole prompt, up to where the assistant's reply begins."""
        contents = "".join(content for _, content in turns)
        breaker = next(chr(code) for code in _BREAKERS if chr(code) not in contents)
        broken = [
            {"role": role, "content": self._mark.sub(lambda mark: mark[0][0] + breaker + mark[0][1:], content)}
            for role, content in turns
        ]
        text = self._rendered(broken)
        ids: list[int] = []
        at = 0
        for found in self._mark.finditer(text):
            ids += self._piece(text[at : found.start()], breaker)
            ids.append(self._marks[found[0]])
            at = found.end()
        return (*ids, *self._piece(text[at:], breaker))

    def decode(self, ids: Sequence[int]) -> str:
        """The text of generated ids, special tokens left out."""
        return str(self._tokenizer.decode(list(ids), skip_special_tokens=True, clean_up_tokenization_spaces=False))

    def _token(self, number: int) -> str:
        """One token's text, special ones included; a fragment of a character is `U+FFFD`."""
        return str(self._tokenizer.decode([number], skip_special_tokens=False, clean_up_tokenization_spaces=False))

    def _piece(self, text: str, breaker: str) -> list[int]:
        if not text:
            return []
        return list(self._plain.encode(text.replace(breaker, ""), add_special_tokens=False).ids)

    def _rendered(self, messages: list[dict[str, str]]) -> str:
        try:
            return str(self._tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))
        except TemplateError as error:
            raise InvalidRequest(f"the model's chat template refuses these messages: {error}", "messages") from error

    def _check(self) -> None:
        """The two promises of this module, on a sample."""
        turns = _SAMPLE
        try:
            ids = self.encode(turns)
        except InvalidRequest:
            turns = _SAMPLE[1:]
            ids = self.encode(turns)
        messages = [{"role": role, "content": content} for role, content in turns]
        own = self._tokenizer(self._rendered(messages), add_special_tokens=False)["input_ids"]
        if list(ids) != list(own):
            raise WeightsError("the model's tokenizer joins message and template; its prompts cannot be made safe here")
        leaking = [mark for mark, number in self._marks.items() if number in self._piece(mark, "\0")]
        if leaking:
            raise WeightsError(f"the model's tokenizer makes special tokens of plain text: {', '.join(leaking[:4])}")


def _marks(tokenizer: Any) -> dict[str, int]:
    """The added tokens that steer the model; others, such as line breaks of some vocabularies, are ordinary text."""
    added = tokenizer.added_tokens_decoder.items()
    return {
        token.content: number
        for number, token in added
        if token.special or token.content in tokenizer.chat_template or _STEERING.fullmatch(token.content)
    }


def _without_marks(tokenizer: Any, marks: Container[str]) -> Tokenizer:
    """The same tokenizer, but knowing no marks."""
    known = json.loads(tokenizer.backend_tokenizer.to_str())
    ordinary = [token for token in known["added_tokens"] if token["content"] not in marks]
    known.update(added_tokens=ordinary, post_processor=None, truncation=None, padding=None)
    return Tokenizer.from_str(json.dumps(_never_prefixed(known)))


def _never_prefixed(part: Any) -> Any:
    """Pieces follow a special token, where a tokenizer that marks the start of the text marks none."""
    if isinstance(part, dict):
        part = {key: _never_prefixed(value) for key, value in part.items() if key != "vocab" and key != "merges"} | {
            key: part[key] for key in ("vocab", "merges") if key in part
        }
        if part.get("prepend_scheme") == "first":
            part["prepend_scheme"] = "never"
        return part
    return [_never_prefixed(value) for value in part] if isinstance(part, list) else part
