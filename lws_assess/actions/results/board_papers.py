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
    LONGEST_HEADING,
    LONGEST_WORDS,
    MOST_OWN,
    RECOMMENDATIONS,
    USUAL,
    WRITTEN_UNDER,
    ChosenHeading,
    OwnHeading,
    chosen_headings,
)
from lws_assess.survey.refusals import BadInput, ChangedMeanwhile

WRITTEN_MEANWHILE = (
    "Somebody else changed this after you opened the page. What you wrote is still here. If you save it, it takes "
    "the place of theirs."
)


@dataclass(frozen=True)
class PaperFrame:
    """The headings of a round's paper by key, the words under each, and headings of its own.

    `digest` names exactly these; that of a paper without headings of its own is as it was before there were any.
    """

    keys: tuple[str, ...]
    words: Mapping[str, str]
    own: tuple[OwnHeading, ...] = ()

    @property
    def chosen(self) -> tuple[ChosenHeading, ...]:
        return chosen_headings(self.keys, self.words, self.own)

    @property
    def recommendations(self) -> str:
        """Returns what the partnership recommends in its own words; empty until it has written any."""
        return self.words.get(RECOMMENDATIONS, "").strip()

    @property
    def digest(self) -> str:
        named: list[object] = [self.keys, dict(self.words)]
        if self.own:
            named.append(_as_kept(self.own))
        return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()


def _as_kept(own: Sequence[OwnHeading]) -> list[list[str]]:
    return [[one.title, one.words] for one in own]


def view_frame(session: Session, partnership: PartnershipKey, round_key: RoundKey) -> PaperFrame:
    """Returns what was kept for this round; else the headings of the paper before it, else the usual ones."""
    mine = find_board_paper(session, partnership, round_key)
    if mine:
        return PaperFrame(mine.headings, mine.words, mine.own)
    before = newest_board_paper(session, partnership)
    if before is None:
        return PaperFrame(USUAL, {})
    return PaperFrame(before.headings, {}, tuple(OwnHeading(one.title) for one in before.own))


def keep_frame(
    session: Session,
    partnership: PartnershipKey,
    round_key: RoundKey,
    asked: PaperFrame,
    seen: str,
) -> BoardPaper:
    """Keeps headings and words; `seen` is the digest of what the page showed.

    The same sent twice is kept once. Headings that there are none of, and empty ones of its own, are passed over.
    Raises BadInput, ChangedMeanwhile.
    """
    get_round_for_change(session, partnership, round_key)
    new = PaperFrame(
        tuple(one.key for one in HEADINGS if one.key in asked.keys),
        {one.key: asked.words[one.key] for one in WRITTEN_UNDER if asked.words.get(one.key)},
        _own(asked.own),
    )
    for key, text in new.words.items():
        _refuse_long(text, f"words-{key}")
    now = view_frame(session, partnership, round_key)
    if seen != now.digest and now.digest != new.digest:
        raise ChangedMeanwhile(WRITTEN_MEANWHILE)
    paper = find_board_paper(session, partnership, round_key)
    if paper is None:
        paper = BoardPaper(partnership=partnership, round=round_key)
        session.add(paper)
    paper.headings_json, paper.words_json = json.dumps(new.keys), json.dumps(dict(new.words))
    paper.own_json = json.dumps(_as_kept(new.own))
    session.flush()
    return paper


def _own(asked: Sequence[OwnHeading]) -> tuple[OwnHeading, ...]:
    """Keeps those that say something. Raises BadInput at the field of the place at which each was asked for."""
    kept: list[OwnHeading] = []
    for number, one in enumerate(asked, 1):
        title = " ".join(one.title.split())
        if one.words.strip() and not title:
            raise BadInput("Give these words a heading", f"own-title-{number}")
        if len(title) > LONGEST_HEADING:
            raise BadInput(f"Use {LONGEST_HEADING} characters or fewer", f"own-title-{number}")
        _refuse_long(one.words, f"own-words-{number}")
        if title:
            kept.append(OwnHeading(title, one.words))
    if len(kept) > MOST_OWN:
        raise BadInput(f"Use {MOST_OWN} headings of your own or fewer", f"own-title-{MOST_OWN + 1}")
    return tuple(kept)


def _refuse_long(text: str, field: str) -> None:
    if len(text) > LONGEST_WORDS:
        raise BadInput(f"Use {LONGEST_WORDS:,} characters or fewer", field)
