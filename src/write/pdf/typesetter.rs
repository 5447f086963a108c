//! The typesetter turns the layout and its data into the bytes of a PDF.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, PoisonError};

use typst::diag::{FileError, FileResult, Severity, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration, Label, Selector, Smart};
use typst::introspection::Introspector;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::{LazyHash, PicoStr};
use typst::{Feature, Library, LibraryExt, World, WorldExt};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::data::Data;
use super::internal_fault;
use super::memory::Job;
use crate::diag::{Diagnostic, Message, Place};
use crate::theme::{FontData, Theme};

/// A document set in type.
pub(super) struct Set<'a> {
    theme: &'a Theme,
    shelf: Shelf,
    document: PagedDocument,
    _job: Job,
}

/// Sets the data in type.
///
/// # Errors
/// When typst fails or warns; each error and warning becomes a fault of ours with its place in the layout.
pub(super) fn set(theme: &Theme, data: Data) -> Result<Set<'_>, Vec<Diagnostic>> {
    let job = Job;
    let shelf = Shelf::new(theme, data);
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&shelf);
    let mut document = output.map_err(|errors| faults(theme, &shelf, &errors))?;
    if !warnings.is_empty() {
        return Err(faults(theme, &shelf, &warnings));
    }
    if let Some(about) = &shelf.data.about {
        let told = document.info_mut();
        told.title = Some(about.title.as_str().into());
        told.author = about.authors.iter().map(|author| author.as_str().into()).collect();
        told.keywords = about.keywords.iter().map(|keyword| keyword.as_str().into()).collect();
        told.date = Smart::Custom(Some(about.date));
    }
    Ok(Set { theme, shelf, document, _job: job })
}

impl Set<'_> {
    /// The bytes of the PDF. `id` names the document in the file's identifier.
    ///
    /// # Errors
    /// When the pages can't be said in PDF/A and PDF/UA.
    pub fn pdf(&self, id: &str) -> Result<Vec<u8>, Vec<Diagnostic>> {
        // Only PDF/A-3 may carry a file of any sort (ISO 19005-3, 6.8).
        let archive = if self.shelf.data.source.is_some() { PdfStandard::A_3a } else { PdfStandard::A_2a };
        let standards = PdfStandards::new(&[archive, PdfStandard::Ua_1])
            .map_err(|error| vec![internal_fault(Place::File(self.theme.layout_file.clone()), both(error.message()))])?;
        let options = PdfOptions {
            ident: Smart::Custom(id.to_owned()),
            creator: Smart::Custom(Some(format!("Kansli {} (Typst {})", env!("CARGO_PKG_VERSION"), typst::utils::version().raw()))),
            standards,
            ..PdfOptions::default()
        };
        typst_pdf::pdf(&self.document, &options).map_err(|errors| faults(self.theme, &self.shelf, &errors))
    }

    /// Where the layout drew the rooms for signatures, in the order of the document: the page, from 1, and the distances
    /// in points from its left and upper edges.
    pub fn signature_rooms(&self) -> Vec<(usize, f64, f64)> {
        let Some(label) = Label::new(PicoStr::intern("signature-room")) else { return Vec::new() };
        let introspector = self.document.introspector();
        let marks = introspector.query(&Selector::Label(label));
        let positions = marks.iter().filter_map(|mark| introspector.position(mark.location()?));
        positions.map(|at| (at.page.get(), at.point.x.to_pt(), at.point.y.to_pt())).collect()
    }

    /// Adds keywords to the PDF's properties.
    pub fn add_keywords(&mut self, keywords: impl IntoIterator<Item = String>) {
        self.document.info_mut().keywords.extend(keywords.into_iter().map(Into::into));
    }

    /// The pages, in order.
    pub fn pages(&self) -> &[Page] {
        self.document.pages()
    }
}

fn faults(theme: &Theme, shelf: &Shelf, found: &[SourceDiagnostic]) -> Vec<Diagnostic> {
    found.iter().map(|found| fault(theme, shelf, found)).collect()
}

fn both(text: &str) -> Message {
    Message::new(text, text)
}

fn fault(theme: &Theme, shelf: &Shelf, found: &SourceDiagnostic) -> Diagnostic {
    let place = match shelf.range(found.span) {
        Some(range) if found.span.id() == Some(*LAYOUT) => Place::Text { file: theme.layout_file.clone(), range },
        _ => Place::File(theme.layout_file.clone()),
    };
    let mut text = match found.severity {
        Severity::Error => found.message.to_string(),
        Severity::Warning => format!("typst warns: {}", found.message),
    };
    for hint in &found.hints {
        text.push_str("; ");
        text.push_str(&hint.v);
    }
    internal_fault(place, both(&text))
}

fn named(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("a fixed name is a path");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

// Typst keeps names of files for ever, in a table of 65,535: these five serve every document.
static LAYOUT: LazyLock<FileId> = LazyLock::new(|| named("layout.typ"));
static TREE: LazyLock<FileId> = LazyLock::new(|| named("tree.json"));
static THEME: LazyLock<FileId> = LazyLock::new(|| named("theme.json"));
static HEAD: LazyLock<FileId> = LazyLock::new(|| named("head.json"));
static SOURCE: LazyLock<FileId> = LazyLock::new(|| named("source"));
/// With the functions that say which cells head a row: they are still called a feature.
static LIBRARY: LazyLock<LazyHash<Library>> =
    LazyLock::new(|| LazyHash::new(Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build()));

/// Fonts that lie in the binary, with where they lie. They stay there, so the same address is the same font.
static FONTS: Mutex<Vec<(usize, Font)>> = Mutex::new(Vec::new());

fn font(data: &FontData) -> Option<Font> {
    let Cow::Borrowed(bytes) = data.0 else {
        return Font::new(Bytes::new(data.0.clone()), 0);
    };
    let address = bytes.as_ptr().addr();
    let mut fonts = FONTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, font)) = fonts.iter().find(|(at, font)| *at == address && font.data().len() == bytes.len()) {
        return Some(font.clone());
    }
    let font = Font::new(Bytes::new(bytes), 0)?;
    fonts.push((address, font.clone()));
    Some(font)
}

/// What is added behind a layout so that the PDF carries the source. No layout need know of it, and no place in the
/// layout moves.
const CARRY: &str = "\n#pdf.attach(tree.source.name, read(\"source\", encoding: none), relationship: \"source\", \
                     mime-type: tree.source.media_type, description: tree.source.description)\n";

/// All that typst may see: the layout, three files of data, the source where it is carried, and the theme's fonts. No clock, no disk, no network.
struct Shelf {
    layout: Source,
    data: Data,
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
}

impl Shelf {
    fn new(theme: &Theme, data: Data) -> Self {
        let fonts: Vec<Font> = theme.font_data.iter().filter_map(font).collect();
        let book = LazyHash::new(FontBook::from_fonts(&fonts));
        let layout = match data.source {
            Some(_) => format!("{}{CARRY}", theme.layout),
            None => theme.layout.clone(),
        };
        Self { layout: Source::new(*LAYOUT, layout), data, fonts, book }
    }
}

impl World for Shelf {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        *LAYOUT
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == *LAYOUT { Ok(self.layout.clone()) } else { Err(FileError::NotFound(PathBuf::new())) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == *TREE {
            Ok(self.data.tree.clone())
        } else if id == *THEME {
            Ok(self.data.theme.clone())
        } else if id == *HEAD {
            Ok(self.data.head.clone())
        } else {
            self.data.source.clone().filter(|_| id == *SOURCE).ok_or_else(|| FileError::NotFound(PathBuf::new()))
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
