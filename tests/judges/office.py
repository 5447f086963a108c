"""Starts LibreOffice without a screen for a script, and stops it afterwards; loads files and counts their tracked changes.

Needs LibreOffice's Python bridge (python3-uno), which belongs to the system's own Python.
"""

import contextlib
import os
import signal
import subprocess
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

ACCEPT, REJECT = ".uno:AcceptAllTrackedChanges", ".uno:RejectAllTrackedChanges"


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


@contextlib.contextmanager
def office(folder):
    """LibreOffice with a profile of its own in a folder, so that nobody's settings matter."""
    pipe = f"kansli-judge-{os.getpid()}"
    start = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--nologo"]
    process = subprocess.Popen([*start, f"--accept=pipe,name={pipe};urp;"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        running = Office(connect(pipe, process))
        yield running
        with contextlib.suppress(Exception):  # The bridge goes down with the program.
            running.desktop.terminate()
    finally:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            # The program is a child of the script that starts it.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


class Office:
    """A LibreOffice that runs."""

    def __init__(self, context):
        self.manager, self.context = context.ServiceManager, context
        self.desktop = self.created("com.sun.star.frame.Desktop")

    def created(self, service):
        return self.manager.createInstanceWithContext(service, self.context)

    @contextlib.contextmanager
    def opened(self, path):
        document = self.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (value("Hidden", True),))
        try:
            yield document
        finally:
            document.close(True)

    def carry_out(self, document, command):
        self.created("com.sun.star.frame.DispatchHelper").executeDispatch(document.CurrentController.Frame, command, "", 0, ())


def changes(document):
    """How many tracked changes a document has."""
    found = document.Redlines.createEnumeration()
    count = 0
    while found.hasMoreElements():
        found.nextElement()
        count += 1
    return count


def store(document, path, kind, options=""):
    document.storeToURL(path.as_uri(), (value("FilterName", kind), value("FilterOptions", options)))


def store_text(document, path):
    store(document, path, "Text (encoded)", "UTF8")
