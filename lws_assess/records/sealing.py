"""Drafts at rest: AES-GCM under a key that only the respondent's secret leads to."""

from __future__ import annotations

import json

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lws_assess.survey.responses import Pages
from lws_assess.survey.secrets import Secret

NONCE_BYTES = 12
PADDED_TO = 512  # bytes, so that the length tells little of how much was answered


def seal_draft(secret: Secret, pages: Pages, nonce: bytes) -> bytes:
    """The ciphertext of a draft, bound to the draft's id. A nonce must never be used twice."""
    text = json.dumps(pages, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % PADDED_TO)
    return nonce + AESGCM(secret.draft_key).encrypt(nonce, text, secret.draft)


def open_draft(secret: Secret, ciphertext: bytes) -> Pages:
    """What a draft holds. Raises ValueError where it was damaged or belongs to another secret."""
    nonce, sealed = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
    try:
        text = AESGCM(secret.draft_key).decrypt(nonce, sealed, secret.draft)
    except InvalidTag as fault:
        raise ValueError("this draft cannot be read") from fault
    pages: Pages = json.loads(text)
    return pages
