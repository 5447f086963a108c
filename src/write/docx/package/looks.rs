//! Looks turns properties of paragraphs, runs, cells, rows and tables into the text that they are written as, once.

use std::cell::RefCell;
use std::rc::Rc;

use docx_rs::{BuildXML, ParagraphProperty, RunProperty, TableCellProperty, TableProperty, TableRowProperty};

use super::super::xml::Element;
use super::unused::Used;
use super::{read, repair};

/// Most properties of a sort that are kept.
const MOST: usize = 96;

/// Properties as they are written.
#[derive(Default)]
pub(super) struct Look {
    pub text: String,
    /// The byte of the text where the attributes of a change belong.
    pub change: Option<usize>,
    /// What they name.
    pub used: Used,
    /// How many columns a cell with them reaches over.
    pub span: usize,
}

impl Look {
    /// The look of properties, with more among them.
    ///
    /// # Errors
    /// When docx-rs built something that is not XML.
    pub fn of(properties: &impl BuildXML, more: impl IntoIterator<Item = Element>) -> Result<Self, String> {
        let properties = repair::properties(read("properties", &properties.build())?, more);
        let Some(mut properties) = properties else { return Ok(Self { span: 1, ..Self::default() }) };
        let mut used = Used::default();
        used.collect(&properties);
        let span = repair::span_of(&properties);
        bare_changes(&mut properties);
        let text = properties.to_text();
        let change = ["<w:ins/>", "<w:del/>"].iter().find_map(|bare| Some(text.find(bare)? + bare.len() - "/>".len()));
        Ok(Self { text, change, used, span })
    }
}

/// Takes from changes what docx-rs writes about them.
fn bare_changes(element: &mut Element) {
    if matches!(element.name.as_str(), "w:ins" | "w:del") {
        element.attributes.clear();
    }
    element.elements_mut().for_each(bare_changes);
}

/// Looks by what they are the looks of; those that are asked for often come first.
pub(super) struct Known<K>(Vec<(K, Rc<Look>)>);

impl<K> Default for Known<K> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<K> Known<K> {
    /// The look that is known for what is asked, made where it is not.
    ///
    /// # Errors
    /// As making it.
    pub fn get(&mut self, is: impl Fn(&K) -> bool, make: impl FnOnce() -> Result<(K, Look), String>) -> Result<Rc<Look>, String> {
        if let Some(at) = self.0.iter().position(|(known, _)| is(known)) {
            self.0.swap(at, at / 2);
            return self.0.get(at / 2).map(|(_, look)| Rc::clone(look)).ok_or_else(String::new);
        }
        let (key, look) = make()?;
        let look = Rc::new(look);
        self.0.truncate(MOST - 1);
        self.0.push((key, Rc::clone(&look)));
        Ok(look)
    }
}

/// The looks of documents written on this thread.
#[derive(Default)]
pub(super) struct Looks {
    pub paragraphs: Known<ParagraphProperty>,
    pub runs: Known<RunProperty>,
    pub cells: Known<TableCellProperty>,
    /// With the columns left after the last cell, and whether the row is repeated.
    pub rows: Known<(TableRowProperty, usize, bool)>,
    /// With whether the first row and the first cells head the others.
    pub tables: Known<(TableProperty, bool, bool)>,
}

thread_local! {
    pub(super) static LOOKS: RefCell<Looks> = RefCell::default();
}
