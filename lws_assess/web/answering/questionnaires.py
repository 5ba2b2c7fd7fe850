"""The questionnaire's cookie: the secret of the person answering, on this device only."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import Response, g, request

from lws_assess.actions.answering.responses import PASSED_OVER
from lws_assess.survey.secrets import Secret, form_token, form_token_fits, read_secret
from lws_assess.web.loading import current_settings

KEPT_FOR = timedelta(days=120)
# A shared device clears itself after this long without a page; whoever needs more time asks for it beforehand,
# which is how WCAG 2.2.1 lets a time limit be adjusted: at least ten times as long.
SHARED_FOR = timedelta(minutes=5)
SHARED_WITH_MORE_TIME_FOR = timedelta(hours=1)
SHARED_MODES = {"shared": SHARED_FOR, "shared-longer": SHARED_WITH_MORE_TIME_FOR}

NOT_WORDS = PASSED_OVER | {"top-areas", "role", "sector", "length", "practice", "to"}
RATING = re.compile("[1-9]|dont-know|not-applicable")


@dataclass(frozen=True)
class QuestionnaireHolder:
    """Holds the secret of a questionnaire that is open on this device. `entrance` is the open link's code on a shared
    device, and `room` the code of the room to which a phone of its own goes back.
    """

    secret: Secret
    shared: bool = False
    entrance: str = ""
    more_time: bool = False
    room: str = ""

    @property
    def mode(self) -> str:
        return ("shared-longer" if self.more_time else "shared") if self.shared else "own"

    @property
    def kept_for(self) -> timedelta:
        """Returns how long this device holds the questionnaire without a page being opened."""
        return SHARED_MODES.get(self.mode, KEPT_FOR)

    @property
    def id(self) -> str:
        return self.secret.questionnaire


def _cookie(questionnaire: str) -> str:
    return f"{'__Host-' if current_settings().https else ''}q-{questionnaire}"


def find_holder(questionnaire: str) -> QuestionnaireHolder | None:
    """The holder of a questionnaire, if this device holds it."""
    mode, _, rest = request.cookies.get(_cookie(questionnaire), "").partition(".")
    code, _, entrance = rest.partition(".")
    secret = read_secret(code)
    if secret is None or secret.questionnaire != questionnaire:
        return None
    shared = mode in SHARED_MODES
    where = {"entrance": entrance} if shared else {"room": entrance}
    holder = QuestionnaireHolder(secret, shared, more_time=mode == "shared-longer", **where)
    g.form_token = form_token(secret, secrets.token_bytes(16))
    g.holder = holder
    return holder


def put_secret_on_device(response: Response, holder: QuestionnaireHolder) -> Response:
    """Puts the secret on this device, or renews it there."""
    value = f"{holder.mode}.{holder.secret.code}.{holder.entrance or holder.room}"
    response.set_cookie(
        _cookie(holder.id),
        value,
        max_age=holder.kept_for,
        secure=current_settings().https,
        httponly=True,
        samesite="Lax",
    )
    return response


def clear_questionnaire(response: Response, questionnaire: str) -> Response:
    response.delete_cookie(
        _cookie(questionnaire), secure=current_settings().https, httponly=True, samesite="Lax"
    )
    return response


def _resume_cookie(code: str) -> str:
    return f"{'__Host-' if current_settings().https else ''}at-{code[:10]}"


def remember_entrance(response: Response, code: str, holder: QuestionnaireHolder) -> Response:
    """Lets this device find its questionnaire again from the open link; never on a shared device."""
    if not holder.shared:
        response.set_cookie(
            _resume_cookie(code),
            holder.id,
            max_age=KEPT_FOR,
            secure=current_settings().https,
            httponly=True,
            samesite="Lax",
        )
    return response


def find_begun_here(code: str) -> str | None:
    """The questionnaire that this device began from an open link, if it still holds it."""
    questionnaire = request.cookies.get(_resume_cookie(code), "")
    return questionnaire if questionnaire and find_holder(questionnaire) else None


def words_sent() -> list[str]:
    """Returns what was typed into the form just sent, without its tokens, buttons and choices."""
    return [
        value
        for name, values in request.form.lists()
        for value in values
        if name not in NOT_WORDS and value.strip() and not RATING.fullmatch(value)
    ]


def questionnaire_token_fits(holder: QuestionnaireHolder) -> bool:
    return form_token_fits(holder.secret, request.form.get("csrf_token", ""))
