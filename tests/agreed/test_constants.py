"""Numbers, words and tables that modules hold are as agreed: how wide a letter is, how long a part of a day takes.

Which of them is right only people can say, so no test works them out. This keeps them from moving unseen.
"""

from __future__ import annotations

import pytest

from tests.watching.agreed import AgreedTexts
from tests.watching.constants import constants_of_floor

AGREED = AgreedTexts("agreed_constants")


@pytest.mark.parametrize("floor", ["survey", "records", "actions", "documents", "web"])
def test_what_modules_hold_is_as_agreed(floor: str) -> None:
    AGREED.assert_agreed({f"{floor} {name}": text for name, text in constants_of_floor(floor).items()})
