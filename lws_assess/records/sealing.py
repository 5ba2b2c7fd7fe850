"""What people send, at rest: drafts and submissions, each one ciphertext of a fixed size.

A draft lies under the round's sealing key and what only the respondent's secret leads to, so that neither alone opens
it. A submission lies under the round's key. Both are bound to the row that they stand in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lws_assess.records.sealing_keys import NONCE_BYTES, SIZES, CannotOpen, SealingCipher, SealingKey
from lws_assess.survey.keys import AreaCode, GroupKey, QuestionKey
from lws_assess.survey.responses import Pages
from lws_assess.survey.secrets import Secret

DRAFT, SUBMISSION = "draft", "submission"
# All but long texts fit the first, with which a row of SQLite stays on its page too.
SIZES_OF_SUBMISSIONS = (864, *SIZES[1:])
OLDER_DRAFT = "draft from before there were keys"
CODED_AS = "surrogatepass"  # what a browser sends is kept as it came


def seal_draft_answers(key: SealingKey, secret: Secret, pages: Pages, nonce: bytes) -> bytes:
    """The ciphertext of a draft, bound to the draft's id. A nonce must never be used twice."""
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":")).encode(errors=CODED_AS)
    return key.box(DRAFT, secret.draft_key).seal(secret.draft, text, nonce)


def open_draft_answers(key: SealingKey, secret: Secret, ciphertext: bytes) -> Pages:
    """Returns what a draft holds. Raises CannotOpen where it was damaged or belongs to another secret or round.

    A draft that was begun before rounds had keys lies under both too, the one around the other, until it is saved.
    """
    try:
        text = key.box(DRAFT, secret.draft_key).open(secret.draft, ciphertext)
    except CannotOpen:
        text = _open_older_draft(key, secret, ciphertext)
    pages: Pages = json.loads(text.decode(errors=CODED_AS))
    return pages


def wrap_older_draft_answers(key: SealingKey, draft: bytes, ciphertext: bytes) -> bytes:
    """A draft that lay under its owner's secret alone, sealed once more under the key that its round was given."""
    return key.box(OLDER_DRAFT).seal(draft, ciphertext)


def _open_older_draft(key: SealingKey, secret: Secret, ciphertext: bytes) -> bytes:
    inner = key.box(OLDER_DRAFT).open(secret.draft, ciphertext)
    nonce, sealed = inner[:NONCE_BYTES], inner[NONCE_BYTES:]
    try:
        return AESGCM(secret.draft_key).decrypt(nonce, sealed, secret.draft)
    except (InvalidTag, ValueError) as fault:
        raise CannotOpen("this draft cannot be read") from fault


@dataclass(frozen=True)
class WrittenComment:
    """Words that somebody sent with their answers."""

    question: QuestionKey  # comment, or the key of a closing question
    area: AreaCode  # the area's code; empty for a closing question
    text: str


@dataclass(frozen=True)
class Submission:
    """Holds what one person sent: their group, the vector of their answers, and what they wrote."""

    group: GroupKey
    answers: bytes  # survey.responses.layout says what each byte is
    comments: tuple[WrittenComment, ...] = ()
    risk: bool = False  # words of it may speak of risk


_RISK = 1


def pack_submission(submission: Submission) -> bytes:
    """A submission as bytes: flags, group and answers behind their lengths, then the comments."""
    group = submission.group.encode()
    comments = [[c.question, c.area, c.text] for c in submission.comments]
    words = json.dumps(comments, ensure_ascii=False, separators=(",", ":")) if comments else ""
    flags = _RISK if submission.risk else 0
    return b"".join(
        (
            bytes([flags]),
            len(group).to_bytes(2, "big"),
            len(submission.answers).to_bytes(2, "big"),
            group,
            submission.answers,
            words.encode(errors=CODED_AS),
        )
    )


def unpack_submission(packed: bytes) -> Submission:
    """The submission again. Raises CannotOpen for bytes that are none."""
    of_group, of_answers = int.from_bytes(packed[1:3], "big"), int.from_bytes(packed[3:5], "big")
    behind = 5 + of_group + of_answers
    if len(packed) < max(5, behind):
        raise CannotOpen("this is no submission")
    try:
        words = json.loads(packed[behind:].decode(errors=CODED_AS)) if len(packed) > behind else []
        return Submission(
            GroupKey(packed[5 : 5 + of_group].decode()),
            packed[5 + of_group : behind],
            tuple(WrittenComment(*one) for one in words),
            bool(packed[0] & _RISK),
        )
    except (ValueError, TypeError) as fault:
        raise CannotOpen("this is no submission") from fault


def pack_alert(text: str, code: str) -> bytes:
    """The words of an alert and the code that opens it, as bytes."""
    return json.dumps([text, code], ensure_ascii=False).encode(errors=CODED_AS)


def unpack_alert(packed: bytes) -> tuple[str, str]:
    """The words and the code again. Raises CannotOpen for bytes that are none."""
    try:
        text, code = json.loads(packed.decode(errors=CODED_AS))
    except (ValueError, TypeError) as fault:
        raise CannotOpen("this is no alert") from fault
    return text, code


def submission_box(key: SealingKey) -> SealingCipher:
    """Returns what seals submissions of a round and opens them."""
    return key.box(SUBMISSION, sizes=SIZES_OF_SUBMISSIONS)
