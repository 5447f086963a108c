"""Makes one document with one peer: make.py PEER FLAT.json OUT [TIMES]

PEER is docxtpl, python-docx, typst or template (the Word file that docxtpl fills). With TIMES the document is made so many
times in the same process, each time with another paragraph, and the median of the CPU milliseconds is printed.
"""

import copy
import json
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
TEMPLATE = "template.docx"


def template(out):
    """Headings, lists, tables and lines to sign on, told apart by docxtpl's own tags."""
    import docx

    word = docx.Document()
    word.add_paragraph("{{ type }}")
    word.add_paragraph("{{ title }}", style="Title")
    word.add_paragraph("{%p for block in blocks %}")
    for level in (1, 2, 3):
        word.add_paragraph(f"{{%p if block.kind == 'heading' and block.level == {level} %}}")
        word.add_paragraph("{{ block.text }}", style=f"Heading {level}")
        word.add_paragraph("{%p endif %}")
    for kind, style in (("paragraph", "Normal"), ("item", "List Bullet"), ("signature", "Normal")):
        word.add_paragraph(f"{{%p if block.kind == '{kind}' %}}")
        word.add_paragraph("{{ block.text }}", style=style)
        word.add_paragraph("{%p endif %}")
    word.add_paragraph("{%p if block.kind == 'table' %}")
    table = word.add_table(rows=4, cols=1, style="Table Grid")
    table.cell(0, 0).text = "{%tc for cell in block.header %}"
    table.cell(1, 0).text = "{%tr for row in block.rows %}"
    table.cell(2, 0).text = "{%tc for cell in row %}"
    table.cell(3, 0).text = "{%tr endfor %}"
    for row in (0, 2):
        cells = [copy.deepcopy(table.rows[row].cells[0]._tc) for _ in range(2)]
        for cell in cells:
            table.rows[row]._tr.append(cell)
    for row in (0, 2):
        texts = table.rows[row]._tr.tc_lst
        docx.table._Cell(texts[1], table).text = "{{ cell }}"
        docx.table._Cell(texts[2], table).text = "{%tc endfor %}"
    word.add_paragraph("{%p endif %}")
    word.add_paragraph("{%p endfor %}")
    word.save(out)


def with_docxtpl(flat, out):
    from docxtpl import DocxTemplate

    word = DocxTemplate(HERE / TEMPLATE if (HERE / TEMPLATE).exists() else Path(out).parent / TEMPLATE)
    word.render(flat, autoescape=True)
    word.save(out)


def with_python_docx(flat, out):
    import docx

    word = docx.Document()
    word.add_paragraph(flat["type"])
    word.add_paragraph(flat["title"], style="Title")
    for block in flat["blocks"]:
        if block["kind"] == "heading":
            word.add_heading(block["text"], block["level"])
        elif block["kind"] == "table":
            rows = ([block["header"]] if block["header"] else []) + block["rows"]
            table = word.add_table(rows=0, cols=max(map(len, rows)), style="Table Grid")
            for row in rows:
                for cell, text in zip(table.add_row().cells, row):
                    cell.text = text
        else:
            word.add_paragraph(block["text"], style="List Bullet" if block["kind"] == "item" else None)
    word.save(out)


def with_typst(flat, out):
    import typst

    # Its own file for the data, as its users do; standards as ours but for PDF/A, which it can't join with PDF/UA.
    data = Path(out).with_suffix(".data.json")
    data.write_text(json.dumps(flat, ensure_ascii=False), encoding="utf-8")
    layout = data.with_suffix(".typ")
    layout.write_text((HERE / "document.typ").read_text(encoding="utf-8").replace("DATA", data.name), encoding="utf-8")
    typst.compile(str(layout), output=str(out), pdf_standards=["ua-1"])


PEERS = {"docxtpl": with_docxtpl, "python-docx": with_python_docx, "typst": with_typst}


def other(flat, number):
    """The same with other words in each paragraph."""
    made = copy.deepcopy(flat)
    for block in made["blocks"]:
        if block["kind"] == "paragraph":
            words = block["text"].split()
            turn = number % max(1, len(words))
            block["text"] = " ".join(words[turn:] + words[:turn])
    return made


def main():
    peer, source, out, *times = sys.argv[1:]
    if peer == "template":
        return template(out)
    flat = json.loads(Path(source).read_text(encoding="utf-8"))
    make = PEERS[peer]
    if not times:
        return make(flat, out)
    spent = []
    for number in range(int(times[0]) + 1):
        one = other(flat, number)
        begun = time.process_time()
        make(one, out)
        spent.append(1000 * (time.process_time() - begun))
    spent = sorted(spent[1:])
    print(spent[len(spent) // 2])


if __name__ == "__main__":
    main()
