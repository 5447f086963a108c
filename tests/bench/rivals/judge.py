"""Has LibreOffice accept, and reject, all tracked changes of the redlines in a folder, and prints as JSON what they then say.

The folder holds `old.docx`, `new.docx` and the redlines. A redline holds when LibreOffice reads in it, once its changes are accepted, what it
reads in the new version, and once they are rejected what it reads in the old one, up to Kansli's own appendix. The heads of the pages are
compared as they stand in the file that LibreOffice writes after rejecting.
"""

import difflib
import json
import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "judges"))
from office import ACCEPT, REJECT, changes, office, store, store_text
from redlines import APPENDIX


def read(running, docx, command, out):
    """The lines of a file after a command, how many changes are left, and the file written anew."""
    text, word = out.with_suffix(".txt"), out.with_suffix(".docx")
    with running.opened(docx) as document:
        if command:
            running.carry_out(document, command)
        left = changes(document)
        store_text(document, text)
        store(document, word, "MS Word 2007 XML")
    lines = [" ".join(line.split()) for line in text.read_text(encoding="utf-8-sig").replace("\u00a0", " ").split("\n")]
    lines = [line for line in lines if line]
    return (lines[: lines.index(APPENDIX)] if APPENDIX in lines else lines), left, word


def heads(docx):
    """The words of the heads of a Word file."""
    with zipfile.ZipFile(docx) as package:
        names = sorted(name for name in package.namelist() if re.fullmatch(r"word/header\d+\.xml", name))
        texts = ["".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", package.read(name).decode())) for name in names]
    return sorted({" ".join(text.replace("\u00a0", " ").split()) for text in texts} - {""})


def verdict(found, wanted, left):
    """Whether two texts are the same, and how far from it."""
    if left:
        return f"**no**: {left} changes are left"
    if found == wanted:
        return "yes"
    told = [line for line in difflib.unified_diff(wanted, found, lineterm="", n=0) if line[0] in "+-" and line[:3] not in ("+++", "---")]
    example = re.sub(r"[|<>`]", " ", told[0])[:60]
    return f"**no**: {len(told)} lines, first ”{example}”"


def main(folder):
    folder = Path(folder).resolve()
    out = folder / "resolved"
    out.mkdir()
    verdicts = {}
    with office(folder) as running:
        old, _, old_word = read(running, folder / "old.docx", None, out / "old")
        new, _, new_word = read(running, folder / "new.docx", None, out / "new")
        for docx in sorted(folder.glob("*.docx")):
            if docx.stem in ("old", "new"):
                continue
            accepted, left_accepted, _ = read(running, docx, ACCEPT, out / f"{docx.stem}-accepted")
            rejected, left_rejected, word = read(running, docx, REJECT, out / f"{docx.stem}-rejected")
            with zipfile.ZipFile(docx) as package:
                listed = APPENDIX in package.read("word/document.xml").decode()
            if heads(old_word) == heads(new_word):
                head = "same in both"
            elif heads(word) == heads(old_word):
                head = "the old one"
            else:
                head = "the new one, listed" if listed else "**the new one, not told**"
            verdicts[docx.stem] = {
                "accepted": verdict(accepted, new, left_accepted),
                "rejected": verdict(rejected, old, left_rejected),
                "head": head,
            }
    print(json.dumps(verdicts, ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1])
