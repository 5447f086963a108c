"""Has LibreOffice accept, and then reject, all tracked changes of each redline, and holds the words against the versions.

For every NAME.docx in a folder: NAME.accepted.words is what the new version says, NAME.rejected.words what the old one
says, one paragraph, heading, item or cell a line, numbers and bullets included. What LibreOffice makes of the file is
written anew, and the appendix that stays in either case is cut off. One start of LibreOffice serves all files.
"""

import difflib
import pathlib
import re
import sys
import time
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from office import ACCEPT, REJECT, changes, office, store_text
from words import lines

APPENDIX = "Ändringar som Word inte kan spåra"

# What LibreOffice 7.4 makes otherwise of a file that holds by the standard (ARCHITECTURE.md tells why): the lines that come
# and go, and nothing else. One that no longer does is taken off the list.
MOVE = "takes words deleted here and inserted there by one author for a move, and gives what follows the style of the deleted"
EMPTY_ROW = "leaves a sign of its own in an inserted row without words"
OTHERWISE = {
    ("generated-020", "rejected"): (MOVE, ["-Ekonomi", "+4. Ekonomi"]),
    ("generated-025", "accepted"): (
        MOVE,
        [
            "-• utse medel & sju, hösten kommunen och ska sjukhus <3. före (bilaga ska",
            "+utse medel & sju, hösten kommunen och ska sjukhus <3. före (bilaga ska",
            "-• inte om <3. före",
            "+inte om <3. före",
        ],
    ),
    ("generated-054", "accepted"): (EMPTY_ROW, ["+\u200d"]),
    ("generated-059", "accepted"): (EMPTY_ROW, ["+\u200d"]),
}


def resolve(running, docx, command, out):
    """Carries out a command on a file and writes its text; gives what is wrong."""
    if out.exists():
        out.unlink()
    started = time.time() - 1
    with running.opened(docx) as document:
        before = changes(document)
        with zipfile.ZipFile(docx) as package:
            marks = re.findall(rb"<w:(?:ins|del) ", package.read("word/document.xml"))
        if bool(before) != bool(marks):
            return f"{before} tracked changes are found, where there are {len(marks)} marks"
        running.carry_out(document, command)
        after = changes(document)
        if after:
            return f"{after} of {before} tracked changes are left"
        store_text(document, out)
    if not out.exists() or out.stat().st_mtime < started or out.stat().st_size == 0:
        return "no new file is written"
    return None


def difference(expected, found):
    """The lines that only one of two texts has."""
    told = difflib.unified_diff(expected, found, lineterm="", n=0)
    return [line for line in list(told)[2:] if not line.startswith("@@")]


def main(folder):
    folder = pathlib.Path(folder).resolve()
    out = folder / "resolved"
    out.mkdir(exist_ok=True)
    names = sorted(folder.glob("*.docx"))
    bad = 0
    with office(folder) as running:
        for docx in names:
            for which, command in [("accepted", ACCEPT), ("rejected", REJECT)]:
                exported = out / f"{docx.stem}.{which}.txt"
                fault = resolve(running, docx, command, exported)
                if fault is None:
                    expected, found = lines(folder / f"{docx.stem}.{which}.words"), lines(exported)
                    if APPENDIX in found:
                        found = found[: found.index(APPENDIX)]
                    told = difference(expected, found)
                    reason, known = OTHERWISE.get((docx.stem, which), (None, []))
                    if told != known:
                        fault = "other words than the version (-) in LibreOffice (+)\n" + "\n".join(told or ["none: take it off the list"])
                    elif reason:
                        print(f"{docx.name}, all changes {which}: LibreOffice {reason}")
                if fault is not None:
                    bad += 1
                    print(f"{docx.name}, all changes {which}: {fault}")
    return 1 if bad or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
