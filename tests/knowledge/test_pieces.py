"""Long text is cut where it may be, and every piece fits the real model's window."""

import pytest

from knowledge.embed import Embedder
from knowledge.pieces import ROOM, guessed_tokens, pieces

SENTENCES = {
    "english": "The candidate said which baseline stood there before, and by how much the new model beat it. ",
    "german": "Das Leistungsbeurteilungsgespräch folgt der Datenschutzgrundverordnung und dem Betriebsrat. ",
    "japanese": "面接では候補者が実際に何をしたかを尋ねる。推測ではなく事実を書く。",
    "russian": "Интервьюер спрашивает кандидата о том, что именно он сделал сам. ",
    "code": "y = F.relu(self.linear(x.view(x.size(0), -1)))  # shape [batch, hidden]\n",
    "addresses": "https://example.com/a/b?token=abcDEF123456&x=9f8e7d6c5b4a3f2e1d0c ",
    "no_space": "0123456789abcdef",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_every_piece_fits_the_window(embedder: Embedder, language: str) -> None:
    text = SENTENCES[language] * 60
    cut = pieces(text)
    assert len(cut) > 1
    assert max(embedder.length(piece) for piece in cut) <= embedder.window
    assert "".join("".join(cut).split()) == "".join(text.split())


def test_paragraphs_stay_whole_where_they_fit() -> None:
    short, long = "One thought, told.", "word " * 178
    assert pieces(f"{short}\n\n{short}\n\n{long}\n\n{short}") == (f"{short}\n\n{short}", long.strip(), short)
    assert pieces("") == ()
    assert all(guessed_tokens(piece) <= ROOM for piece in pieces(long * 3))


def test_a_long_paragraph_is_cut_at_sentences() -> None:
    sentence = "It was measured twice, once before and once after the change."
    cut = pieces(" ".join([sentence] * 40))
    assert all(piece.startswith("It was") and piece.endswith("change.") for piece in cut)
