//! The heads of the pages: a head is one thing in one place, so each line is compared with the one that says the same fact.

use crate::compare::align::Aligned;
use crate::compare::says::plain;
use crate::compare::script::Step;
use crate::compare::{same, shape};
use crate::model::{Anchor, ChangeKind, Line, Origin, Part, Tree, Weight};

use super::Builder;
use super::pairing::paired;

impl Builder<'_> {
    pub(super) fn heads(&mut self, old: &Tree, new: &Tree) {
        if same::heads(&old.head, &new.head) {
            return;
        }
        self.redline.former_head = Some(old.head.clone());
        let lines = |tree: &Tree| -> Vec<Line> {
            let head = &tree.head;
            head.parties.iter().chain(&head.facts).chain(std::iter::once(&head.short_title)).cloned().collect()
        };
        let (olds, news) = (lines(old), lines(new));
        for step in lines_aligned(&olds, &news).steps {
            let side = |lines: &[Line], at: usize, anchor: &Anchor| {
                let line = lines.get(at)?;
                Some((anchor.clone(), line.0.first()?.origin.clone(), line.text()))
            };
            let (left, right) = match step {
                Step::Both(a, b) => (side(&olds, a, &old.title.anchor), side(&news, b, &new.title.anchor)),
                Step::Old(a) => (side(&olds, a, &old.title.anchor), None),
                Step::New(b) => (None, side(&news, b, &new.title.anchor)),
            };
            let kind = match (&left, &right) {
                (Some(left), Some(right)) if plain(&left.2) == plain(&right.2) => continue,
                (Some(_), Some(_)) => ChangeKind::Reworded,
                (Some(_), None) => ChangeKind::Deleted,
                (None, Some(_)) => ChangeKind::Inserted,
                (None, None) => continue,
            };
            self.note(
                kind,
                Part::Head,
                left.as_ref().map(|(anchor, origin, text)| (anchor, origin, text.clone())),
                right.as_ref().map(|(anchor, origin, text)| (anchor, origin, text.clone())),
                Weight::Administrative,
            );
        }
    }
}

/// Pairs lines by the field that they come from, and then by what they say.
pub(super) fn lines_aligned(old: &[Line], new: &[Line]) -> Aligned {
    let fields = |lines: &[Line]| lines.iter().map(field).collect::<Vec<_>>();
    let (old_fields, new_fields) = (fields(old), fields(new));
    let (old, new): (Vec<_>, Vec<_>) = (old.iter().zip(&old_fields).collect(), new.iter().zip(&new_fields).collect());
    let same = |old: &(&Line, &Option<String>), new: &(&Line, &Option<String>)| old.1 == new.1 && same::line(old.0, new.0);
    paired(&old, &new, same, |(line, field), vocabulary| shape::line(line, field.as_deref(), vocabulary))
}

/// The name of the field that a line comes from, without the places of lists.
fn field(line: &Line) -> Option<String> {
    let pointer = line.0.iter().find_map(|run| if let Origin::Field(pointer) = &run.origin { Some(pointer) } else { None })?;
    pointer.steps().filter(|step| !step.bytes().all(|byte| byte.is_ascii_digit())).last()
}
