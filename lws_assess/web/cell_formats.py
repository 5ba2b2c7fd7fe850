"""Numbers and dates in the cells of a workbook, as people see them there."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

WHOLE_NUMBER = 15  # digits that a spreadsheet keeps exactly
LAST_DAY = 2_958_466  # the day after 31 December 9999, which no spreadsheet can show

LONGEST_CODE = 255  # characters, as spreadsheets allow

DAY = "dd/mm/yyyy"
# The formats that workbooks name by number alone, as a spreadsheet in Britain shows them.
KNOWN = {
    **{9: "0%", 10: "0.00%"},
    **{14: DAY, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy"},
    **{18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: f"{DAY} h:mm"},
    **dict.fromkeys(range(27, 37), DAY),
    **{45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"},
    **dict.fromkeys(range(50, 59), DAY),
}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<literal>.)|[_*](?P<space>.)|\[(?P<elapsed>h+|m+|s+)\]|\[[^\]]*\]'
    r"|(?P<noon>am/pm|a/p)|(?P<unit>y+|m+|d+|h+|s+)|\.(?P<part>0+)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
Attributes = dict[str, str]


@dataclass
class CellFormats:
    """Says how a workbook shows its numbers: filled from its styles, then asked for one cell at a time."""

    since_1904: bool = False
    _codes: dict[int, str] = field(default_factory=lambda: dict(KNOWN))
    _of_cells: list[int] = field(default_factory=list)
    _within: bool = False
    _tokens: dict[str, list[re.Match[str]]] = field(default_factory=dict)

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            self._codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif tag == "cellXfs":
            self._within = True
        elif tag == "xf" and self._within:
            self._of_cells.append(int(attributes.get("numFmtId", "0")))

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._within = False

    def number(self, text: str, style: str) -> str:
        """A number as people read it: 3 and not 3.0, 50% and not 0.5, 1/5/2026 and not 46027."""
        value = float(text)
        tokens = self._tokens_of(style)
        if any(token["unit"] or token["elapsed"] for token in tokens) and 0 <= value < LAST_DAY:
            return _date(value, tokens, self.since_1904)
        if any(token["other"] == "%" for token in tokens):
            return f"{_plain(value * 100)}%"
        return _plain(value, text)

    def date(self, text: str) -> str:
        """A date that the workbook writes as 2026-05-01T00:00:00."""
        moment = datetime.fromisoformat(text.strip())
        day = f"{moment:%d/%m/%Y}"
        return f"{day} {moment:%H:%M}" if moment.hour or moment.minute else day

    def _tokens_of(self, style: str) -> list[re.Match[str]]:
        number = int(style)
        code = self._codes.get(self._of_cells[number], "") if 0 <= number < len(self._of_cells) else ""
        if code not in self._tokens:
            self._tokens[code] = _tokenise(code)
        return self._tokens[code]


def _tokenise(code: str) -> list[re.Match[str]]:
    """The parts of a format, of which the first stands for numbers from 0 up."""
    found: list[re.Match[str]] = []
    if code.lower() in ("general", "standard") or len(code) > LONGEST_CODE:
        return found
    for token in _TOKEN.finditer(code):
        if token["other"] == ";":
            break
        found.append(token)
    return found


def _plain(value: float, text: str = "") -> str:
    if abs(value) < 10**WHOLE_NUMBER and value.is_integer():
        return str(int(value))
    return f"{value:.15g}" if abs(value) < 10**WHOLE_NUMBER else text or str(value)


def _date(value: float, tokens: list[re.Match[str]], since_1904: bool) -> str:
    # Days before 1 March 1900 are one off, because spreadsheets count a 29 February 1900 that never was.
    first = datetime(1899, 12, 30 if value >= 60 else 31, tzinfo=UTC)
    if since_1904:
        first = datetime(1904, 1, 1, tzinfo=UTC)
    try:
        moment = first + timedelta(seconds=round(value * 86_400))
    except OverflowError:
        return _plain(value)
    hours = [token["unit"][0].lower() if token["unit"] else "" for token in tokens]
    half_days = any(token["noon"] for token in tokens)
    words = []
    for place, token in enumerate(tokens):
        if token["elapsed"]:
            words.append(_elapsed(value, token["elapsed"]))
        elif token["unit"]:
            words.append(_unit(moment, token["unit"].lower(), _is_minute(tokens, hours, place), half_days))
        elif token["noon"]:
            words.append("AM" if moment.hour < 12 else "PM")
        elif token["part"]:
            words.append("")
        else:
            words.append(token["quoted"] or token["literal"] or (token["other"] or "").replace("@", ""))
    return "".join(words).strip()


def _is_minute(tokens: list[re.Match[str]], units: list[str], place: int) -> bool:
    """True if an m stands for minutes: behind hours or before seconds."""
    if units[place] != "m":
        return False
    before = (
        next(
            (
                u or "h"
                for u, t in zip(units[place - 1 :: -1], tokens[place - 1 :: -1], strict=True)
                if u or t["elapsed"]
            ),
            "",
        )
        if place
        else ""
    )
    behind = next((unit for unit in units[place + 1 :] if unit), "")
    return before == "h" or behind == "s"


def _elapsed(value: float, unit: str) -> str:
    seconds = {"h": 3600, "m": 60, "s": 1}[unit[0].lower()]
    return str(round(value * 86_400) // seconds).zfill(len(unit))


def _unit(moment: datetime, unit: str, is_minute: bool, half_days: bool) -> str:
    kind, long = unit[0], len(unit)
    if kind == "y":
        return f"{moment.year:04}" if long > 2 else f"{moment.year % 100:02}"
    if kind == "m" and not is_minute and long > 2:
        name = MONTHS[moment.month - 1]
        return name[0] if long == 5 else name[:3] if long == 3 else name
    if kind == "d" and long > 2:
        name = DAYS[moment.weekday()]
        return name[:3] if long == 3 else name
    hour = (moment.hour + 11) % 12 + 1 if half_days else moment.hour
    number = {"d": moment.day, "h": hour, "s": moment.second}.get(
        kind, moment.minute if is_minute else moment.month
    )
    return str(number).zfill(min(long, 2))
