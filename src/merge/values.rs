//! Values: three versions of one become one, or a conflict is noted.

use std::collections::BTreeSet;
use std::ops::Range;

use serde_json::{Map, Value};

use super::keys;
use super::sequence::{Part, parts};
use crate::model::Pointer;

/// A field that can't be merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Conflict {
    /// What the sides did.
    pub clash: Clash,
    /// Where it stands in the source before both; `None` where it was not there.
    pub base: Option<Spot>,
    /// Where it stands on our side.
    pub ours: Option<Spot>,
    /// Where it stands on the other side.
    pub theirs: Option<Spot>,
}

/// A field of one of the sources, or a part of its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spot {
    /// The field.
    pub at: Pointer,
    /// Bytes of its text; `None` for the whole field.
    pub within: Option<Range<usize>>,
}

/// What the sides did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clash {
    /// Both changed it, or added it, in different ways.
    Changed,
    /// We deleted what they changed.
    OursGone,
    /// They deleted what we changed.
    TheirsGone,
    /// Both put the entries of a list in another order.
    Order,
}

/// One version of a field.
#[derive(Clone)]
struct Side<'v> {
    value: Option<&'v Value>,
    at: Pointer,
}

impl<'v> Side<'v> {
    fn spot(&self, within: Option<Range<usize>>) -> Option<Spot> {
        self.value.map(|_| Spot { at: self.at.clone(), within })
    }

    fn field(&self, name: &str) -> Self {
        Self { value: self.value.and_then(|value| value.get(name)), at: self.at.key(name) }
    }

    fn entry(&self, index: Option<usize>) -> Self {
        let index_or_end = index.unwrap_or(0);
        let value = index.and_then(|index| self.value.and_then(|value| value.get(index)));
        Self { value, at: self.at.index(index_or_end) }
    }
}

/// Base, ours and theirs.
type Three<'v> = [Side<'v>; 3];

/// Merges, and keeps the conflicts.
pub(super) struct Merger<'s> {
    schema: Option<&'s Value>,
    path: Vec<String>,
    conflicts: Vec<Conflict>,
}

impl<'s> Merger<'s> {
    pub fn new(schema: Option<&'s Value>) -> Self {
        Self { schema, path: Vec::new(), conflicts: Vec::new() }
    }

    /// The conflicts found.
    pub fn finish(self) -> Vec<Conflict> {
        self.conflicts
    }

    /// Three versions of a whole document. Where there is a conflict, our side stands in the outcome.
    pub fn documents(&mut self, base: &Value, ours: &Value, theirs: &Value) -> Value {
        let side = |value| Side { value: Some(value), at: Pointer::root() };
        self.field([side(base), side(ours), side(theirs)]).unwrap_or(Value::Null)
    }

    fn clash(&mut self, clash: Clash, three: &Three<'_>) -> Option<Value> {
        self.clash_within(clash, three, [None, None, None])
    }

    fn clash_within(&mut self, clash: Clash, three: &Three<'_>, within: [Option<Range<usize>>; 3]) -> Option<Value> {
        let [base, ours, theirs] = three;
        let [in_base, in_ours, in_theirs] = within;
        self.conflicts.push(Conflict { clash, base: base.spot(in_base), ours: ours.spot(in_ours), theirs: theirs.spot(in_theirs) });
        ours.value.cloned()
    }

    /// Three versions of a field that may be missing in each.
    fn field(&mut self, three: Three<'_>) -> Option<Value> {
        let [base, ours, theirs] = &three;
        if ours.value == theirs.value || base.value == theirs.value {
            return ours.value.cloned();
        }
        if base.value == ours.value {
            return theirs.value.cloned();
        }
        match (base.value, ours.value, theirs.value) {
            (_, Some(Value::Object(mine)), Some(Value::Object(others))) if base.value.is_none_or(Value::is_object) => {
                let names: Vec<&String> = mine.keys().chain(others.keys().filter(|name| !mine.contains_key(*name))).collect();
                let mut out = Map::new();
                for name in names {
                    self.path.push(name.clone());
                    if let Some(value) = self.field([base.field(name), ours.field(name), theirs.field(name)]) {
                        out.insert(name.clone(), value);
                    }
                    self.path.pop();
                }
                Some(Value::Object(out))
            }
            (_, Some(Value::Array(mine)), Some(Value::Array(others))) if base.value.is_none_or(Value::is_array) => {
                // A list that both began was empty before.
                let was = base.value.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
                let key = self.schema.and_then(|schema| keys::of(schema, &self.path));
                let named = key.and_then(|key| Some([names(was, &key)?, names(mine, &key)?, names(others, &key)?]));
                match named {
                    Some(named) => self.keyed(&three, &named),
                    None => self.entries(&three, [was, mine, others]),
                }
            }
            (Some(Value::String(was)), Some(Value::String(mine)), Some(Value::String(others))) => self.text(&three, [was, mine, others]),
            (Some(_), None, Some(_)) => self.clash(Clash::OursGone, &three),
            (Some(_), Some(_), None) => self.clash(Clash::TheirsGone, &three),
            _ => self.clash(Clash::Changed, &three),
        }
    }

    /// A list whose entries bear names.
    fn keyed(&mut self, three: &Three<'_>, [was, mine, others]: &[Vec<String>; 3]) -> Option<Value> {
        let common: BTreeSet<&String> = was.iter().filter(|name| mine.contains(name) && others.contains(name)).collect();
        let order = |names: &[String]| names.iter().filter(|name| common.contains(name)).cloned().collect::<Vec<_>>();
        let (first, second, third) = (order(was), order(mine), order(others));
        if second != first && third != first && second != third {
            return self.clash(Clash::Order, three);
        }
        let sequence = if third == first || second == third { woven(was, mine, others, true) } else { woven(was, others, mine, false) };
        let at = |names: &[String], name: &String| names.iter().position(|known| known == name);
        let mut out = Vec::new();
        for name in &sequence {
            let places = [at(was, name), at(mine, name), at(others, name)];
            let [base, ours, theirs] = three;
            let entry = [base.entry(places[0]), ours.entry(places[1]), theirs.entry(places[2])];
            out.extend(self.field(entry));
        }
        Some(Value::Array(out))
    }

    /// A list whose entries are known by what they say.
    fn entries(&mut self, three: &Three<'_>, [was, mine, others]: [&[Value]; 3]) -> Option<Value> {
        let mut out = Vec::new();
        for part in parts(was, mine, others) {
            match part {
                Part::Same(_, at, _) => out.extend(mine.get(at).cloned()),
                Part::Apart(b, o, t) => {
                    let slices = (&was[b.clone()], &mine[o.clone()], &others[t.clone()]);
                    match slices {
                        (before, ours, theirs) if before == theirs || ours == theirs => out.extend(ours.iter().cloned()),
                        (before, ours, theirs) if before == ours => out.extend(theirs.iter().cloned()),
                        (before, ours, theirs) if before.len() == ours.len() && ours.len() == theirs.len() => {
                            let [base, mine, other] = three;
                            for ((b, o), t) in b.zip(o).zip(t) {
                                out.extend(self.field([base.entry(Some(b)), mine.entry(Some(o)), other.entry(Some(t))]));
                            }
                        }
                        _ => return self.clash(Clash::Changed, three),
                    }
                }
            }
        }
        Some(Value::Array(out))
    }

    /// Rich text, paragraph by paragraph; a text of one paragraph is one thing.
    fn text(&mut self, three: &Three<'_>, texts: [&str; 3]) -> Option<Value> {
        let [was, mine, others] = texts.map(paragraphs);
        if was.len().max(mine.len()).max(others.len()) < 2 {
            return self.clash(Clash::Changed, three);
        }
        let mut out: Vec<String> = Vec::new();
        for part in parts(&was, &mine, &others) {
            match part {
                Part::Same(_, at, _) => out.extend(mine.get(at).cloned()),
                Part::Apart(b, o, t) => match (&was[b.clone()], &mine[o.clone()], &others[t.clone()]) {
                    (before, ours, theirs) if before == theirs || ours == theirs => out.extend(ours.iter().cloned()),
                    (before, ours, theirs) if before == ours => out.extend(theirs.iter().cloned()),
                    (before, ours, theirs) if before.len() == ours.len() && ours.len() == theirs.len() => {
                        for (at, ((before, ours), theirs)) in before.iter().zip(ours).zip(theirs).enumerate() {
                            match (before == theirs || ours == theirs, before == ours) {
                                (true, _) => out.push(ours.clone()),
                                (_, true) => out.push(theirs.clone()),
                                _ => {
                                    let one = |from: &Range<usize>| from.start + at..from.start + at + 1;
                                    let within = [stretch(&was, &one(&b)), stretch(&mine, &one(&o)), stretch(&others, &one(&t))];
                                    return self.clash_within(Clash::Changed, three, within);
                                }
                            }
                        }
                    }
                    _ => {
                        let within = [stretch(&was, &b), stretch(&mine, &o), stretch(&others, &t)];
                        return self.clash_within(Clash::Changed, three, within);
                    }
                },
            }
        }
        let end = if texts[1].ends_with('\n') { "\n" } else { "" };
        Some(Value::String(out.join("\n\n") + end))
    }
}

/// A rich text, cut at its empty lines.
fn paragraphs(text: &str) -> Vec<String> {
    text.trim_end_matches('\n').split("\n\n").map(str::to_owned).collect()
}

/// The bytes of a rich text that some of its paragraphs take up; `None` for none of them.
fn stretch(paragraphs: &[String], some: &Range<usize>) -> Option<Range<usize>> {
    let length = |some: &[String]| some.iter().map(|paragraph| paragraph.len() + 2).sum::<usize>();
    let start = length(paragraphs.get(..some.start)?);
    let inside = length(paragraphs.get(some.clone())?);
    (inside > 0).then(|| start..start + inside - 2)
}

/// The names of a list's entries; `None` when one has none, or two have the same.
fn names(entries: &[Value], key: &str) -> Option<Vec<String>> {
    let names: Vec<String> = entries.iter().map(|entry| entry.get(key).map(Value::to_string)).collect::<Option<_>>()?;
    let unlike: BTreeSet<&String> = names.iter().collect();
    (unlike.len() == names.len()).then_some(names)
}

/// The names of both sides, in the order of the side that leads; the other's new ones at the same place, ours first.
fn woven(was: &[String], leading: &[String], other: &[String], ours_lead: bool) -> Vec<String> {
    let known = |names: &[String], name: &String| names.contains(name);
    let mut out: Vec<String> = Vec::new();
    for part in parts(was, leading, other) {
        match part {
            Part::Same(_, at, _) => out.extend(leading.get(at).cloned()),
            Part::Apart(_, lead, rest) => {
                let more = other[rest].iter().filter(|name| !known(leading, name)).cloned();
                let lead = leading[lead].iter().cloned();
                if ours_lead {
                    out.extend(lead.chain(more));
                } else {
                    let (old, new): (Vec<String>, Vec<String>) = more.partition(|name| known(was, name));
                    let (kept, fresh): (Vec<String>, Vec<String>) = lead.partition(|name| known(was, name));
                    out.extend(kept.into_iter().chain(old).chain(new).chain(fresh));
                }
            }
        }
    }
    let mut seen = BTreeSet::new();
    out.retain(|name| seen.insert(name.clone()));
    out
}
