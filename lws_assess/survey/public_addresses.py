"""Where links lead that people are given on paper, by e-mail or in a calendar."""

from __future__ import annotations

from dataclasses import dataclass

from lws_assess.survey.keys import ActionReference, PartnershipKey


@dataclass(frozen=True)
class PublicAddresses:
    """The pages below `base`, the address of the service with nothing behind it, such as "https://assess.example".

    >>> PublicAddresses("https://assess.example").join("abc")
    'https://assess.example/join/abc'
    """

    base: str

    @property
    def home(self) -> str:
        """Returns where codes are typed."""
        return f"{self.base}/"

    def join(self, code: str) -> str:
        """The open link of a group or a round."""
        return f"{self.base}/join/{code}"

    def personal(self, code: str) -> str:
        """A link that answers once."""
        return f"{self.base}/i/{code}"

    def planned_action(self, partnership: PartnershipKey, reference: ActionReference) -> str:
        """The page of a planned action, for those who are signed in and may see it."""
        return f"{self.base}/p/{partnership}/plan/actions/{reference}/"
