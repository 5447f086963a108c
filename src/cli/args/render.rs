//! `kansli render FILE...` on the command line.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Arg, ArgAction, ArgMatches, ValueHint, value_parser};

use super::Command;
use super::words::{Words, files, text};
use crate::cli::label::{self, Label};
use crate::cli::usage::{self, Usage};
use crate::diag::Language;
use crate::model::Period;
use crate::theme::DEFAULT_THEME;
use crate::write::{FORMATS, PictureFormat, Pictures, RESOLUTIONS};

/// `kansli render FILE...`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Render {
    /// The sources, in the order given.
    pub files: Vec<PathBuf>,
    /// Names of the formats to write, in the order of [`FORMATS`].
    pub formats: Vec<&'static str>,
    /// The folder of the outputs; each source's own when `None`.
    pub out: Option<PathBuf>,
    /// A warning fails the document, and nothing of it is written.
    pub strict: bool,
    /// Date for the files' metadata when the document has none, ISO 8601; exists in the calendar.
    pub date: Option<String>,
    /// Name of the theme, as given; need not exist.
    pub theme: String,
    /// What a meeting calls the copy that is made; `None` for the document itself.
    pub label: Option<Label>,
    /// What stands in the head of each later page besides.
    pub running: Option<String>,
    /// How the pages become pictures; `None` for no pictures.
    pub pages: Option<Pictures>,
    /// The PDF carries the source.
    pub embed_source: bool,
}

/// Dots per inch of pictures when none are asked for: sharp on a screen, and an A4 page of some 150 kB.
const RESOLUTION: u32 = 144;

/// The definition, with its help.
pub fn define(words: &Words) -> clap::Command {
    let names: Vec<_> = formats().collect();
    let by_default: Vec<_> = FORMATS.iter().filter(|format| format.default).map(|format| format.name).collect();
    let (all, by_default) = (names.join(", "), by_default.join(","));
    let to = match words.0 {
        Language::Swedish => format!("Format att skriva, med komma emellan: {all}; {by_default} om inget anges"),
        Language::English => format!("Formats to write, separated by commas: {all}; {by_default} by default"),
    };
    words.command(
        "render",
        words.pick(
            "Gör PDF och Word-fil av källfiler, med ett överensstämmelseintyg som visar att de säger detsamma",
            "Makes a PDF and a Word file of sources, with a consistency certificate that shows that they say the same",
        ),
        words.pick("kansli render [FLAGGOR] FIL...", "kansli render [OPTIONS] FILE..."),
        words.examples(&[
            (
                "kansli render lmr.toml",
                "skriver lmr.pdf, lmr.docx och lmr.certificate.json bredvid källfilen",
                "writes lmr.pdf, lmr.docx and lmr.certificate.json beside the source",
            ),
            (
                "kansli render --out färdigt --date 2021-03-15 utkast/*.toml",
                "alla utkast till en egen mapp; de som saknar datum får detta i filernas metadata",
                "all drafts into a folder of their own; those without a date get this one in the files' metadata",
            ),
            ("kansli render --theme antikva lmr.toml", "i ett annat utseende: Times New Roman", "in another look: Times New Roman"),
            (
                "kansli render --annex-label \"Bilaga 3\" lmr.toml",
                "skriver lmr-bilaga-3.pdf med flera; originalet lämnas som det är",
                "writes lmr-bilaga-3.pdf and others; the original is left as it is",
            ),
            (
                "kansli render --pages-as png --resolution 200 lmr.toml",
                "dessutom lmr-1.png, lmr-2.png och så vidare",
                "besides, lmr-1.png, lmr-2.png and so on",
            ),
        ]),
        [
            words.files(),
            Arg::new("to")
                .long("to")
                .value_name("FORMAT,...")
                .value_delimiter(',')
                .value_parser(PossibleValuesParser::new(names.iter().map(|name| PossibleValue::new(*name))))
                .hide_possible_values(true)
                .action(ArgAction::Append)
                .help(to)
                .help_heading(words.options()),
            words
                .flag("out", "Mapp för filerna; källfilens egen om inget anges", "Folder for the files; the source's own by default")
                .value_name(words.pick("MAPP", "DIR"))
                .value_hint(ValueHint::DirPath)
                .value_parser(value_parser!(PathBuf)),
            words.strict(),
            words
                .flag(
                    "date",
                    "Datum (ÅÅÅÅ-MM-DD) i filernas metadata för dokument utan eget datum; skrivs inte ut på sidorna",
                    "Date (YYYY-MM-DD) in the files' metadata for documents without one; not printed on the pages",
                )
                .value_name(words.pick("DATUM", "DATE")),
            words.theme("Filernas utseende: standard (förval), antikva", "How the files look: standard (default), antikva"),
            words
                .flag(
                    "annex-label",
                    "Gör ett exemplar för ett möte, med beteckningen (\"Bilaga 3\") överst till höger på första sidan och i filernas namn",
                    "Make a copy for a meeting, with the label (\"Bilaga 3\") top right on the first page and in the files' names",
                )
                .value_name(words.pick("TEXT", "TEXT")),
            words
                .flag(
                    "pages-as",
                    "Gör också bilder av PDF-filens sidor, en fil per sida: png eller svg",
                    "Also make pictures of the PDF's pages, one file a page: png or svg",
                )
                .value_name("png|svg")
                .value_parser(PossibleValuesParser::new(["png", "svg"]))
                .hide_possible_values(true),
            words
                .flag(
                    "resolution",
                    "Punkter per tum i png-bilderna, 36–600; förval 144",
                    "Dots per inch of the png pictures, 36–600; 144 by default",
                )
                .value_name(words.pick("ANTAL", "NUMBER")),
            words
                .flag(
                    "embed-source",
                    "Bifoga källfilen i PDF-filen (PDF/A-3); kansli extract hämtar ut den igen",
                    "Attach the source to the PDF (PDF/A-3); kansli extract gets it out again",
                )
                .action(ArgAction::SetTrue),
        ],
    )
}

/// What the user asked for.
///
/// # Errors
/// When `--date` bears something else than a date, `--annex-label` what can't be a label, or `--resolution` what no
/// picture has.
pub fn read(matches: &ArgMatches) -> Result<Command, Usage> {
    let asked: Vec<&String> = matches.get_many("to").into_iter().flatten().collect();
    let date = text(matches, "date").map(str::to_owned);
    if let Some(date) = &date
        && Period::parse_date(date).is_none()
    {
        return Err(usage::not_a_date(date));
    }
    Ok(Command::Render(Render {
        files: files(matches),
        formats: FORMATS
            .iter()
            .filter(|format| if asked.is_empty() { format.default } else { asked.iter().any(|asked| *asked == format.name) })
            .map(|format| format.name)
            .collect(),
        out: matches.get_one::<PathBuf>("out").cloned(),
        strict: matches.get_flag("strict"),
        date,
        theme: text(matches, "theme").unwrap_or(DEFAULT_THEME).to_owned(),
        label: text(matches, "annex-label").map(label::read).transpose()?,
        running: None,
        pages: pages(matches)?,
        embed_source: embed_source(matches)?,
    }))
}

/// Whether the PDF carries the source; there must be one then.
fn embed_source(matches: &ArgMatches) -> Result<bool, Usage> {
    let asked: Vec<&String> = matches.get_many("to").into_iter().flatten().collect();
    let asked_for = matches.get_flag("embed-source");
    if asked_for && !cfg!(feature = "pdf") {
        return Err(usage::no_pdf("--embed-source"));
    }
    if asked_for && !asked.is_empty() && !asked.iter().any(|format| *format == "pdf") {
        return Err(usage::embedded_in_nothing());
    }
    Ok(asked_for)
}

/// How the pages become pictures.
fn pages(matches: &ArgMatches) -> Result<Option<Pictures>, Usage> {
    let format = match text(matches, "pages-as") {
        None => None,
        Some(_) if !cfg!(feature = "pdf") => return Err(usage::no_pdf("--pages-as")),
        Some("svg") => Some(PictureFormat::Svg),
        Some(_) => Some(PictureFormat::Png),
    };
    let resolution = match (text(matches, "resolution"), format) {
        (None, _) => RESOLUTION,
        (Some(_), None | Some(PictureFormat::Svg)) => return Err(usage::resolution_without_png()),
        (Some(text), Some(PictureFormat::Png)) => {
            let number = text.parse().ok().filter(|number| RESOLUTIONS.contains(number));
            number.ok_or_else(|| usage::not_a_resolution(text, &RESOLUTIONS))?
        }
    };
    Ok(format.map(|format| Pictures { format, resolution }))
}

/// The names of the formats that this build can write.
fn formats() -> impl Iterator<Item = &'static str> {
    FORMATS.iter().map(|format| format.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::parse;
    use crate::cli::args::tests::line;

    #[test]
    fn render_takes_formats_in_the_order_they_are_written() {
        let by_default = if cfg!(feature = "pdf") { vec!["docx", "pdf"] } else { vec!["docx"] };
        let Ok((Command::Render(render), _)) = parse(&line("kansli render a.toml b.json"), Language::Swedish) else { panic!() };
        assert_eq!(render.formats, by_default);
        assert_eq!(render.files, [PathBuf::from("a.toml"), PathBuf::from("b.json")]);
        let Ok((Command::Render(render), _)) = parse(&line("kansli render --to docx --date 2024-02-29 a.toml"), Language::Swedish) else {
            panic!()
        };
        assert_eq!((render.formats, render.date.as_deref()), (vec!["docx"], Some("2024-02-29")));
    }

    #[test]
    fn a_date_must_exist() {
        for date in ["2021-02-29", "2021-2-1", "2021-13-01", "i-dag", "2021-xx-xx"] {
            assert!(parse(&line(&format!("kansli render --date {date} a.toml")), Language::Swedish).is_err(), "{date}");
        }
    }
}
