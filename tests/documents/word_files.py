"""Word files read as the folders of XML that they are."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def is_sound(data: bytes) -> None:
    """Well-formed parts, no links to elsewhere, no macros or objects; every picture has words in its place."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        texts = {n: packed.read(n).decode() for n in packed.namelist() if n.endswith((".xml", ".rels"))}
        assert not [name for name in packed.namelist() if "vba" in name or "embeddings" in name]
    for text in texts.values():
        ElementTree.fromstring(text)
        assert 'TargetMode="External"' not in text
    body = ElementTree.fromstring(texts["word/document.xml"])
    pictures = [e for e in body.iter() if e.tag.endswith("}docPr")]
    assert all(e.get("descr") for e in pictures)
    assert len({e.get("id") for e in pictures}) == len(pictures)
    codes = {(code.text or "").split()[0] for code in body.iter(f"{W}instrText")}
    assert codes <= {"TOC", "PAGE", "SEQ"}
    for table in body.iter(f"{W}tbl"):
        assert table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
        assert table.find(f"{W}tblPr/{W}tblLook").get(f"{W}firstColumn") == "1"  # type: ignore[union-attr]
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val")  # type: ignore[union-attr]
    captions = [p for p in body.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle[@{W}val='Caption']") is not None]
    assert len(captions) == len(list(body.iter(f"{W}tbl")))
    numbers = ["".join(t.text or "" for t in p.iter(f"{W}t")).split(".")[0] for p in captions]
    assert numbers == [f"Table {n}" for n in range(1, len(captions) + 1)]
