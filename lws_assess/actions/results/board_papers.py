"""Board papers: the headings that a partnership wants, and its own words under them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lws_assess.records.board_papers import BoardPaper, find_board_paper, newest_board_paper
from lws_assess.records.rounds import get_round_for_change
from lws_assess.survey.keys import PartnershipKey, RoundKey
from lws_assess.survey.plans.board_papers import (
    HEADINGS,
    LONGEST_WORDS,
    USUAL,
    ChosenHeading,
    chosen_headings,
)
from lws_assess.survey.refusals import BadInput, ChangedMeanwhile

WRITTEN_MEANWHILE = (
    "Somebody else changed this after you opened the page. What you wrote is still here. If you save it, it takes "
    "the place of theirs."
)


@dataclass(frozen=True)
class PaperFrame:
    """The headings of a round's paper by key, and the words under each; `digest` names exactly these."""

    keys: tuple[str, ...]
    words: Mapping[str, str]

    @property
    def chosen(self) -> tuple[ChosenHeading, ...]:
        return chosen_headings(self.keys, self.words)

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps([self.keys, dict(self.words)], sort_keys=True).encode()).hexdigest()


def view_frame(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> PaperFrame:
    """Returns what was kept for this round; else the headings of the paper before it, else the usual ones."""
    mine = find_board_paper(session, partnership, round_key)
    if mine:
        return PaperFrame(mine.headings, mine.words)
    before = newest_board_paper(session, partnership)
    return PaperFrame(before.headings if before else USUAL, {})


def keep_frame(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    keys: Sequence[str],
    words: Mapping[str, str],
    seen: str,
) -> BoardPaper:
    """Keeps headings and words; `seen` is the digest of what the page showed.

    The same sent twice is kept once. Raises BadInput, ChangedMeanwhile.
    """
    get_round_for_change(session, partnership, round_key)
    new = PaperFrame(
        tuple(one.key for one in HEADINGS if one.key in keys),
        {one.key: words[one.key] for one in HEADINGS if words.get(one.key)},
    )
    for key, text in new.words.items():
        if len(text) > LONGEST_WORDS:
            raise BadInput(f"Use {LONGEST_WORDS:,} characters or fewer", f"words-{key}")
    now = view_frame(session, partnership, round_key)
    if seen != now.digest and now.digest != new.digest:
        raise ChangedMeanwhile(WRITTEN_MEANWHILE)
    paper = find_board_paper(session, partnership, round_key)
    if paper is None:
        paper = BoardPaper(partnership=partnership, round=round_key)
        session.add(paper)
    paper.headings_json, paper.words_json = json.dumps(new.keys), json.dumps(dict(new.words))
    session.flush()
    return paper
