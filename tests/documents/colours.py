"""How far colours stand apart, as WCAG 2 works it out."""

from __future__ import annotations


def contrast(one: str, other: str) -> float:
    """From 1, alike, to 21, black and white, for two colours such as "#fff" or "#1a5fa8".

    >>> round(contrast("#000000", "#fff"), 6)
    21.0
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
