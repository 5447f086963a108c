//! Forms: how pages lie and how tables are set, told in words, since no marked word can show them.

use crate::compare::listed::language_of;
use crate::diag::Message;
use crate::model::{Alignment, Block, ChangeKind, Former, Orientation, Part, Table, Tree, Weight};

use super::Builder;

impl Builder<'_> {
    /// Notes that the pages lie another way.
    pub(super) fn orientation(&mut self, old: &Tree, new: &Tree) {
        if old.orientation == new.orientation {
            return;
        }
        self.redline.former_orientation = Some(old.orientation);
        let text = |tree: &Tree| {
            let message = match tree.orientation {
                Orientation::Portrait => Message::new("stående sidor", "portrait pages"),
                Orientation::Landscape => Message::new("liggande sidor", "landscape pages"),
            };
            message.text(language_of(new)).to_owned()
        };
        let origin = |tree: &Tree| tree.title.title.0.first().or(tree.title.document_type.0.first()).map(|run| run.origin.clone());
        let (Some(before), Some(now)) = (origin(old), origin(new)) else { return };
        self.note(
            ChangeKind::Reformed,
            Part::Pages,
            Some((&old.title.anchor, &before, text(old))),
            Some((&new.title.anchor, &now, text(new))),
            Weight::Form,
        );
    }

    /// Notes that the columns of a table are set otherwise, or that its rows have headers or none.
    pub(super) fn table_of_another_form(&mut self, (old, before): (&Block, &Table), (new, now): (&Block, &Table)) {
        let alignments = before.columns.iter().map(|column| column.alignment).collect();
        self.redline.former.insert(new.anchor.clone(), Former::Table { alignments, row_headers: before.row_headers });
        let language = language_of(self.trees.1);
        let said = |table: &Table, other: &Table| {
            let columns = table.columns.iter().zip(&other.columns).enumerate().filter(|(_, (own, other))| own.alignment != other.alignment);
            let mut told: Vec<Message> = columns.map(|(at, (own, _))| column(at + 1, own.alignment)).collect();
            if table.row_headers != other.row_headers {
                told.push(if table.row_headers {
                    Message::new("första cellen är radens rubrik", "the first cell heads its row")
                } else {
                    Message::new("raderna har ingen rubrik", "rows have no header")
                });
            }
            told.iter().map(|message| message.text(language)).collect::<Vec<_>>().join(", ")
        };
        self.reformed(Part::Table, (old, said(before, now)), (new, said(now, before)));
    }
}

fn column(number: usize, alignment: Alignment) -> Message {
    match alignment {
        Alignment::Left => Message::new(format!("kolumn {number} vänsterställd"), format!("column {number} flush left")),
        Alignment::Right => Message::new(format!("kolumn {number} högerställd"), format!("column {number} flush right")),
    }
}
