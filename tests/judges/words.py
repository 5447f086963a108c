"""Holds the text that LibreOffice finds in each Word file against the words of its document.

For every NAME.docx in a folder: text/NAME.txt is what LibreOffice exported, NAME.words what the document says, one
paragraph, heading, item or cell a line, numbers and bullets included. White space is folded, and all bullets are one:
LibreOffice exports its own characters for them.
"""

import difflib
import pathlib
import re
import sys


def lines(path):
    text = path.read_text(encoding="utf-8-sig").replace("\u00a0", " ").replace("\u200b", "")
    folded = (re.sub(r"\s+", " ", line).strip() for line in text.splitlines())
    return [re.sub(r"^[•–▪◦] ", "• ", line) for line in folded if line]


def main(folder):
    folder = pathlib.Path(folder)
    names = sorted(folder.glob("*.docx"))
    bad = 0
    for docx in names:
        exported = folder / "text" / (docx.stem + ".txt")
        if not exported.exists():
            print(f"LibreOffice did not open {docx.name}")
            bad += 1
            continue
        expected, found = lines(docx.with_suffix(".words")), lines(exported)
        if expected != found:
            bad += 1
            print(f"{docx.name}: LibreOffice reads other words")
            print("\n".join(difflib.unified_diff(expected, found, "the document", "LibreOffice", lineterm="", n=0)))
    return 1 if bad or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
