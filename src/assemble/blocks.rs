//! Typed blocks: timelines, contacts, signatures and references, from the envelope's fields and the template's words.

use std::collections::BTreeMap;

use super::build::Builder;
use super::inline::{push, reference_anchor};
use crate::model::{
    Alignment, Block, Body, Cell, Column, Inline, Item, Key, Line, LinkTarget, List, ListMarker, Milestone, Origin, Period, Pointer, Row,
    RowRole, Run, SignatureColumn, Signatures, Signer, SigningForm, Style, Table, Timeline,
};

pub(super) type Words = BTreeMap<String, String>;

impl Builder<'_> {
    /// What a typed function of the template emits.
    pub(super) fn typed_block(&mut self, function: &str, words: &Words, template: &Origin, out: &mut Vec<Block>) {
        match function {
            "timeline_table" => self.timeline(words, template, out),
            "contact_table" => self.contacts(words, template, out),
            "signature_block" => self.signatures(words, template, out),
            "reference_list" => self.references(out),
            "history_table" => self.history(words, template, out),
            // `kind` has refused every other name.
            other => self.kind_fault(template, format!("funktionen {other} finns inte"), format!("there is no function {other}")),
        }
    }

    fn cell(&mut self, pointer: &Pointer, pieces: Vec<(String, Origin)>) -> Cell {
        let mut content = Vec::new();
        for (text, origin) in pieces {
            push(&mut content, text, Style::default(), origin);
        }
        Cell::of(self.anchor(pointer.as_str()), Origin::Field(pointer.clone()), content)
    }

    pub(super) fn header(&mut self, words: &[&str], template: &Origin) -> Vec<Cell> {
        words
            .iter()
            .map(|word| {
                let mut content = Vec::new();
                push(&mut content, (*word).to_owned(), Style::default(), template.clone());
                Cell::of(self.anchor(&format!("{template}:header")), template.clone(), content)
            })
            .collect()
    }

    fn table(&mut self, pointer: Pointer, widths: &[f64], header: Vec<Cell>, rows: Vec<Row>, out: &mut Vec<Block>) {
        if rows.is_empty() {
            return;
        }
        let columns = widths.iter().map(|width| Column { width: *width, alignment: Alignment::Left }).collect();
        let anchor = self.anchor(&format!("{pointer}:table"));
        let key = Some(Key::new(pointer.as_str()));
        let table = Table { columns, header, row_headers: false, rows };
        out.push(Block { anchor, key, origin: Origin::Field(pointer), body: Body::Table(table) });
    }

    fn timeline(&mut self, words: &Words, template: &Origin, out: &mut Vec<Block>) {
        let document = self.document;
        let Some(Timeline::Milestones(milestones)) = &document.envelope().timeline else { return };
        let list = Pointer::root().key("timeline");
        let header = self.header(&[word(words, "period"), word(words, "activity")], template);
        let mut rows = Vec::new();
        for (index, milestone) in milestones.iter().enumerate() {
            let row = list.index(index);
            let period = self.period_cell(milestone, &row, word(words, "open"));
            let mut activity = vec![(milestone.activity.as_str().to_owned(), Origin::Field(row.key("activity")))];
            for (mark, text, field) in [(": ", &milestone.deciding_body, "deciding_body"), (", ", &milestone.condition, "condition")] {
                if let Some(text) = text.as_ref().filter(|text| !text.as_str().trim().is_empty()) {
                    activity.push((mark.to_owned(), template.clone()));
                    activity.push((text.as_str().to_owned(), Origin::Field(row.key(field))));
                }
            }
            let cells = vec![period, self.cell(&row.key("activity"), activity)];
            let anchor = self.anchor(&format!("{row}:row"));
            rows.push(Row { anchor, key: None, origin: Origin::Field(row), role: RowRole::Ordinary, cells });
        }
        self.table(list, &[0.30, 0.70], header, rows, out);
    }

    fn period_cell(&mut self, milestone: &Milestone, row: &Pointer, open: &str) -> Cell {
        let pieces = match (&milestone.period, milestone.open) {
            (Some(period), _) => {
                let text = Period::parse(period.as_str()).map_or_else(|| period.as_str().to_owned(), |period| period.printed().to_owned());
                vec![(text, Origin::Field(row.key("period")))]
            }
            (None, Some(true)) => vec![(open.to_owned(), Origin::Field(row.key("open")))],
            _ => Vec::new(),
        };
        self.cell(&row.key("period"), pieces)
    }

    fn contacts(&mut self, words: &Words, template: &Origin, out: &mut Vec<Block>) {
        let document = self.document;
        let contacts = &document.envelope().contacts;
        let list = Pointer::root().key("contacts");
        let emails = contacts.iter().any(|contact| contact.email.is_some());
        let mut names = vec![word(words, "principal"), word(words, "name"), word(words, "organisation")];
        if emails {
            names.push(word(words, "email"));
        }
        let header = self.header(&names, template);
        let mut rows = Vec::new();
        for (index, contact) in contacts.iter().enumerate() {
            let row = list.index(index);
            let (label, field) = match &contact.label {
                Some(label) => (label, "label"),
                None => (&contact.principal, "principal"),
            };
            let mut cells = vec![self.cell(&row.key(field), vec![(label.as_str().to_owned(), Origin::Field(row.key(field)))])];
            for (text, field, absent) in [(&contact.name, "name", "unnamed"), (&contact.organisation, "organisation", "")] {
                let pointer = row.key(field);
                let piece = match text.as_ref().filter(|text| !text.as_str().trim().is_empty()) {
                    Some(text) => (text.as_str().to_owned(), Origin::Field(pointer.clone())),
                    None => (word(words, absent).to_owned(), template.clone()),
                };
                cells.push(self.cell(&pointer, vec![piece]));
            }
            if emails {
                let pointer = row.key("email");
                let anchor = self.anchor(pointer.as_str());
                let origin = Origin::Field(pointer);
                let mut content = Vec::new();
                if let Some(email) = &contact.email {
                    let run = Run { text: email.as_str().to_owned(), style: Style::default(), origin: origin.clone() };
                    content.push(Inline::Link { target: LinkTarget::Web(format!("mailto:{}", email.as_str())), content: vec![run] });
                }
                cells.push(Cell::of(anchor, origin, content));
            }
            let anchor = self.anchor(&format!("{row}:row"));
            rows.push(Row {
                anchor,
                key: Some(Key::new(contact.principal.as_str())),
                origin: Origin::Field(row),
                role: RowRole::Ordinary,
                cells,
            });
        }
        let widths: &[f64] = if emails { &[0.21, 0.20, 0.20, 0.39] } else { &[0.24, 0.38, 0.38] };
        self.table(list, widths, header, rows, out);
    }

    fn signatures(&mut self, words: &Words, template: &Origin, out: &mut Vec<Block>) {
        let document = self.document;
        let envelope = document.envelope();
        let root = Pointer::root();
        let place = envelope.place.as_ref().filter(|place| !place.as_str().trim().is_empty());
        let place = place.map(|place| run(place.as_str(), Origin::Field(root.key("place"))));
        // Each electronic signature bears its own date.
        let date = match (envelope.signing, &place, &envelope.date) {
            (Some(SigningForm::Electronic), place, _) => Some((place.as_ref().map(|_| ". "), word(words, "electronic"))),
            (_, Some(_), Some(_)) => Some((Some(", "), word(words, "as_above"))),
            _ => None,
        };
        let mut runs: Vec<Run> = place.into_iter().collect();
        if let Some((mark, said)) = date {
            runs.extend(mark.map(|mark| run(mark, template.clone())));
            runs.push(run(said, template.clone()));
        }
        let place_and_date = (!runs.is_empty()).then_some(Line(runs));
        let mut columns = Vec::new();
        for (index, principal) in envelope.principals.iter().enumerate() {
            let pointer = root.key("principals").index(index);
            let signatories = envelope.signatories.iter().enumerate().filter(|(_, signatory)| signatory.principal == principal.short_name);
            let signers: Vec<Signer> = signatories
                .map(|(index, signatory)| {
                    let pointer = root.key("signatories").index(index);
                    let field = |text: &Option<crate::model::PlainText>, field: &str| {
                        text.as_ref()
                            .filter(|text| !text.as_str().trim().is_empty())
                            .map(|text| run(text.as_str(), Origin::Field(pointer.key(field))))
                    };
                    let mut details: Vec<Line> = [("title", &signatory.title), ("unit", &signatory.unit)]
                        .into_iter()
                        .filter_map(|(name, text)| field(text, name))
                        .map(|run| Line(vec![run]))
                        .collect();
                    if let Some(authority) = field(&signatory.authority, "authority") {
                        details.push(Line(vec![run(&format!("{} ", word(words, "authority")), template.clone()), authority]));
                    }
                    let name = field(&signatory.name, "name").map(|run| Line(vec![run]));
                    Signer { anchor: self.anchor(pointer.as_str()), origin: Origin::Field(pointer.clone()), name, details }
                })
                .collect();
            if signers.is_empty() {
                continue;
            }
            let mut party = vec![
                run(&format!("{} ", word(words, "party")), template.clone()),
                run(principal.name.as_str(), Origin::Field(pointer.key("name"))),
            ];
            if let Some(representative) = &principal.represented_by {
                party.push(run(&format!(" {} ", word(words, "through")), template.clone()));
                party.push(run(representative.as_str(), Origin::Field(pointer.key("represented_by"))));
            }
            columns.push(SignatureColumn {
                anchor: self.anchor(&format!("{pointer}:signatures")),
                key: Some(Key::new(principal.short_name.as_str())),
                origin: Origin::Field(pointer),
                party: Line(party),
                signers,
            });
        }
        if !columns.is_empty() {
            let pointer = root.key("signatories");
            let anchor = self.anchor(&format!("{pointer}:block"));
            let key = Some(Key::new("signatures"));
            out.push(Block { anchor, key, origin: Origin::Field(pointer), body: Body::Signatures(Signatures { place_and_date, columns }) });
        }
    }

    fn references(&mut self, out: &mut Vec<Block>) {
        let document = self.document;
        let references = &document.envelope().references;
        let list = Pointer::root().key("references");
        let mut items = Vec::new();
        for (index, reference) in references.iter().enumerate() {
            let entry = list.index(index);
            let origin = |field: &str| Origin::Field(entry.key(field));
            let mut content = Vec::new();
            let mut add = |text: String, field: &str| push(&mut content, text, Style::default(), origin(field));
            add(sentence(reference.title.as_str()), "title");
            let issued = reference.issued.as_ref().map(|issued| {
                Period::parse(issued.as_str()).map_or_else(|| issued.as_str().to_owned(), |period| period.printed().to_owned())
            });
            match (&reference.publisher, issued) {
                (Some(publisher), Some(issued)) => {
                    add(format!(" {}, ", publisher.as_str()), "publisher");
                    add(format!("{issued}."), "issued");
                }
                (Some(publisher), None) => add(format!(" {}", sentence(publisher.as_str())), "publisher"),
                (None, Some(issued)) => add(format!(" {issued}."), "issued"),
                (None, None) => {}
            }
            if let Some(address) = &reference.address {
                add(" ".to_owned(), "address");
                let run = Run { text: address.clone(), style: Style::default(), origin: origin("address") };
                content.push(Inline::Link { target: LinkTarget::Web(address.clone()), content: vec![run] });
            }
            let paragraph = Block {
                anchor: self.anchor(entry.as_str()),
                key: None,
                origin: Origin::Field(entry.clone()),
                body: Body::Paragraph { content },
            };
            let key = Some(Key::new(&reference.key));
            items.push(Item { anchor: reference_anchor(index), key, origin: Origin::Field(entry), blocks: vec![paragraph] });
        }
        if !items.is_empty() {
            let anchor = self.anchor(&format!("{list}:list"));
            let key = Some(Key::new(list.as_str()));
            out.push(Block { anchor, key, origin: Origin::Field(list), body: Body::List(List { marker: ListMarker::Bracket, items }) });
        }
    }
}

pub(super) fn word<'a>(words: &'a Words, name: &str) -> &'a str {
    words.get(name).map_or("", String::as_str)
}

fn run(text: &str, origin: Origin) -> Run {
    Run { text: text.replace(['\n', '\r', '\t'], " "), style: Style::default(), origin }
}

/// The text with a full stop, unless it ends in one or in another mark that ends a sentence.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}
