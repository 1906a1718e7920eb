"""The interviewer's assistant during an interview: what is typed is written first, then understood, heard and answered.

A reply is composed from readings, coverage and the bank; the record alone says what is still to be done, so that any
process may take it up.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from assistant.archive import Archive
from assistant.asking import replies
from assistant.asking.events import (
    Asked,
    Card,
    Decided,
    Event,
    Judged,
    Offered,
    Replied,
    Requested,
    Said,
    Setup,
    Started,
)
from assistant.asking.interviewer import Interviewer, check_words, follow_up_card
from assistant.asking.log import Standing, standing
from assistant.asking.messages.intents import Intent, Understood
from assistant.asking.replies import MOST_CARDS, Reply, Table
from assistant.asking.steps import Step, carry_out
from assistant.asking.views import DeskView, Entry, Line
from assistant.errors import InputError
from assistant.scoring import Progress

TEAM = "team"
"""Interviews belong to the whole team."""
UNKNOWN_QUESTION = "Tell me about a machine-learning project you worked on, and your part in it."
"""What an answer is read as an answer to, where nobody said what was asked."""


class InterviewDesk:
    """The chat over one archive; see `assistant.asking.views.Desk`."""

    def __init__(self, archive: Archive, interviewer: Interviewer) -> None:
        self._archive, self._interviewer = archive, interviewer

    def open(self, setup: Setup) -> DeskView:
        """A new interview, with opening cards offered. Raises UnknownIdError, or InputError where no question fits."""
        setup = self._interviewer.completed(setup)
        started = Started(setup=setup, plan=self._interviewer.plan(setup))
        interview = self._archive.create(TEAM, started)
        for _ in self.advance(interview):
            pass
        return self.view(interview)

    def view(self, interview: str) -> DeskView:
        """As it stands. Raises UnknownIdError."""
        records = self._archive.events(interview, TEAM)
        now = standing(records)
        step = self._due(now)
        return DeskView(
            id=interview,
            seen=now.seen,
            setup=now.setup,
            lines=tuple(_lines([record.event for record in records])),
            question=now.talks[-1].asked[-1].question if now.talks else None,
            cards=now.cards,
            coverage=self._interviewer.coverage(now),
            elapsed_s=now.elapsed_s,
            doing=step.doing if step else None,
            ended=now.ended is not None,
        )

    def say(self, interview: str, text: str, seen: int, said: bool = False) -> DeskView:
        """Writes what was typed. Raises InputError or ConflictError; nothing is written then."""
        check_words(text, "message")
        self._archive.append(interview, [Requested(text=text, said=said)], seen)
        return self.view(interview)

    def decide(self, interview: str, card: str, accepted: bool) -> DeskView:
        """Takes a card, which becomes the question that is asked, or puts it away and offers another in its place."""
        now = self._standing(interview)
        chosen = next((one for one in now.cards if one.key == card), None)
        if chosen is None:
            raise InputError("this card is no longer on the table; look at the cards that are")
        events: list[Event] = [Decided(card=card, accepted=accepted)]
        if accepted:
            events.append(_asked(chosen))
        elif another := self._another(now, chosen):
            left = [one for one in now.cards if one.key != card]
            events.append(_offer(now, [*left, another], first=len(events)))
        self._archive.append(interview, events, now.seen)
        return self.view(interview)

    def advance(self, interview: str) -> Iterator[Progress | DeskView]:
        """Hears and answers what was typed. Raises EngineError; asking again goes on from there."""
        yield from carry_out(self._archive, interview, TEAM, self._due)
        yield self.view(interview)

    def past(self) -> tuple[Entry, ...]:
        """The interviews, the newest first."""
        return self._archive.entries(TEAM, "interview")

    def delete(self, interview: str) -> None:
        """Removes an interview and everything in it."""
        self._archive.delete(interview, TEAM)

    def _standing(self, interview: str) -> Standing:
        return standing(self._archive.events(interview, TEAM))

    def _due(self, now: Standing) -> Step | None:
        if now.ended:
            return None
        if now.talks and now.talks[-1].unread:
            return Step("Reading the answer", partial(self._judged, now))
        if not now.opened:
            return Step("Looking for how to open", partial(self._opened, now))
        if not now.requests:
            return None
        request = now.requests[0]
        understood = self._understood(request)
        if understood.intent is Intent.SAID and not now.heard:
            return Step("Writing down what was said", partial(self._heard, now, understood, request.text))
        return Step("Looking for what to ask", partial(self._replied, now, understood, request.text))

    def _understood(self, request: Requested) -> Understood:
        if request.said:
            return Understood(Intent.SAID, confidence=1.0, about=None, said=request.text.strip(), asked=None)
        return self._interviewer.understand(request.text)

    def _judged(self, now: Standing) -> tuple[Event, ...]:
        return (Judged(exchange=len(now.talks) - 1, judgement=self._interviewer.hear(now.setup, now.talks[-1])),)

    def _opened(self, now: Standing) -> tuple[Event, ...]:
        offered = _offer(now, replies.opening(self._table(now)).cards or ())
        if not now.setup.description:
            return (offered,)
        reasons = " ".join(self._interviewer.describe(now.setup.description).reasons)
        return Replied(intent=Intent.OPEN.value, text=f"From the description. {reasons}"), offered

    def _replied(self, now: Standing, understood: Understood, typed: str) -> tuple[Event, ...]:
        reply = self._reply(self._table(now), understood, typed)
        said = Replied(intent=understood.intent.value, text=reply.text)
        return (said,) if reply.cards is None else (_offer(now, reply.cards), said)

    def _reply(self, table: Table, understood: Understood, typed: str) -> Reply:
        if understood.intent is Intent.MORE:
            return replies.more(table, understood.about)
        if understood.intent is Intent.OTHER:
            return replies.other(typed)
        return replies.SIMPLE[understood.intent](table)

    def _table(self, now: Standing) -> Table:
        interviewer = self._interviewer
        inquiries = interviewer.follow_ups(now, MOST_CARDS)
        return Table(
            now=now,
            knowledge=interviewer.knowledge,
            covered=interviewer.coverage(now),
            criteria=interviewer.criteria(now.setup),
            follow_ups=tuple(map(follow_up_card, inquiries.found)),
            nothing_open=inquiries.reason,
            bank=partial(interviewer.openings, now),
            question=interviewer.bank(now.talks[-1]) if now.talks else None,
        )

    def _heard(self, now: Standing, understood: Understood, typed: str) -> tuple[Event, ...]:
        """The candidate's words, after the question they answer where the record does not have it yet."""
        said = Said(text=understood.said or typed)
        if understood.asked:
            criterion = self._interviewer.criterion_of(understood.asked)
            return Asked(question=understood.asked, opens=True, source="typed", criterion=criterion), said
        if now.waiting:
            return (said,)
        asked = now.talks[-1].asked[0].question if now.talks else UNKNOWN_QUESTION
        for card in now.cards:
            if card.kind == "opening" and self._interviewer.answers_better(said.text, card.question, asked):
                taken = _asked(card).model_copy(update={"plain": True})
                return Decided(card=card.key, accepted=True), taken, said
        if not now.talks:
            return Asked(question=UNKNOWN_QUESTION, opens=True, source="bank", criterion="ownership", plain=True), said
        return (said,)

    def _another(self, now: Standing, away: Card) -> Card | None:
        """A card of the same kind that was not offered yet."""
        offered = {card.question for card in now.offered}
        table = self._table(now)
        fresh = [*table.follow_ups, *table.bank(away.criterion, None, None), *table.bank(None, None, None)]
        same = [card for card in fresh if card.kind == away.kind and card.question not in offered]
        return next(iter(same), None)


def _asked(card: Card) -> Asked:
    return Asked(
        question=card.question,
        opens=card.kind == "opening",
        source=card.source,
        bank_id=card.bank_id,
        criterion=card.criterion,
        missing=card.missing,
        quote=card.quote,
    )


def _offer(now: Standing, cards: Sequence[Card], first: int = 0) -> Offered:
    """The cards with keys of their own; one that has a key keeps it."""
    place = now.seen + first
    return Offered(
        cards=tuple(
            card if card.key else card.model_copy(update={"key": f"{place}.{i}"}) for i, card in enumerate(cards)
        )
    )


def _lines(events: Sequence[Event]) -> Iterator[Line]:
    """What was typed, replied and taken from the cards, in order; a report of what was said is the candidate's line."""
    replied = [event.intent for event in events if isinstance(event, Replied)]
    opened = next((isinstance(event, Replied) for event in events[1:2]), False)
    intents = iter(replied[1:] if opened else replied)
    for event in events:
        match event:
            case Requested(text=text, said=said):
                theirs = said or next(intents, None) == Intent.SAID
                yield Line(who="candidate" if theirs else "interviewer", text=text)
                if said:
                    next(intents, None)
            case Replied(text=text, intent=intent):
                yield Line(who="assistant", text=text, note=intent)
            case Asked(question=question, plain=True):
                yield Line(who="assistant", text=f"Nobody said what was asked; I read it as an answer to: {question}")
            case Asked(question=question, source="bank" | "model"):
                yield Line(who="interviewer", text=question, note="asked")
            case _:
                pass
