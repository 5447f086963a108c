"""Has pyHanko judge signed PDFs: every signature intact and trusted, and every change between them one that is permitted.

Usage: judge.py FOLDER...   each with root.pem and signed files; how many signatures a file has stands last in its name, or in words.
"""

import logging
import sys
from pathlib import Path

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

WORDS = {"prepared": 0, "one": 1, "two": 2, "proven": 2, "archived": 2}
PERMITTED = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)


def faults(path, root):
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        signatures = reader.embedded_regular_signatures
        last = path.stem.split("-")[-1]
        expected = int(last) if last.isdigit() else WORDS[last]
        if len(signatures) != expected:
            yield f"{len(signatures)} signatures, not {expected}"
        for signature in signatures:
            status = validate_pdf_signature(
                signature, ValidationContext(trust_roots=[root]), ValidationContext(trust_roots=[root])
            )
            if not status.bottom_line:
                yield f"{signature.field_name}: {status.summary()}"
            if status.modification_level not in PERMITTED:
                yield f"{signature.field_name}: {status.modification_level}"
        stamps = reader.embedded_timestamp_signatures
        if path.stem.startswith("archived") and not stamps:
            yield "no time stamp over the whole file"
        for stamp in stamps:
            status = validate_pdf_timestamp(stamp, ValidationContext(trust_roots=[root]))
            if not (status.valid and status.trusted and status.intact):
                yield f"{stamp.field_name}: {status.summary()}"


logging.disable(logging.CRITICAL)
failed = False
for folder in map(Path, sys.argv[1:]):
    trusted = load_cert_from_pemder(str(folder / "root.pem"))
    for name in sorted(folder.glob("*.pdf")):
        for fault in faults(name, trusted):
            print(f"{name}: {fault}")
            failed = True
sys.exit(failed)
