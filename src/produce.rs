//! Production turns one source into files' bytes: check → assemble → write the Word file → write the PDF → certify.
//!
//! No file is read or written here, apart from templates, themes and fonts through [`World`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::assemble::assemble;
use crate::certify::{self, PagesOf, Sources};
use crate::check::{self, CheckOptions, Coverage};
use crate::diag::{Checked, Diagnostic, Message, Place, codes, shortened};
use crate::kind::Kind;
use crate::model::{Clearance, FileSigning, Hash, KindId, Line, Origin, Period, Pointer, Record, Run, Style, Tree};
use crate::read::{Format, Source};
use crate::theme::{DEFAULT_THEME, Theme};
use crate::world::World;
use crate::write::docx::{Byline, Bylines};
use crate::write::{self, EmbeddedSource, Extras, FORMATS, PictureFormat, Pictures, Provenance, Written};

/// The ending of the certificate's file.
pub const CERTIFICATE: &str = "certificate.json";

/// A kind, or what is wrong with its files.
type Loaded = Result<Arc<Kind>, Vec<Diagnostic>>;

/// Makes documents. Kinds, theme and fonts are loaded once, however many sources there are.
pub struct Producer<'w> {
    world: &'w dyn World,
    known: Vec<KindId>,
    kinds: Mutex<BTreeMap<KindId, Loaded>>,
    theme: Theme,
    coverage: Coverage,
}

/// What to make of a source.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// How strictly to check.
    pub options: CheckOptions,
    /// What a store knows of the version; empty for a file outside one.
    pub record: Record,
    /// Names of the formats wanted, out of [`FORMATS`].
    pub formats: Vec<&'static str>,
    /// Date of the files' metadata when the document has none, ISO 8601.
    pub date: Option<String>,
    /// What a meeting calls the copy that is made, such as "Bilaga 3": one line, no control character. It stands on the
    /// first page and is no part of the document.
    pub label: Option<String>,
    /// What stands in the head of each later page of a copy for signing on paper: whose it is, shortly; likewise no part of the document.
    pub running: Option<String>,
    /// Pictures of the PDF's pages, whether or not the PDF itself is wanted.
    pub pages: Option<Pictures>,
    /// Whether the PDF carries the source.
    pub embed_source: bool,
}

/// One file's bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    /// Name of the format, out of [`FORMATS`] or of the pictures; [`CERTIFICATE`] for the certificate.
    pub format: &'static str,
    /// How the file's name ends, without a dot before it: `docx`, `pdf`, `png`, `certificate.json`.
    pub ending: &'static str,
    /// The page, from 1, that a picture shows, and how many there are.
    pub page: Option<(usize, usize)>,
    /// The whole file.
    pub bytes: Vec<u8>,
}

impl Output {
    /// The file's name: `lmr.pdf`, or `lmr-01.png` for the first of ten pages or more, so that names sort as pages do.
    pub fn name(&self, stem: &str) -> String {
        let ending = self.ending;
        match self.page {
            Some((number, of)) => format!("{stem}-{number:0width$}.{ending}", width = of.to_string().len()),
            None => format!("{stem}.{ending}"),
        }
    }
}

impl<'w> Producer<'w> {
    /// Gets ready to make documents in the standard theme.
    ///
    /// # Errors
    /// When the theme's own files are at fault.
    pub fn new(world: &'w dyn World) -> Result<Self, Vec<Diagnostic>> {
        Self::with_theme(world, DEFAULT_THEME)
    }

    /// Gets ready to make documents in the theme of that name, one of [`Theme::all`].
    ///
    /// # Errors
    /// When the theme's own files are at fault.
    pub fn with_theme(world: &'w dyn World, theme: &str) -> Result<Self, Vec<Diagnostic>> {
        let theme = Theme::load(world, theme)?;
        let fonts: Vec<_> = theme.fonts.files.iter().filter_map(|name| world.font(name).map(|bytes| (name.as_str(), bytes))).collect();
        let coverage = Coverage::of_faces(fonts.iter().map(|(name, bytes)| (*name, bytes.as_ref())))?;
        Ok(Self { world, known: Kind::all(world), kinds: Mutex::default(), theme, coverage })
    }

    /// Checks a source: its kind, its schema, all rules, and that it can be assembled. Every fault is told at once, but
    /// for those of assembling, which need a document without others.
    pub fn check(&self, source: &Source, options: &CheckOptions, record: &Record) -> Checked<Tree> {
        match self.kind_of(source) {
            Ok(kind) => check::check(source, &kind, &self.coverage, options)
                .and_then(|passed| assemble(&passed.document, &passed.rich, &kind, record)),
            Err(faults) => Checked { output: Err(faults), warnings: Vec::new() },
        }
    }

    /// Checks a source for signing; the proof that nothing is in the way when there is no error.
    pub fn clearance(&self, source: &Source) -> Checked<Clearance> {
        let Checked { output, warnings } =
            self.check(source, &CheckOptions { for_signing: true, ..CheckOptions::default() }, &Record::default());
        let proof = |kind: Arc<Kind>| Clearance::proven(source.hash().clone(), kind.hash.clone());
        Checked { output: output.and_then(|_| self.kind_of(source).map(proof)), warnings }
    }

    /// Makes the files that are asked for, and the certificate that they say the same as the document, and so as each
    /// other. The certificate comes last and covers the files asked for. The Word file is always made: the PDF carries
    /// its hash, so that the same source gives the same PDF whatever else is asked for.
    ///
    /// # Errors
    /// When the source has faults, when the label holds a character that the fonts lack (`missing-glyph`), when there is neither a date in the document nor one in the request
    /// (`date-needed`), when a format can't express the document, or when a file says something else than the
    /// document (`outputs-disagree`).
    pub fn produce(&self, source: &Source, request: &Request) -> Checked<Vec<Output>> {
        let kind = match self.kind_of(source) {
            Ok(kind) => kind,
            Err(faults) => return Checked { output: Err(faults), warnings: Vec::new() },
        };
        self.check(source, &request.options, &request.record).and_then(|mut tree| {
            let mut warnings = Vec::new();
            if let Some(fault) = request.label.iter().chain(&request.running).find_map(|label| self.undrawn(source, label)) {
                return Checked { output: Err(vec![fault]), warnings };
            }
            tree.head.label.clone_from(&request.label);
            if let Some(text) = &request.running {
                let run = Run { text: text.clone(), style: Style::default(), origin: Origin::Field(Pointer::root()) };
                tree.head.running.insert(0, Line(vec![run]));
                tree.metadata.signing = Some(FileSigning::Ink);
            }
            let output = self.outputs(source, &kind, &tree, request, &mut warnings);
            Checked { output, warnings }
        })
    }

    /// Makes the files of a document that was derived from others, such as a synopsis, and their certificate, as
    /// [`Producer::produce`] does. `source` stands for what it was derived from, and `like` has its kind.
    ///
    /// # Errors
    /// As [`Producer::produce`], but for faults of a source.
    pub fn derived(&self, tree: &Tree, source: &Source, like: &Source, request: &Request) -> Result<Vec<Output>, Vec<Diagnostic>> {
        let kind = self.kind_of(like)?;
        self.outputs(source, &kind, tree, request, &mut Vec::new())
    }

    /// Makes the files of a redline: Word tracks the changes of `redline` for itself; the other formats show `shown`, which
    /// may hold more than the redline. Working papers have no certificate. The request's pictures, label and
    /// embedded source are of no concern here. Without `bylines` the program stands beside the changes, on the document's day.
    ///
    /// # Errors
    /// When there is no date in either place (`date-needed`), or a format can't express the redline.
    pub fn redlined(
        &self,
        (redline, shown): (&Tree, &Tree),
        source: &Source,
        like: &Source,
        request: &Request,
        bylines: Option<&Bylines>,
    ) -> Result<Vec<Output>, Vec<Diagnostic>> {
        let kind = self.kind_of(like)?;
        let provenance = self.provenance(source, &kind, redline, request)?;
        let of_day = || Some(Bylines { last: Byline::of_day(&provenance.date)?, parts: std::collections::BTreeMap::new() });
        let bylines = bylines.cloned().or_else(of_day).ok_or_else(|| vec![date_needed(source)])?;
        let mut outputs = Vec::new();
        for format in FORMATS.iter().filter(|format| request.formats.contains(&format.name)) {
            let written = match format.name {
                "docx" => write::docx::redline_by(redline, &self.theme, &provenance, &bylines),
                _ => (format.write)(shown, &self.theme, &provenance),
            };
            let bytes = written.map_err(|faults| in_source(faults, redline, source))?.bytes;
            outputs.push(Output { format: format.name, ending: format.ending, page: None, bytes });
        }
        Ok(outputs)
    }

    fn provenance(&self, source: &Source, kind: &Kind, tree: &Tree, request: &Request) -> Result<Provenance, Vec<Diagnostic>> {
        let exists = |date: &&String| Period::parse_date(date).is_some();
        let date = tree.metadata.date.as_ref().filter(exists).or(request.date.as_ref().filter(exists));
        Ok(Provenance {
            source: source.hash().clone(),
            kind: kind.hash.clone(),
            theme: self.theme.hash.clone(),
            date: date.ok_or_else(|| vec![date_needed(source)])?.clone(),
            docx: None,
        })
    }

    fn outputs(
        &self,
        source: &Source,
        kind: &Kind,
        tree: &Tree,
        request: &Request,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<Vec<Output>, Vec<Diagnostic>> {
        let mut provenance = self.provenance(source, kind, tree, request)?;
        let (mut outputs, mut pages) = (Vec::new(), Vec::new());
        for format in FORMATS {
            let wanted = request.formats.contains(&format.name);
            let pictures = request.pages.filter(|_| format.name == "pdf");
            if !wanted && format.name != "docx" && pictures.is_none() {
                continue;
            }
            let written = if format.name == "pdf" {
                let ending = match source.format() {
                    Format::Toml => "toml",
                    Format::Json => "json",
                };
                let embedded = EmbeddedSource { ending, bytes: source.text().as_bytes() };
                let version = request.record.stored.as_ref();
                let extras = Extras { pictures, source: request.embed_source.then_some(embedded), version };
                pdf(tree, &self.theme, &provenance, &extras).map(|(written, drawn)| {
                    pages = drawn;
                    written
                })
            } else {
                (format.write)(tree, &self.theme, &provenance)
            };
            let Written { bytes, warnings: lost } = written.map_err(|faults| in_source(faults, tree, source))?;
            if format.name == "docx" {
                provenance.docx = Some(Hash::of(&bytes));
            }
            if wanted {
                warnings.extend(in_source(lost, tree, source));
            }
            if wanted || pictures.is_some() {
                outputs.push(Output { format: format.name, ending: format.ending, page: None, bytes });
            }
        }
        let certificate = self.certificate(source, kind, tree, &outputs, request, &pages)?;
        outputs.retain(|output| request.formats.contains(&output.format));
        let count = pages.len();
        let ending = request.pages.map_or("", |pictures| pictures.format.ending());
        outputs.extend(pages.into_iter().enumerate().map(|(at, bytes)| Output {
            format: ending,
            ending,
            page: Some((at + 1, count)),
            bytes,
        }));
        outputs.push(Output { format: CERTIFICATE, ending: CERTIFICATE, page: None, bytes: certificate });
        Ok(outputs)
    }

    /// Reads the outputs back and certifies that they say what the tree says. A PDF that is only made for the pictures of
    /// its pages is read back too, and then named as theirs.
    fn certificate(
        &self,
        source: &Source,
        kind: &Kind,
        tree: &Tree,
        outputs: &[Output],
        request: &Request,
        pages: &[Vec<u8>],
    ) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let sources = Sources {
            source: source.hash().clone(),
            kind: kind.hash.clone(),
            program: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
            embedded: request.embed_source.then(|| source.text().as_bytes().to_vec()),
        };
        let outputs: Vec<_> = outputs.iter().map(|output| certify::Output { format: output.format, bytes: &output.bytes }).collect();
        let mut certificate = certify::certify(tree, &self.theme, &sources, &outputs)
            .map_err(|differences| differences.iter().map(|difference| difference.diagnostic(source.file())).collect::<Vec<_>>())?;
        certificate.pages = request.pages.and_then(|Pictures { format, resolution }| {
            let pdf = certificate.outputs.iter().find(|output| output.format == "pdf")?;
            Some(PagesOf {
                format: format.ending().to_owned(),
                resolution: (format == PictureFormat::Png).then_some(resolution),
                pdf: pdf.sha256.clone(),
                sha256: pages.iter().map(|bytes| Hash::of(bytes)).collect(),
            })
        });
        certificate.outputs.retain(|output| request.formats.contains(&output.format.as_str()));
        match serde_json::to_string_pretty(&certificate) {
            Ok(text) => Ok((text + "\n").into_bytes()),
            Err(error) => Err(vec![no_certificate(source, &error)]),
        }
    }

    /// What is wrong with a label that the theme's fonts can't draw.
    fn undrawn(&self, source: &Source, label: &str) -> Option<Diagnostic> {
        let character = label.chars().find(|character| character.is_control() || !self.coverage.has(*character))?;
        let (label, code) = (shortened(label), u32::from(character));
        let message = Message::new(
            format!("beteckningen ”{label}” innehåller ett tecken som typsnittet saknar (U+{code:04X})"),
            format!("the label “{label}” holds a character that the font lacks (U+{code:04X})"),
        );
        let fault = Diagnostic::error(codes::MISSING_GLYPH, Place::File(source.file().clone()), message);
        Some(fault.hint("välj ett annat tecken", "choose another character"))
    }

    /// The kind that a source says it is.
    ///
    /// # Errors
    /// When it names none that there is, or one with faults of its own.
    pub fn kind_of(&self, source: &Source) -> Result<Arc<Kind>, Vec<Diagnostic>> {
        let id = check::kind_of(source, &self.known)?;
        // Whoever comes first loads the kind; a panic while loading leaves no half-made entry.
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = kinds.entry(id.clone()).or_insert_with(|| Kind::load(self.world, &id).map(Arc::new)).clone();
        loaded.map_err(|faults| std::iter::once(faulty_kind(source, &id)).chain(faults).collect())
    }
}

/// What a drafter needs to know before the faults of the kind, which are somebody else's to correct.
fn faulty_kind(source: &Source, id: &KindId) -> Diagnostic {
    let place = Place::value(source.file(), Pointer::root().key("kind"));
    let message = Message::new(
        format!("slaget ”{id}” har fel i sina egna filer, så dokumentet går inte att kontrollera"),
        format!("the kind “{id}” has faults in its own files, so the document can't be checked"),
    );
    Diagnostic::error(codes::KIND_FAULT, place, message).hint(
        "felen ligger i mallen och inte i dokumentet; säg till den som sköter mallarna (kansli kind check visar dem)",
        "the faults lie in the template, not in the document; tell whoever looks after the templates (kansli kind check shows them)",
    )
}

/// A PDF and the pictures of its pages.
type Pictured = Result<(Written, Vec<Vec<u8>>), Vec<Diagnostic>>;

#[cfg(feature = "pdf")]
fn pdf(tree: &Tree, theme: &Theme, provenance: &Provenance, extras: &Extras<'_>) -> Pictured {
    crate::write::pdf::write_with(tree, theme, provenance, extras)
}

/// Without the PDF writer there is no row for PDF among the formats, so nobody comes here.
#[cfg(not(feature = "pdf"))]
fn pdf(_: &Tree, _: &Theme, _: &Provenance, _: &Extras<'_>) -> Pictured {
    Err(Vec::new())
}

/// A writer knows the document by its id and not by its file: what it tells of the document is told of the source.
fn in_source(mut diagnostics: Vec<Diagnostic>, tree: &Tree, source: &Source) -> Vec<Diagnostic> {
    let told_of = |place: &mut Place| {
        let (Place::File(file) | Place::Field { file, .. } | Place::Text { file, .. }) = place;
        if file.as_str() == tree.metadata.id {
            *file = source.file().clone();
        }
    };
    for diagnostic in &mut diagnostics {
        told_of(&mut diagnostic.place);
        diagnostic.related.iter_mut().for_each(|(place, _)| told_of(place));
    }
    diagnostics
}

fn date_needed(source: &Source) -> Diagnostic {
    let message = Message::new(
        "dokumentet har inget datum, och filernas metadata behöver ett",
        "the document has no date, and the files' metadata need one",
    );
    Diagnostic::error(codes::DATE_NEEDED, Place::File(source.file().clone()), message).hint(
        "kör igen med dagens datum, till exempel --date 2021-03-15 (det skrivs inte ut på sidorna), eller ge dokumentet ett: date = \"2021-03-15\"",
        "run again with today's date, such as --date 2021-03-15 (it is not printed on the pages), or give the document one: date = \"2021-03-15\"",
    )
}

fn no_certificate(source: &Source, error: &serde_json::Error) -> Diagnostic {
    Diagnostic::error(
        codes::INTERNAL_FAULT,
        Place::File(source.file().clone()),
        Message::new(format!("intyget gick inte att skriva: {error}"), format!("the certificate could not be written: {error}")),
    )
}
