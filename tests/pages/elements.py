"""Pages as trees of elements, read once and strictly: what is opened is closed, and no attribute stands twice.

Reading is most of what looking at a page costs. So a page written as ours are is cut into its tags by one pattern;
whatever that does not know is read by Python's own reader, which gives the same tree at six times the price.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from html import unescape
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# In this order: text, an opening tag with its attributes, a closing one, a comment or what kind of page it is.
TAG = re.compile(
    r"""([^<]+)
    |<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z_:][a-zA-Z0-9_:.-]*(?:="[^"]*")?)*)\s*(/?)>
    |</([a-zA-Z][a-zA-Z0-9-]*)>
    |<!(?:doctype\ html|--(?:[^->]|-(?!-))*--)>""",
    re.VERBOSE | re.IGNORECASE,
)
ATTRIBUTE = re.compile(r'([^\s="]+)(?:="([^"]*)")?')
# What stands in these is no HTML.
ENDS_OF_RAW = {name: re.compile(rf"</{name}>", re.IGNORECASE) for name in ("script", "style")}


class Element:
    """Part of a page. It holds what is within it and knows what is around it, as long as somebody holds that: so a
    page that was read leaves nothing behind, and a test may read hundreds.
    """

    def __init__(self, tag: str, attributes: dict[str, str], around: Element | None = None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []
        self._around = weakref.ref(around) if around is not None else None

    @property
    def parent(self) -> Element | None:
        return self._around() if self._around else None

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def walk(self) -> Sequence[Element]:
        """This element and all within it, in the order of the page."""
        return [self, *self._below]

    @cached_property
    def _below(self) -> list[Element]:
        """Kept, since every rule walks over the whole page and a page does not change once it was read."""
        found: list[Element] = []
        for child in self.children:
            if isinstance(child, Element):
                found.append(child)
                if child.children:
                    found += child._below
        return found

    @cached_property
    def _by_tag(self) -> dict[str, list[Element]]:
        found: dict[str, list[Element]] = {}
        for element in self.walk():
            found.setdefault(element.tag, []).append(element)
        return found

    def find_all(self, *tags: str, **attributes: str) -> list[Element]:
        if len(tags) == 1 and not self.tag:  # the whole page, in which most is looked for
            found = list(self._by_tag.get(tags[0], ()))
        else:
            found = [e for e in self.walk() if not tags or e.tag in tags]
        for name, value in attributes.items():
            found = [e for e in found if e[name] == value]
        return found

    @property
    def within(self) -> Iterator[Element]:
        """The elements around this one, the nearest first."""
        around = self.parent
        while around is not None:
            yield around
            around = around.parent

    @cached_property
    def content(self) -> str:
        """The text as it stands, line ends and all."""
        return "".join(c if isinstance(c, str) else c.content for c in self.children)

    @cached_property
    def text(self) -> str:
        """The text as it is read."""
        return " ".join(self.content.split())


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = self.open = Element("", {})

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attributes]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attributes}, self.open)
        self.open.children.append(element)
        if tag not in VOID:
            self.open = element

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.tag == tag, f"</{tag}> closes <{self.open.tag}>"
        self.open = self.open.parent or self.root

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


def elements_of(html: str, path: str = "a page") -> Element:
    """What a page is made of, whatever holds for it."""
    return _read_as_ours(html) or _read_as_any(html, path)


def _read_as_any(html: str, path: str) -> Element:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    assert builder.open is builder.root, f"{path}: <{builder.open.tag}> is never closed"
    return builder.root


@lru_cache(2)  # many a test looks at what it has just read
def _read_as_ours(html: str) -> Element | None:
    """The page, if all of it is written as ours are and nothing of it is wrong: what is wrong the other reader says."""
    opened = [Element("", {})]
    match, at, end = TAG.match, 0, len(html)
    while at < end:
        found = match(html, at)
        if not found:
            return None
        at = found.end()
        text, tag, written, closes_itself, closing = found.groups()
        around = opened[-1]
        if tag:
            attributes = _attributes_of(written) if written else {}
            if attributes is None:
                return None
            tag = tag.lower()
            element = Element(tag, attributes, around)
            around.children.append(element)
            if closes_itself or tag in VOID:
                continue
            if tag in ENDS_OF_RAW:
                close = ENDS_OF_RAW[tag].search(html, at)
                if not close:
                    return None
                element.children += [html[at : close.start()]] if close.start() > at else []
                at = close.end()
            else:
                opened.append(element)
        elif text:
            around.children.append(unescape(text) if "&" in text else text)
        elif closing and opened.pop().tag != closing.lower():
            return None
    return opened[0] if len(opened) == 1 else None


def _attributes_of(written: str) -> dict[str, str] | None:
    """By their names; None where one stands twice."""
    pairs = ATTRIBUTE.findall(written)
    found = {name.lower(): unescape(value) if "&" in value else value for name, value in pairs}
    return found if len(found) == len(pairs) else None
