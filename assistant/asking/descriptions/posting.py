"""A job or project description as it was pasted: its sentences, where they stand, and what they speak of.

Markup, wrapped lines and list marks are seen through; every span is one of the pasted text, so that a quote is exact.
What the sentences mean is not known here; see `description`.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.asking.descriptions.headings import LISTED, Section, heads_list, is_heading, known, speaks_of_person
from assistant.errors import InputError
from assistant.judging.parts import Part, split_parts
from assistant.judging.unreadable import why_unreadable
from assistant.types import UnscoredReason

LONGEST = 1_000_000
"""Characters; a description has a few thousand."""
FIRST_LINES = 3
TITLE_WORDS = 14
WIDEST_WRAP = 130
LONGEST_QUOTE = 300
SAMPLE = 3000

_HIDDEN = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(end, re.IGNORECASE))
    for opening, end in ((r"<!--", r"-->"), (r"<script\b", r"</script\s*>"), (r"<style\b", r"</style\s*>"))
)
_BLOCK_TAG = re.compile(r"</?(?:p|div|li|ul|ol|br|h[1-6]|tr|td|table|section|article|header|hr)\b[^<>]{0,500}>", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARK = re.compile(r"[\s>]*(?:(?:[-–—*•·‣◦▪●○■✓✔✅➤➢»+]|\d{1,2}[.)]|#{1,6}|[\U0001F300-\U0001FAFF☀-➿]\ufe0f?)\s*)*")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|sr|jr|approx|incl|dr|vs|no|min|max)\.(?=\s+\S)", re.IGNORECASE)
_INLINE = re.compile(r"\s*([^:.!?]{2,60}):\s+\S")
_LABEL = re.compile(r"\W*(?:job title|title|position|role|job|vacancy|opening)\s*[:–-]\s*(?=\S)", re.IGNORECASE)
_SPEAKS = re.compile(
    r"\W*(?:\w{1,8}\+? years?|your|"
    r"our|we|you|i|this|that|it|in|at|if|last|since|there|the|do|does|are|is|was|has|have|here|hi|hello|welcome)\b",
    re.IGNORECASE,
)
"""How a sentence begins that is no title."""
_WANTED = (
    r"\b(?:looking for|hir(?:e|ing)|needs?|seek(?:s|ing)?|want(?:s|ed)?:?|search(?:ing)? for|recruit(?:ing)?"
    r"|(?:would|'d) like) (?=(?:an?|our|your|one|another|someone|the|two|three|several) )",
    r"\b(?:join|start|work)\w*(?: \w+){0,3} as (?=an? )|\b(?:role|position|job) of (?=an? )",
    r"(?:\A|(?<=: )|(?<=[.!?] ))(?:as (?=our )|as (?=an? )|(?=an? )"
    r"|(?=the (?:[\w/()&-]+ ){1,8}(?:is|will|must|designs|builds|ensures|develops|works|operates|manages)\b))",
)
_HIRING = re.compile(rf"(?:{'|'.join(_WANTED)})(?P<job>[^.!?;:]{{1,80}})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Sentence:
    """Something that was said, or a part of it where it is long.

    `text` is on one line without markup, `exact` the same as it stands in the pasted text from `start` to `end`, and
    `quote` the whole of it where only a part is meant.
    """

    start: int
    end: int
    text: str
    exact: str
    quote: str
    section: Section

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@dataclass(frozen=True)
class Posting:
    """A description taken apart. `titles`: what may name the job, the likeliest first; `text` is that part alone."""

    sentences: tuple[Sentence, ...]
    titles: tuple[Sentence, ...]

    @property
    def unreadable(self) -> UnscoredReason | None:
        """Why its words, of a long one the first, cannot be read: another language, no text; null where they can."""
        return why_unreadable("", " ".join(sentence.text for sentence in self.sentences)[:SAMPLE])


@dataclass(frozen=True)
class _Block:
    """A line as it was meant: a paragraph, an item of a list or a heading."""

    start: int
    end: int
    section: Section


def read_posting(text: str) -> Posting:
    """Takes a description apart. Raises InputError for one without words, or longer than any description."""
    if len(text) > LONGEST:
        raise InputError(f"the description has {len(text):,} characters; paste the description alone")
    plain = _unmarked(text)
    if not re.search(r"[^\W\d_]", plain):
        raise InputError("the description has no words in it; paste the text of a job or project description")
    blocks = list(_blocks(plain))
    sentences = tuple(sentence for block in blocks for sentence in _sentences(text, plain, block))
    return Posting(sentences, tuple(_titles(text, plain, blocks, sentences)))


def _unmarked(text: str) -> str:
    """The same length with HTML blanked out: what is not shown, tags (a block's ends the line), entities."""
    shown = _without_hidden(text.replace("\r", "\n").replace("’", "'"))
    shown = _BLOCK_TAG.sub(lambda found: "\n" * len(found[0]), shown)
    shown = _TAG.sub(lambda found: " " * len(found[0]), shown)
    return _ENTITY.sub(lambda found: html.unescape(found[0])[:1].ljust(len(found[0])), shown)


def _without_hidden(text: str) -> str:
    """Comments, scripts and styles blanked out; one that is never closed is left as it is."""
    for opening, end in _HIDDEN:
        pieces, at = [], 0
        while (first := opening.search(text, at)) and (last := end.search(text, first.end())):
            pieces += [text[at : first.start()], " " * (last.end() - first.start())]
            at = last.end()
        text = "".join([*pieces, text[at:]])
    return text


def _blocks(plain: str) -> Iterator[_Block]:
    """Every line that has words. What stands before a colon rules its paragraph, a heading all up to the next."""
    lines = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", plain)]
    section: Section = "work"
    paragraph: Section | None = None
    last = 0
    spans = list(_unwrapped(plain, lines, max(end - start for start, end in lines)))
    for (start, end), after in zip(spans, [*spans[1:], None], strict=True):
        words, fresh = plain[start:end], plain.count("\n", last, start) > 1 or not last
        last = end
        paragraph = None if fresh else paragraph
        if is_heading(words) or (after and heads_list(words, plain[slice(*after)])):
            section, paragraph = known(words) or "work", None
        elif (inline := _INLINE.match(words)) and not LISTED.match(words):
            paragraph = known(inline[1]) or ("work" if fresh else paragraph)
        yield _Block(start, end, paragraph or section)


def _unwrapped(plain: str, lines: list[tuple[int, int]], width: int) -> Iterator[tuple[int, int]]:
    """Lines joined where one was broken only because it was full."""
    start, end = -1, -1
    for first, last in lines:
        if not plain[first:last].strip():
            continue
        if start >= 0 and _goes_on(plain, (start, end), (first, last), width):
            end = last
            continue
        if start >= 0:
            yield start, end
        start, end = first, last
    if start >= 0:
        yield start, end


def _goes_on(plain: str, before: tuple[int, int], after: tuple[int, int], width: int) -> bool:
    following = plain[after[0] : after[1]]
    if plain.count("\n", before[1], after[0]) > 1 or LISTED.match(following) or is_heading(following):
        return False
    line = plain[plain.rfind("\n", 0, before[1]) + 1 : before[1]]
    starts_low = following.lstrip()[:1].islower()
    full = width <= WIDEST_WRAP and len(line) >= 0.75 * width and line.rstrip()[-1:] not in ".!?:"
    return starts_low or full


def _sentences(text: str, plain: str, block: _Block) -> Iterator[Sentence]:
    """A block's sentences, long ones clause by clause; each is quoted with the whole sentence where that is short."""
    words = plain[block.start : block.end].replace("\n", " ")
    parts = split_parts(_ABBREVIATED.sub(lambda found: found[0][:-1] + "\u2024", words))
    for whole in _whole(parts):
        first, last = block.start + whole[0].start, block.start + whole[-1].end
        for part in whole:
            for found in _spanned(text, plain, block.start + part.start, block.start + part.end, block.section):
                short = last - first <= LONGEST_QUOTE
                yield replace(found, quote=_from(text, plain, first, last)) if short else found


def _whole(parts: Sequence[Part]) -> Iterator[list[Part]]:
    """The parts of each sentence."""
    held: list[Part] = []
    for part in parts:
        held.append(part)
        if part.text[-1] in ".!?…\"'”’)":
            yield held
            held = []
    if held:
        yield held


def _from(text: str, plain: str, start: int, end: int) -> str:
    mark = _MARK.match(plain, start, end)
    return text[mark.end() if mark else start : end]


def _spanned(text: str, plain: str, start: int, end: int, section: Section) -> Iterator[Sentence]:
    """The sentence without its list mark; none where nothing is left."""
    mark = _MARK.match(plain, start, end)
    start = mark.end() if mark else start
    shown = " ".join(plain[start:end].split())
    if section == "work" and speaks_of_person(shown):
        section = "person"
    if shown:
        end = start + len(plain[start:end].rstrip())
        yield Sentence(start, end, shown, text[start:end], text[start:end], section)


def _titles(text: str, plain: str, blocks: list[_Block], sentences: tuple[Sentence, ...]) -> Iterator[Sentence]:
    """What may be a title, the likeliest first: labelled, first and short, after "looking for a" and such, alone."""
    short = [block for block in blocks if _may_be_title(plain[block.start : block.end])]
    labelled = [block for block in blocks if _LABEL.match(plain, block.start, block.end)]
    first = [block for block in blocks[:FIRST_LINES] if block in short]
    alone = [block for block in short if block.section == "work" and not LISTED.match(plain, block.start, block.end)]
    for block in dict.fromkeys([*labelled, *first]):
        yield from _spanned(text, plain, block.start, block.end, block.section)
    starts = {block.start for block in blocks[:FIRST_LINES]}
    yield from (one for one in sentences if one.start in starts and _may_be_title(one.text))
    for sentence in sentences:
        if sentence.section == "work":
            for found in _HIRING.finditer(sentence.text):
                yield replace(sentence, text=found["job"].strip(), quote=_exact(sentence, found["job"]))
    for block in alone:
        if plain[block.start : block.end].rstrip()[-1] not in ".!?,:":
            yield from _spanned(text, plain, block.start, block.end, block.section)


def _may_be_title(words: str) -> bool:
    return len(words.split()) <= TITLE_WORDS and not _SPEAKS.match(words)


def _exact(sentence: Sentence, words: str) -> str:
    """The words as they stand in the sentence; all of it where markup stands between them."""
    found = re.search(r"\s+".join(map(re.escape, words.split())), sentence.quote.replace("’", "'"))
    return sentence.quote[found.start() : found.end()] if found else sentence.quote
