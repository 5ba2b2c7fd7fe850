"""The results of a round as somebody reads them who turns over every chapter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lws_assess.web.results.chapters import CHAPTERS
from tests.pages.client import Client, Page
from tests.pages.elements import Element


def chapter_addresses(results: str) -> list[str]:
    """The address of each chapter, in order; what stands behind a `?` is kept."""
    path, _, asked = results.partition("?")
    return [
        f"{path}{f'/{chapter.key}' if place else ''}{f'?{asked}' if asked else ''}"
        for place, chapter in enumerate(CHAPTERS)
    ]


@dataclass(frozen=True)
class ResultsRead:
    """All chapters that were read, each as the page it is."""

    pages: Sequence[Page]

    def find_all(self, *tags: str, **attributes: str) -> list[Element]:
        return [found for page in self.pages for found in page.root.find_all(*tags, **attributes)]

    @property
    def text(self) -> str:
        return " ".join(page.text for page in self.pages)

    @property
    def sections(self) -> list[str]:
        """The keys of the blocks, in the order in which they are read."""
        return [section["id"] for section in self.find_all("section") if section["id"]]


def read_chapters(client: Client, results: str) -> ResultsRead:
    """Reads every chapter of the results at an address; each is looked at as every page is."""
    return ResultsRead([client.get(address) for address in chapter_addresses(results)])
