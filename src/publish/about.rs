//! About: what was masked, and the original, become the last section of the public copy, and a word on each of its pages.

use super::{Masked, Redacted};
use crate::model::{
    Alignment, Anchor, Block, Body, Cell, Column, FileSigning, Heading, Inline, Line, Origin, Pointer, Row, RowRole, Run, Style, Table,
    Tree,
};

/// What stands on every page.
const NAME: &str = "Allmän kopia";

/// What the copy was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// SHA-256 of its bytes, or of a salt and its bytes.
    pub sha256: String,
    /// Whether a salt stands before its bytes, so that nobody can try what was masked until the hash is right.
    pub salted: bool,
    /// Whether a salt stands before the bytes of the frozen file, likewise.
    pub frozen_salted: bool,
    /// Who has signed it.
    pub signed: SignedBy,
    /// The version of a store that it is, where it is one: "lmr-palliativ-vard, version 1.0 (revision 3)".
    pub version: Option<String>,
    /// Of a signed original SHA-256 of the file that was frozen and signed, or of the salt and that: renewals leave it as it is.
    pub frozen: Option<String>,
    /// That the version was withdrawn, as a clause; `None` where it was not.
    pub withdrawn: Option<String>,
    /// The day of the copy, ISO 8601.
    pub date: String,
    /// Name and version of the program.
    pub program: String,
}

/// A signature line of an original that somebody has signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedLine {
    /// The short name of the principal.
    pub principal: String,
    /// What stands above the line: "För Västra Götalandsregionen".
    pub party: String,
    /// The name printed below it.
    pub name: Option<String>,
    /// The day it was signed, ISO 8601, as far as the signature says.
    pub date: Option<String>,
}

/// Who has signed an original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignedBy {
    /// Nobody, as far as its file shows.
    Nobody,
    /// On these lines; none are known where another program made the fields.
    Lines(Vec<SignedLine>),
    /// With a pen on paper, on these lines.
    Ink(Vec<SignedLine>),
}

/// The redacted document with the section and the words.
pub fn copy(redacted: &Redacted, original: &Original) -> Tree {
    let mut tree = redacted.tree.clone();
    tree.metadata.title = format!("{NAME}: {}", tree.metadata.title);
    tree.metadata.signing = Some(FileSigning::PublicCopy);
    // A withdrawn version says so on every page of its copy.
    let name = if original.withdrawn.is_some() { format!("{NAME} av återkallad version") } else { NAME.to_owned() };
    tree.head.short_title.0.insert(0, run(&format!("{name}: ")));
    tree.head.label = Some(name);
    match &original.signed {
        SignedBy::Nobody => {}
        SignedBy::Lines(lines) => mark_lines(&mut tree, lines, "Undertecknat elektroniskt i originalet"),
        SignedBy::Ink(lines) => mark_lines(&mut tree, lines, "Undertecknat på papper i originalet"),
    }
    let mut section = Section { count: 0 };
    let blocks = section.blocks(&redacted.masked, original);
    tree.blocks.extend(blocks);
    tree
}

/// Lines that were signed in the original say so: an empty one would look as if nobody had.
fn mark_lines(tree: &mut Tree, lines: &[SignedLine], words: &str) {
    let blocks = tree.blocks.iter_mut().filter_map(|block| match &mut block.body {
        Body::Signatures(signatures) => signatures.place_and_date.as_mut(),
        _ => None,
    });
    // The copy has no signatures to look at: their days stand at the lines.
    for run in blocks.flat_map(|line| &mut line.0) {
        run.text = run.text.replace("Datum framgår av den elektroniska underskriften", "Datum framgår av underskrifterna i originalet");
    }
    let columns = tree.blocks.iter_mut().filter_map(|block| match &mut block.body {
        Body::Signatures(signatures) => Some(&mut signatures.columns),
        _ => None,
    });
    for column in columns.flatten() {
        let party = column.party.text();
        for signer in &mut column.signers {
            let name = signer.name.as_ref().map(Line::text);
            let is_signed = |line: &SignedLine| line.party == party && (line.name.is_none() || name.is_none() || line.name == name);
            if let Some(signed) = lines.iter().find(|line| is_signed(line)) {
                let when = signed.date.as_ref().map(|date| format!(" den {date}")).unwrap_or_default();
                signer.details.push(line(&format!("{words}{when}")));
            }
        }
    }
}

struct Section {
    count: usize,
}

impl Section {
    fn anchor(&mut self) -> Anchor {
        self.count += 1;
        Anchor::of("public-copy", self.count)
    }

    fn block(&mut self, body: Body) -> Block {
        Block { anchor: self.anchor(), key: None, origin: origin(), body }
    }

    fn paragraph(&mut self, text: &str) -> Block {
        self.block(Body::Paragraph { content: words(text) })
    }

    fn cell(&mut self, text: &str) -> Cell {
        Cell::of(self.anchor(), origin(), words(text))
    }

    fn row(&mut self, texts: [&str; 2]) -> Row {
        let cells = texts.map(|text| self.cell(text)).to_vec();
        Row { anchor: self.anchor(), key: None, origin: origin(), role: RowRole::Ordinary, cells }
    }

    fn blocks(&mut self, masked: &[Masked], original: &Original) -> Vec<Block> {
        let whom = |lines: &[SignedLine]| {
            let mut principals: Vec<String> = lines.iter().map(|line| line.principal.clone()).collect();
            principals.dedup();
            if principals.is_empty() { String::new() } else { format!(" för {}", listed(&principals)) }
        };
        let signed = match &original.signed {
            SignedBy::Nobody => String::new(),
            SignedBy::Lines(lines) => {
                let whom = whom(lines);
                format!(" Originalet är elektroniskt undertecknat{whom}; underskrifterna och certifikaten följer inte med kopian.")
            }
            SignedBy::Ink(lines) => {
                let whom = whom(lines);
                format!(" Originalet är undertecknat på papper{whom}; underskrifterna följer inte med kopian.")
            }
        };
        let version = original.version.as_ref().map(|version| format!(" av {version}")).unwrap_or_default();
        let withdrawn = original.withdrawn.as_ref().map(|withdrawn| format!(" Observera att {withdrawn}.")).unwrap_or_default();
        let date = &original.date;
        let first = format!(
            "Det här är en allmän kopia{version}, framställd på nytt {date} ur originalets text.{withdrawn}{signed} Personnummer, privata adresser och uppgifter i certifikat är utelämnade i den här kopian. Kontaktuppgifter i tjänsten står kvar."
        );
        let heading = Heading { level: 1, number: None, content: words("Om den allmänna kopian") };
        let mut out = vec![self.block(Body::Heading(heading)), self.paragraph(&first)];
        if masked.is_empty() {
            out.push(self.paragraph("Inget i texten behövde maskas: den är densamma som i originalet."));
        } else {
            out.push(self.paragraph("Det här är maskat i kopian:"));
            let rows = counted(masked).into_iter().map(|(what, place)| self.row([&what, &place])).collect();
            let header = ["Vad", "Var"].map(|text| self.cell(text)).to_vec();
            let columns = [0.35, 0.65].map(|width| Column { width, alignment: Alignment::Left }).to_vec();
            out.push(self.block(Body::Table(Table { columns, header, row_headers: false, rows })));
        }
        out.push(self.paragraph(&tie(original)));
        let name = |what: &str, salted: bool| match salted {
            true => format!("{what} saltade kontrollsumma (SHA-256)"),
            false => format!("{what} kontrollsumma (SHA-256)"),
        };
        let whose = if matches!(original.signed, SignedBy::Ink(_)) { "Den låsta filens" } else { "Originalets" };
        let mut rows = Vec::new();
        if let Some(version) = &original.version {
            rows.push(self.row(["Dokument", version]));
        }
        rows.push(self.row([&name(whose, original.salted), &grouped(&original.sha256)]));
        if let Some(frozen) = &original.frozen {
            rows.push(self.row([&name("Den låsta filens", original.frozen_salted), &grouped(frozen)]));
        }
        rows.push(self.row(["Framställd med", &original.program]));
        let columns = [0.35, 0.65].map(|width| Column { width, alignment: Alignment::Left }).to_vec();
        out.push(self.block(Body::Table(Table { columns, header: Vec::new(), row_headers: true, rows })));
        out
    }
}

/// How the original is known again.
fn tie(original: &Original) -> String {
    let mut out = match &original.signed {
        SignedBy::Ink(_) => "Originalet är på papper; kontrollsumman är den låsta filens, som har samma text.".to_owned(),
        _ => "Originalet känns igen på kontrollsumman.".to_owned(),
    };
    if original.frozen.is_some() {
        out.push_str(
            " Får originalet nya tidsstämplar ändras dess kontrollsumma, men filen börjar alltid med den låsta filen, som undertecknades.",
        );
    }
    if original.salted || original.frozen_salted {
        let which = if original.salted { "Den" } else { "Den låsta filens kontrollsumma" };
        out.push_str(&format!(
            " {which} är saltad, så att ingen kan pröva sig fram till det som är maskat: den som framställde kopian har saltet."
        ));
    }
    out
}

/// A digest in groups of 16 digits.
fn grouped(hash: &str) -> String {
    let digits: Vec<char> = hash.chars().collect();
    digits.chunks(16).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// What was masked where, the same in one place counted.
fn counted(masked: &[Masked]) -> Vec<(String, String)> {
    let mut out: Vec<(&Masked, usize)> = Vec::new();
    for one in masked {
        match out.iter_mut().find(|(known, _)| *known == one) {
            Some((_, count)) => *count += 1,
            None => out.push((one, 1)),
        }
    }
    let word = |masked: &Masked, count: usize| {
        let name = masked.what.name().sv;
        let mut characters = name.chars();
        let first: String = characters.next().into_iter().flat_map(char::to_uppercase).collect();
        let name = format!("{first}{}", characters.as_str());
        if count == 1 { name } else { format!("{name} ({count} ställen)") }
    };
    out.into_iter().map(|(masked, count)| (word(masked, count), masked.place.clone())).collect()
}

/// "VGR och VGK", "A, B och C".
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} och {last}", first.join(", ")),
    }
}

fn origin() -> Origin {
    Origin::Field(Pointer::root())
}

fn run(text: &str) -> Run {
    Run { text: text.to_owned(), style: Style::default(), origin: origin() }
}

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Text(run(text))]
}

fn line(text: &str) -> Line {
    Line(vec![run(text)])
}
