"""The interviewer model's own wordings of a follow-up: several candidates for one gap, asked for at once.

It only proposes; what is kept is decided in `followups`. Training builds its prompts here too, so that the model is
asked in service exactly what it was taught.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from assistant.asking.probing.gaps import Gap
from assistant.client import Engine, Message
from assistant.prompts import as_data, render
from assistant.types import EvidenceKind

INTERVIEWER = "interviewer"
LONGEST_REPLY_TOKENS = 48
LONGEST_TEXT_WORDS = 40
"""Of a question with its follow-ups the end counts, of what was said the start."""

ASK_FOR: Mapping[EvidenceKind, str] = {
    EvidenceKind.METRIC: "the number that was measured",
    EvidenceKind.BASELINE: "what it is compared with",
    EvidenceKind.OWN_PART: "what they did themselves",
    EvidenceKind.TRADE_OFF: "what was given up for it",
    EvidenceKind.FAILURE: "what went wrong and what it did",
    EvidenceKind.SCALE: "how much or how many",
    EvidenceKind.DATA: "where the data came from or what was wrong with it",
    EvidenceKind.DECISION: "which alternatives there were and why this one",
    EvidenceKind.MECHANISM: "how or why it works",
}


def follow_up_prompt(
    question: str, answer_part: str, quote: str, missing: EvidenceKind, idea: str
) -> tuple[Message, ...]:
    """What the model reads; everything that people said is made inert and short. The reply is the question alone."""
    asked = " ".join(as_data(question).split()[-LONGEST_TEXT_WORDS:])
    said = " ".join(as_data(answer_part).split()[:LONGEST_TEXT_WORDS])
    user = render(
        "interviewer/follow_up",
        question=asked,
        answer_part=said,
        quote=as_data(quote),
        missing=ASK_FOR[missing],
        idea=as_data(idea),
    )
    return Message("system", render("interviewer/system")), Message("user", user)


def propose(engine: Engine, gap: Gap, question: str, probe: str, n: int) -> tuple[str, ...]:
    """Up to `n` different wordings, unchecked, the likeliest first. Raises EngineError."""
    prompt = follow_up_prompt(question, gap.part, gap.quote, gap.missing, probe)

    def one(number: int) -> str:
        return engine.chat(
            INTERVIEWER,
            prompt,
            max_tokens=LONGEST_REPLY_TOKENS,
            temperature=0.7 if number else 0.0,
            top_p=0.9 if number else 1.0,
            seed=number,
        )

    with ThreadPoolExecutor(max(1, n), thread_name_prefix="wording") as pool:
        return tuple(dict.fromkeys(" ".join(reply.split()) for reply in pool.map(one, range(n))))
