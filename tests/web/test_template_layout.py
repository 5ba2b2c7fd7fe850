"""How templates are laid out changes nothing that is read: no space comes before a comma or a full stop."""

from __future__ import annotations

import re

import pytest

from config import ROOT

TEMPLATES = ROOT / "templates"
# White space, what Jinja leaves out of the page unless it trims, and then a sign that belongs to the word before it.
SPACE_BEFORE_A_SIGN = re.compile(
    r"""
    \s (?: \{% (?!-) [^%]* %\} )+ \s* [,.;:)] (?!\w)
    | (?: \{% (?!-) [^%]* (?<!-)%\} )+ \s+ [,.;:)] (?!\w)
    | [\w}>] \s+ \{\{ (?!-) [^}]* (?<!-)\}\} \s+ [,.;:)] (?!\w)
    """,
    re.VERBOSE,
)


def space_before_a_sign(template: str) -> list[str]:
    return [" ".join(found.group(0).split()) for found in SPACE_BEFORE_A_SIGN.finditer(template)]


def test_no_space_comes_before_a_comma() -> None:
    found = {
        str(path): space_before_a_sign(path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html")
    }
    assert len(found) > 200
    assert {path: spaces for path, spaces in found.items() if spaces} == {}


@pytest.mark.parametrize(
    "template",
    [
        "a level\n {% if more %}\n , and more{% endif %}",
        "{{ a }} {% if b %}: {{ b }}{% endif %}",
        "a {{ b }} . ",
    ],
)
def test_a_space_before_a_sign_is_found(template: str) -> None:
    assert space_before_a_sign(template)


def test_what_is_trimmed_is_none() -> None:
    assert (
        space_before_a_sign("a level\n {%- if more -%}\n , and more{% endif %}{% if c %}. C{% endif %}") == []
    )
