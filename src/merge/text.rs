//! Texts: a merged value becomes the text of a source, made of the texts of both sides wherever these say what was merged.

use std::ops::Range;

use serde_json::{Map, Value};

use super::Merged;
use super::statements::{self, Kind, Statement};
use crate::diag::FileName;
use crate::read::{self, Format, Source};

/// A JSON source.
pub(super) fn json(merged: &Value) -> Option<Merged> {
    let text = serde_json::to_string_pretty(merged).ok()? + "\n";
    says(&text, "merged.json", merged).then_some(Merged { text, comments_lost: false })
}

/// A TOML source: our text where it stays, the other's where it is as theirs, and new text for what both changed.
pub(super) fn toml(merged: &Value, ours: &Source, theirs: &Source) -> Option<Merged> {
    let values = merged.as_object()?;
    let own = File::of(ours)?;
    let other = if theirs.format() == Format::Toml { File::of(theirs) } else { None };
    let mut weaver = Weaver { merged: values, own: &own, other: other.as_ref(), comments_lost: false };
    let text = weaver.woven();
    let comments_lost = weaver.comments_lost;
    if let Some(text) = text.filter(|text| says(text, "merged.toml", merged)) {
        return Some(Merged { text, comments_lost });
    }
    // What can't be woven is written anew.
    let text = ::toml::to_string_pretty(merged).ok()?;
    says(&text, "merged.toml", merged).then_some(Merged { text, comments_lost: own.text.contains('#') })
}

/// Whether a text, read again, says what it should.
fn says(text: &str, name: &str, value: &Value) -> bool {
    read::read(FileName::new(name), text.as_bytes()).is_ok_and(|source| source.value() == value)
}

/// A TOML file, cut into what belongs to each field of the document.
struct File<'s> {
    text: String,
    value: &'s Map<String, Value>,
    opening: Range<usize>,
    chunks: Vec<Chunk>,
    closing: Range<usize>,
}

/// Statements in a row that belong to one field of the document.
#[derive(Debug, Clone)]
struct Chunk {
    name: String,
    /// A field of the document itself, not a table with a head.
    field: bool,
    statements: Vec<Statement>,
}

impl Chunk {
    fn range(&self) -> Range<usize> {
        let start = self.statements.first().map_or(0, |first| first.whole.start);
        start..self.statements.last().map_or(start, |last| last.whole.end)
    }
}

impl<'s> File<'s> {
    fn of(source: &'s Source) -> Option<Self> {
        let text = source.text().trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let cut = statements::of(&text)?;
        let mut chunks: Vec<Chunk> = Vec::new();
        let mut head: Option<String> = None;
        for statement in cut.list {
            let first = statement.path.first()?.clone();
            if statement.kind != Kind::Field {
                head = Some(first.clone());
            }
            let (name, field) = match &head {
                Some(head) => (head.clone(), false),
                None => (first, true),
            };
            match chunks.last_mut() {
                Some(last) if last.name == name && last.field == field => last.statements.push(statement),
                _ => chunks.push(Chunk { name, field, statements: vec![statement] }),
            }
        }
        Some(Self { text, value: source.value().as_object()?, opening: cut.opening, chunks, closing: cut.closing })
    }

    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    /// All that the file says of a field of the document.
    fn of_field(&self, name: &str) -> (String, bool) {
        let chunks: Vec<&Chunk> = self.chunks.iter().filter(|chunk| chunk.name == name).collect();
        let text = chunks.iter().map(|chunk| lines(self.slice(chunk.range()))).collect();
        (text, chunks.iter().all(|chunk| chunk.field))
    }
}

/// A text that ends its last line.
fn lines(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

struct Weaver<'w> {
    merged: &'w Map<String, Value>,
    own: &'w File<'w>,
    other: Option<&'w File<'w>>,
    comments_lost: bool,
}

impl Weaver<'_> {
    fn woven(&mut self) -> Option<String> {
        // Fields come before the first head of a table, or they would be fields of that table.
        let mut fields: Vec<(String, String)> = Vec::new();
        let mut tables: Vec<(String, String)> = Vec::new();
        for chunk in &self.own.chunks {
            let Some(value) = self.merged.get(&chunk.name) else { continue };
            let stays = self.own.value.get(&chunk.name) == Some(value);
            let (text, field) = if stays {
                (lines(self.own.slice(chunk.range())), chunk.field)
            } else if fields.iter().chain(&tables).any(|(name, _)| *name == chunk.name) {
                continue;
            } else {
                self.changed(&chunk.name, value)?
            };
            if field { &mut fields } else { &mut tables }.push((chunk.name.clone(), text));
        }
        for (name, value) in self.merged {
            if self.own.value.contains_key(name) {
                continue;
            }
            let (text, field) = self.changed(name, value)?;
            let after = self.before_in_other(name, if field { &fields } else { &tables });
            if field { &mut fields } else { &mut tables }.insert(after, (name.clone(), text));
        }
        let mut out = self.own.slice(self.own.opening.clone()).to_owned();
        fields.iter().chain(&tables).for_each(|(_, text)| out.push_str(text));
        out.push_str(self.own.slice(self.own.closing.clone()));
        Some(out)
    }

    /// Where a field that only the other side has goes: behind the one that it follows there.
    fn before_in_other(&self, name: &str, placed: &[(String, String)]) -> usize {
        let chunks = self.other.map(|other| &other.chunks[..]).unwrap_or_default();
        let before = chunks.iter().take_while(|chunk| chunk.name != name).map(|chunk| &chunk.name);
        let mut at = None;
        for earlier in before {
            at = placed.iter().rposition(|(known, _)| known == earlier).map_or(at, |place| Some(place + 1));
        }
        at.unwrap_or(placed.len())
    }

    /// The text of a field that is not as on our side, and whether it is no table.
    fn changed(&mut self, name: &str, value: &Value) -> Option<(String, bool)> {
        if let Some(other) = self.other.filter(|other| other.value.get(name) == Some(value)) {
            return Some(other.of_field(name));
        }
        if let Some(text) = self.entries(name, value) {
            return Some((text, false));
        }
        let (before, _) = self.own.of_field(name);
        let first = self.own.chunks.iter().find(|chunk| chunk.name == name).and_then(|chunk| chunk.statements.first());
        let above = first.map(|first| self.own.slice(first.whole.start..first.start).to_owned()).unwrap_or_default();
        self.comments_lost |= before.get(above.len()..).is_some_and(|rest| rest.contains('#'));
        let text = rendered(name, value)?;
        let field = !text.trim_start().starts_with('[');
        Some((format!("{above}{text}"), field))
    }

    /// A list of tables, each with the text of the side that it is as.
    fn entries(&self, name: &str, value: &Value) -> Option<String> {
        let entries = value.as_array()?;
        let own = groups(self.own, name)?;
        let other = self.other.and_then(|other| groups(other, name)).unwrap_or_default();
        let mut out = String::new();
        for entry in entries {
            let same = |groups: &[Group]| groups.iter().find(|group| group.value == *entry).map(|group| lines(&group.text));
            let text = match same(&own).or_else(|| same(&other)) {
                Some(text) => text,
                None => self.entry(entry, &own, &other)?,
            };
            // Entries stand apart, also where one comes from the other file.
            if !out.is_empty() && !out.ends_with("\n\n") && !text.starts_with('\n') {
                out.push('\n');
            }
            out.push_str(&text);
        }
        Some(out)
    }

    /// An entry that both sides changed: field by field with the text of the side that it is as.
    fn entry(&self, entry: &Value, own: &[Group], other: &[Group]) -> Option<String> {
        let fields = entry.as_object()?;
        let alike = |group: &&Group| {
            let known = group.value.as_object();
            known.map_or(0, |known| known.iter().filter(|(name, value)| fields.get(*name) == Some(value)).count())
        };
        let mine = own.iter().max_by_key(alike).filter(|group| group.flat && alike(group) > 0)?;
        let theirs = other.iter().max_by_key(alike).filter(|group| group.flat && alike(group) > 0);
        let mut out = mine.head.clone();
        for (field, value) in fields {
            let same = |group: &Group| {
                let stays = group.value.get(field) == Some(value);
                group.fields.iter().find(|(known, _)| stays && known == field).map(|(_, text)| lines(text))
            };
            match same(mine).or_else(|| theirs.and_then(same)) {
                Some(text) => out.push_str(&text),
                None => out.push_str(&rendered(field, value)?),
            }
        }
        Some(out)
    }
}

/// An entry of a list of tables, as a file writes it.
struct Group {
    value: Value,
    text: String,
    /// The head with the comments above it.
    head: String,
    /// The texts of its fields.
    fields: Vec<(String, String)>,
    /// It has fields only, and no tables within.
    flat: bool,
}

/// The entries of a list that is written as tables with heads; `None` of any other field.
fn groups(file: &File<'_>, name: &str) -> Option<Vec<Group>> {
    let values = file.value.get(name)?.as_array()?;
    let mut out: Vec<Group> = Vec::new();
    let chunks = file.chunks.iter().filter(|chunk| chunk.name == name);
    for statement in chunks.flat_map(|chunk| &chunk.statements) {
        let text = file.slice(statement.whole.clone());
        let head = statement.kind == Kind::Entry && statement.path.len() == 1;
        if head {
            let value = values.get(out.len())?.clone();
            out.push(Group { value, text: text.to_owned(), head: lines(text), fields: Vec::new(), flat: true });
            continue;
        }
        let group = out.last_mut()?;
        group.text = format!("{}{text}", lines(&group.text));
        match (statement.kind, &statement.path[..]) {
            (Kind::Field, [field]) if group.flat => group.fields.push((field.clone(), text.to_owned())),
            _ => group.flat = false,
        }
    }
    (out.len() == values.len()).then_some(out)
}

/// A field written anew.
fn rendered(name: &str, value: &Value) -> Option<String> {
    let mut table = Map::new();
    table.insert(name.to_owned(), value.clone());
    ::toml::to_string_pretty(&table).ok()
}
