"""Has LibreOffice accept, and then reject, all tracked changes of each redline, and holds the words against the versions.

For every NAME.docx in a folder: NAME.accepted.words is what the new version says, NAME.rejected.words what the old one
says, one paragraph, heading, item or cell a line, numbers and bullets included. What LibreOffice makes of the file is
written anew, and the appendix that stays in either case is cut off. One start of LibreOffice serves all files.

Needs LibreOffice's Python bridge (python3-uno), which belongs to the system's own Python.
"""

import difflib
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import zipfile

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from words import lines

APPENDIX = "Ändringar som Word inte kan spåra"


def value(name, content):
    return PropertyValue(Name=name, Value=content)


def connect(pipe, process):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if process.poll() is not None:
                break
            time.sleep(0.25)
    raise SystemExit("LibreOffice does not answer")


def changes(document):
    found = document.Redlines.createEnumeration()
    count = 0
    while found.hasMoreElements():
        found.nextElement()
        count += 1
    return count


def resolve(context, desktop, docx, command, out):
    """Carries out a command on a file and writes its text; gives what is wrong."""
    if out.exists():
        out.unlink()
    started = time.time() - 1
    document = desktop.loadComponentFromURL(docx.as_uri(), "_blank", 0, (value("Hidden", True),))
    try:
        before = changes(document)
        with zipfile.ZipFile(docx) as package:
            marks = re.findall(rb"<w:(?:ins|del) ", package.read("word/document.xml"))
        if bool(before) != bool(marks):
            return f"{before} tracked changes are found, where there are {len(marks)} marks"
        dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
        dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, ())
        after = changes(document)
        if after:
            return f"{after} of {before} tracked changes are left"
        document.storeToURL(out.as_uri(), (value("FilterName", "Text (encoded)"), value("FilterOptions", "UTF8")))
    finally:
        document.close(True)
    if not out.exists() or out.stat().st_mtime < started or out.stat().st_size == 0:
        return "no new file is written"
    return None


def main(folder):
    folder = pathlib.Path(folder).resolve()
    out = folder / "resolved"
    out.mkdir(exist_ok=True)
    names = sorted(folder.glob("*.docx"))
    pipe = f"kansli-judge-{os.getpid()}"
    start = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--nologo"]
    process = subprocess.Popen([*start, f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    bad = 0
    try:
        context = connect(pipe, process)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        for docx in names:
            for which, command in [("accepted", ".uno:AcceptAllTrackedChanges"), ("rejected", ".uno:RejectAllTrackedChanges")]:
                exported = out / f"{docx.stem}.{which}.txt"
                fault = resolve(context, desktop, docx, command, exported)
                if fault is None:
                    expected, found = lines(folder / f"{docx.stem}.{which}.words"), lines(exported)
                    if APPENDIX in found:
                        found = found[: found.index(APPENDIX)]
                    if expected != found:
                        told = difflib.unified_diff(expected, found, "the version", "LibreOffice", lineterm="", n=0)
                        fault = "other words\n" + "\n".join(told)
                if fault is not None:
                    bad += 1
                    print(f"{docx.name}, all changes {which}: {fault}")
        try:
            desktop.terminate()
        except Exception:  # The bridge goes down with the program.
            pass
    finally:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            # The program is a child of the script that starts it.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return 1 if bad or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
