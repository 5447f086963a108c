//! A tree of tables, with every shape that a table can have, on pages that lie on their side.

use kansli::model::*;

use super::trees::{heading, item, line, list, origin, paragraph, rich, run};

/// Makes tables from a short notation, with anchors and origins of their own.
#[derive(Default)]
struct Maker {
    rows: usize,
    cells: usize,
}

impl Maker {
    /// A cell that reaches over some columns. Each line is a paragraph, or after `- ` or `1. ` an item; an item two spaces
    /// in belongs to the one above. A line that begins with `@` is a link.
    fn cell(&mut self, span: usize, notation: &str) -> Cell {
        self.cells += 1;
        let pointer = format!("/agenda/{}", self.cells);
        let mut blocks: Vec<Block> = Vec::new();
        for (at, line) in notation.lines().enumerate() {
            let inner = line.starts_with("  ");
            let (marker, words) = match line.trim_start() {
                line if line.starts_with("- ") => (Some(ListMarker::Bullet), &line[2..]),
                line if line.starts_with("1. ") => (Some(ListMarker::Number), &line[3..]),
                line => (None, line),
            };
            let mut block = paragraph(words.trim_start_matches('@'), &pointer, at);
            if let Some(words) = words.strip_prefix('@') {
                let target = LinkTarget::Web("https://exempel.se/underlag?a=1&b=2".into());
                block.body = Body::Paragraph { content: vec![Inline::Link { target, content: vec![run(words, &pointer)] }] };
            }
            let Some(marker) = marker else {
                blocks.push(block);
                continue;
            };
            let new = item(&pointer, at, vec![block]);
            let outer = match blocks.last_mut().map(|block| &mut block.body) {
                Some(Body::List(list)) if inner => &mut list.items.last_mut().expect("an item").blocks,
                _ => &mut blocks,
            };
            match outer.last_mut().map(|block| &mut block.body) {
                Some(Body::List(list)) if list.marker == marker => list.items.push(new),
                _ => outer.push(list(marker, &pointer, at, vec![new])),
            }
        }
        Cell { anchor: Anchor::of(&format!("{pointer}/cell"), 0), origin: origin(&pointer), span, blocks }
    }

    fn row(&mut self, role: RowRole, cells: &[(usize, &str)]) -> Row {
        self.rows += 1;
        let anchor = Anchor::of("/agenda/row", self.rows);
        let cells = cells.iter().map(|(span, notation)| self.cell(*span, notation)).collect();
        Row { anchor, key: None, origin: origin(&format!("/rows/{}", self.rows)), role, cells }
    }

    fn plain(&mut self, cells: &[&str]) -> Row {
        let cells: Vec<(usize, &str)> = cells.iter().map(|notation| (1, *notation)).collect();
        self.row(RowRole::Ordinary, &cells)
    }

    fn table(&mut self, widths: &[f64], header: &[&str], row_headers: bool, rows: Vec<Row>) -> Block {
        self.cells += 1;
        let columns = widths.iter().map(|width| Column { width: *width, alignment: Alignment::Left }).collect();
        let header = header.iter().map(|words| self.cell(1, words)).collect();
        Block {
            anchor: Anchor::of("/table", self.cells),
            key: None,
            origin: origin("/agenda"),
            body: Body::Table(Table { columns, header, row_headers, rows }),
        }
    }
}

/// Terms and what they are.
fn facts(maker: &mut Maker) -> Block {
    let rows = [
        ["Beslutad av", "Samverkansrådet i Ängshults län"],
        ["Datum och paragraf", "2021-03-15, § 12"],
        ["Gäller", "Från och med 2021-10-01\nTill och med 2024-12-31, därefter till dess en ny riktlinje har beslutats"],
        ["Ersätter", ""],
        ["Berörda", "- Region Björkmark\n- samtliga kommuner, genom\n  - socialnämnderna\n  - vårdnämnden i Vränge"],
        ["Underlag", "@Programmets sida"],
    ];
    let rows = rows.iter().map(|cells| maker.plain(cells)).collect();
    maker.table(&[0.24, 0.76], &[], true, rows)
}

/// What a council deals with.
fn agenda(maker: &mut Maker) -> Block {
    let decision = "Rådet beslutar\n1. att ställa sig bakom förslaget\n1. att uppdra åt beredningsgruppen att\n  - ta fram en tidplan\n  \
                    - återkomma med en kostnadsberäkning\n1. att förklara paragrafen omedelbart justerad.";
    let notes = "Processledarna redogör för läget. Arbetsgruppen har haft tre möten och har enats om avgränsningen.\nVid diskussionen \
                 framfördes:\n- att primärvården behöver en ingång för *alla* åldrar\n- att kostnaderna ska delas lika\n- att \
                 samordningsansvarsfördelningsöverenskommelserna ses över.";
    let rows = vec![
        maker.row(RowRole::Section, &[(9, "Inledning")]),
        maker.plain(&["1.", "09.00", "I", "Mötet öppnas", "", "Ordföranden", "Ordföranden hälsar välkommen.", "", ""]),
        maker.plain(&["2.", "09.05", "B", "Dagordningen fastställs", "Bilaga 1", "Ordföranden", "", "Dagordningen fastställs.", ""]),
        maker.row(RowRole::Section, &[(9, "Ärenden för beslut")]),
        maker.plain(&[
            "3.",
            "09.15",
            "I/B",
            "Länsgemensam riktlinje för vård i livets slut",
            "Bilaga 2\nBilaga 3",
            "Disa Åkerlund\nEbbe Östergård",
            notes,
            decision,
            "Beredningsgruppen, senast 2021-10-01",
        ]),
        maker.row(RowRole::Pause, &[(1, ""), (1, "10.00"), (7, "Paus")]),
        maker.plain(&[
            "5.",
            "10.20",
            "D/U",
            "Uppföljning av fallprevention",
            "",
            "Åsa Öhrnfeldt",
            "Frågan bordläggs.\n@Underlaget",
            "",
            "Kansliet",
        ]),
        maker.plain(&["", "", "", "Ärende utan nummer", "", "", "", "", ""]),
        maker.row(RowRole::Section, &[(9, "Avslutning")]),
        maker.row(RowRole::Ordinary, &[(1, "6."), (2, "11.45"), (6, "Nästa möte äger rum 2021-05-20. Mötet avslutas.")]),
    ];
    let header = ["Nr", "Tid", "Typ", "Ärende", "Bilaga", "Föredragande", "Anteckningar", "Beslut", "Ansvarig"];
    maker.table(&[0.04, 0.06, 0.05, 0.14, 0.08, 0.12, 0.21, 0.19, 0.11], &header, false, rows)
}

/// Figures whose rows and columns both have headers.
fn figures(maker: &mut Maker) -> Block {
    let rows = vec![
        maker.plain(&["Regionen", "12", "1 240 000"]),
        maker.plain(&["Kommunerna", "1\n7", "98 500"]),
        maker.row(RowRole::Ordinary, &[(1, "Tillsammans"), (2, "Se bilaga 4")]),
    ];
    let mut table = maker.table(&[0.4, 0.2, 0.4], &["Huvudman", "Platser", "Kronor"], true, rows);
    if let Body::Table(table) = &mut table.body {
        table.columns[2].alignment = Alignment::Right;
    }
    table
}

/// A tree whose tables have all shapes, on pages that lie on their side.
pub fn tables() -> Tree {
    let mut maker = Maker::default();
    let mut tree = rich();
    tree.orientation = Orientation::Landscape;
    tree.title.title = line("Minnesanteckningar från Samverkansrådets möte", "/title");
    let blocks = vec![
        heading(1, Some("1."), "Fakta", "facts", 1),
        facts(&mut maker),
        heading(1, Some("2."), "Dagordning", "agenda", 2),
        paragraph("Typ av ärende: I information, B beslut, D diskussion, U uppföljning.", "/legend", 0),
        agenda(&mut maker),
        heading(1, Some("3."), "Kostnader", "costs", 3),
        paragraph("Kostnaderna fördelas så här:", "/costs", 0),
        figures(&mut maker),
        paragraph("Mötet avslutades kl. 12.", "/end", 0),
    ];
    Tree { blocks, ..tree }
}
