"""What the demo's facilitator decided: every comment is published but the cases left to try moderation on."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from lws_assess.actions.results.moderation import PUBLISH, ModerationDecision, Moderator, decide_on_comment
from lws_assess.records.comments import find_comments, places_of_comments, steps_of_comment
from lws_assess.records.demo import Demo, DemoRound
from lws_assess.survey.comments import CommentState

BY = "Imogen Farrow"
AFTER = timedelta(days=3)  # the closing


def moderate_demo_comments(session: Session, demo: Demo, this: DemoRound) -> None:
    """Publishes what waits and was never decided about."""
    moderator = Moderator(BY, this.closes_at + AFTER)
    cases = {comment.text for comment in this.comments if comment.is_case}
    keys = [where.key for where in places_of_comments(session, demo.key, this.key, CommentState.WAITING)]
    for key, comment in find_comments(session, demo.key, this.key, keys).items():
        if comment.text not in cases and not steps_of_comment(session, key):
            decide_on_comment(session, demo.key, this.key, key, ModerationDecision(PUBLISH), moderator)
