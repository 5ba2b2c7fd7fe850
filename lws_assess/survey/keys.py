"""Keys: what names one partnership, one round, one group and so on, each as a type of its own.

They are strings while the program runs, and are kept and sent as such. To the type checker they differ, so that two
of them that are swapped in a call are an error. A string becomes a key where it comes in: in the parameters of a
view, in a form, where a file is read, where JSON is. From there on it is passed along as the key that it is.

    PartnershipKey
      RoundKey              one consultation
        GroupKey            who is asked together
      EventKey              one visioning event
        SegmentKey          one part of its programme
      ActionReference       one planned action, as people call it: two letters and a number
      GroupingKey, ItemKey  a list of its own that sorts its actions, and one thing of that list
      FigureKey             one line of the table about its workforce

    EditionDigest           a frozen questionnaire: what follows is named within one
      AudienceKey           professionals, young people, ...
      AreaCode              an area, as addresses and files call it
      StatementKey          a statement, one that a partnership added among them
      QuestionKey           any other question: about oneself, or to write in

    CellKey                 one cell of a release: the keys of its groups, joined by "+"
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType

PartnershipKey = NewType("PartnershipKey", str)
RoundKey = NewType("RoundKey", str)
GroupKey = NewType("GroupKey", str)
EventKey = NewType("EventKey", str)
SegmentKey = NewType("SegmentKey", str)
ActionReference = NewType("ActionReference", str)
GroupingKey = NewType("GroupingKey", str)
ItemKey = NewType("ItemKey", str)
FigureKey = NewType("FigureKey", str)

EditionDigest = NewType("EditionDigest", str)
AudienceKey = NewType("AudienceKey", str)
AreaCode = NewType("AreaCode", str)
StatementKey = NewType("StatementKey", str)
QuestionKey = NewType("QuestionKey", str)

CellKey = NewType("CellKey", str)

KEYS = (
    PartnershipKey,
    RoundKey,
    GroupKey,
    EventKey,
    SegmentKey,
    ActionReference,
    GroupingKey,
    ItemKey,
    FigureKey,
    EditionDigest,
    AudienceKey,
    AreaCode,
    StatementKey,
    QuestionKey,
    CellKey,
)

# Where a column, a field or an argument says that there is none.
NO_GROUP = GroupKey("")
NO_SEGMENT = SegmentKey("")
NO_AREA = AreaCode("")
NO_STATEMENT = StatementKey("")
NO_ROUND = RoundKey("")
NO_EDITION = EditionDigest("")
NO_PARTNERSHIP = PartnershipKey("")

COMMENT = QuestionKey("comment")  # what somebody adds to an area in their own words


def key_of_cell(groups: Iterable[GroupKey]) -> CellKey:
    """Returns what a cell of these groups is called in addresses."""
    return CellKey("+".join(groups))
