"""Has pyHanko judge signed PDFs: every signature intact and trusted, and every change between them one that is permitted.

Usage: judge.py ROOT.pem FILE...
"""

import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext


def faults(path, root):
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        signatures = reader.embedded_regular_signatures
        expected = {"prepared": 0, "one": 1}.get(path.rsplit("/", 1)[-1].split(".")[0].split("-")[-1], 2)
        if len(signatures) != expected:
            yield f"{len(signatures)} signatures, not {expected}"
        for signature in signatures:
            status = validate_pdf_signature(
                signature, ValidationContext(trust_roots=[root]), ValidationContext(trust_roots=[root])
            )
            if not status.bottom_line:
                yield f"{signature.field_name}: {status.summary()}"
            if status.modification_level not in (
                ModificationLevel.NONE,
                ModificationLevel.LTA_UPDATES,
                ModificationLevel.FORM_FILLING,
            ):
                yield f"{signature.field_name}: {status.modification_level}"
        for stamp in reader.embedded_timestamp_signatures:
            status = validate_pdf_timestamp(stamp, ValidationContext(trust_roots=[root]))
            if not (status.valid and status.trusted and status.intact):
                yield f"{stamp.field_name}: {status.summary()}"


logging.disable(logging.CRITICAL)
trusted = load_cert_from_pemder(sys.argv[1])
failed = False
for name in sys.argv[2:]:
    for fault in faults(name, trusted):
        print(f"{name}: {fault}")
        failed = True
sys.exit(failed)
