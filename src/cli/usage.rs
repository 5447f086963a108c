//! Wrong use of the command line, turned into a sentence on what is wrong and what to write instead.

use std::ops::RangeInclusive;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::diag::{Message, shortened};

/// A fault of use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// What is wrong.
    pub message: Option<Message>,
    /// What to do.
    pub hint: Option<Message>,
    /// The command whose help tells more.
    pub command: Option<&'static str>,
    /// The whole help, when nothing at all was asked for.
    pub help: Option<String>,
}

impl Usage {
    /// A fault that is told in one sentence.
    pub fn new(message: Message, command: &'static str) -> Self {
        Self { message: Some(message), hint: None, command: Some(command), help: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, sv: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some(Message::new(sv, en));
        self
    }
}

/// The program was called without a command.
pub fn no_command(help: String) -> Usage {
    Usage { message: None, hint: None, command: None, help: Some(help) }
}

/// `kansli kind` was called without saying what to do.
pub fn kind_without_command() -> Usage {
    Usage::new(Message::new("det står inte vad som ska göras med slaget", "it does not say what to do with the kind"), "kind").hint(
        "skriv kansli kind check MAPP; de slag som finns visas av kansli kinds",
        "write kansli kind check DIR; kansli kinds shows the kinds there are",
    )
}

/// A command lacks something that it needs.
pub fn needs(command: &'static str, what: &'static str) -> Usage {
    Usage::new(Message::new(format!("kansli {command} behöver {what}"), format!("kansli {command} needs {what}")), command)
}

/// A word after `kansli sign` that is none of its commands, before what can only be a document.
pub fn no_act(word: &str, meant: Option<&str>) -> Usage {
    let shown = shortened(word);
    let message = Message::new(format!("kansli sign har inget kommando ”{shown}”"), format!("kansli sign has no command “{shown}”"));
    Usage::new(message, "sign").hint(
        match meant {
            Some(meant) => format!("menade du kansli sign {meant}?"),
            None => "kansli sign --help visar dem; ska en fil undertecknas, ange den ensam".to_owned(),
        },
        match meant {
            Some(meant) => format!("did you mean kansli sign {meant}?"),
            None => "kansli sign --help shows them; to sign a file, give it alone".to_owned(),
        },
    )
}

/// `--room` bears something else than a size.
pub fn not_a_room(text: &str) -> Usage {
    let text = shortened(text);
    Usage::new(Message::new(format!("”{text}” är ingen plats för en underskrift"), format!("“{text}” is no room for a signature")), "sign")
        .hint("ange antalet byte, mellan 4096 och 131072", "give the number of bytes, from 4096 to 131072")
}

/// `--algorithm` bears something else than a scheme.
pub fn not_a_scheme(text: &str) -> Usage {
    let text = shortened(text);
    Usage::new(
        Message::new(
            format!("det finns inget sätt att underteckna som heter ”{text}”"),
            format!("there is no way of signing called “{text}”"),
        ),
        "sign",
    )
    .hint(
        "ange ecdsa-p256-sha256, ecdsa-p384-sha384 eller rsa-pkcs1-sha256",
        "give ecdsa-p256-sha256, ecdsa-p384-sha384 or rsa-pkcs1-sha256",
    )
}

/// `kansli sign complete` without anything that came back, or with too much.
pub fn nothing_returned() -> Usage {
    Usage::new(
        Message::new(
            "det framgår inte vad som kom tillbaka från den som undertecknade",
            "it does not say what came back from whoever signed",
        ),
        "sign",
    )
    .hint(
        "ange --cms FIL, eller --signature FIL --cert FIL, eller --attributes FIL --signature FIL --chain FIL",
        "give --cms FILE, or --signature FILE --cert FILE, or --attributes FILE --signature FILE --chain FILE",
    )
}

/// Neither an authority for time nor the wish to do without.
pub fn no_time(command: &'static str) -> Usage {
    let (without, without_en) = match command {
        "renew" => ("med --no-timestamp läggs bara bevisen till", "with --no-timestamp the proof alone is added"),
        _ => ("med --no-timestamp blir tiden bara en uppgift", "with --no-timestamp the time is merely claimed"),
    };
    Usage::new(Message::new("det står inte hur tiden ska bevisas", "it does not say how the time is to be proven"), command).hint(
        format!("ange en tjänst med --tsa ADRESS eller i miljövariabeln KANSLI_TSA; {without}"),
        format!("name a service by --tsa URL or in the environment variable KANSLI_TSA; {without_en}"),
    )
}

/// `verify --out` without `--format pdf`.
pub fn report_without_pdf() -> Usage {
    let message = Message::new("--out gäller bara valideringsintyget", "--out is for the validation report only");
    Usage::new(message, "verify").hint("lägg till --format pdf, eller ta bort --out", "add --format pdf, or take --out out")
}

/// `--date` bears something else than a date.
pub fn not_a_date(text: &str) -> Usage {
    Usage::new(Message::new(format!("”{text}” är inget datum som finns"), format!("“{text}” is no date that exists")), "render")
        .hint("skriv året, månaden och dagen: --date 2021-03-15", "write year, month and day: --date 2021-03-15")
}

/// An option that needs the PDF writer, in a build without it.
pub fn no_pdf(option: &str) -> Usage {
    let message = Message::new(
        format!("{option} går inte: den här Kansli är byggd utan PDF"),
        format!("{option} can't be had: this Kansli was built without PDF"),
    );
    Usage::new(message, "render")
}

/// `--pkcs11` in a build without it.
#[cfg(not(feature = "pkcs11"))]
pub fn no_modules() -> Usage {
    let message = Message::new(
        "--pkcs11 går inte: den här Kansli är byggd utan stöd för kort och säkerhetsmoduler",
        "--pkcs11 can't be had: this Kansli was built without cards and security modules",
    );
    Usage::new(message, "sign").hint(
        "bygg med cargo build --features pkcs11, eller underteckna med kansli sign prepare och complete",
        "build by cargo build --features pkcs11, or sign by kansli sign prepare and complete",
    )
}

/// `--embed-source` while no PDF is wanted.
pub fn embedded_in_nothing() -> Usage {
    let message = Message::new(
        "--embed-source bifogar källfilen i PDF-filen, men --to nämner ingen pdf",
        "--embed-source attaches the source to the PDF, but --to names no pdf",
    );
    Usage::new(message, "render").hint("lägg till pdf i --to", "add pdf to --to")
}

/// `--resolution` bears something that no picture has.
pub fn not_a_resolution(text: &str, allowed: &RangeInclusive<u32>) -> Usage {
    let (text, least, most) = (shortened(text), allowed.start(), allowed.end());
    Usage::new(
        Message::new(format!("bilder kan inte ha ”{text}” punkter per tum"), format!("pictures can't have “{text}” dots per inch")),
        "render",
    )
    .hint(
        format!("skriv ett helt tal från {least} till {most}; 144 räcker för en skärm, 300 för tryck"),
        format!("write a whole number from {least} to {most}; 144 will do for a screen, 300 for print"),
    )
}

/// `--resolution` without pictures made of dots.
pub fn resolution_without_png() -> Usage {
    Usage::new(Message::new("--resolution gäller bara png-bilder", "--resolution is for png pictures only"), "render").hint(
        "lägg till --pages-as png, eller ta bort --resolution: svg är skarpt i alla storlekar",
        "add --pages-as png, or take --resolution out: svg is sharp at any size",
    )
}

/// What clap found wrong, in our words.
pub fn of_clap(error: &clap::Error, command: Option<&'static str>) -> Usage {
    let get = |kind| words(error.get(kind)).join(", ");
    let suggested = |kind| meant(&words(error.get(kind)));
    let argument = words(error.get(ContextKind::InvalidArg)).iter().map(|text| plain(text)).collect::<Vec<_>>().join(", ");
    let value = get(ContextKind::InvalidValue);
    let (message, mut hint) = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let given = get(ContextKind::InvalidSubcommand);
            (
                Message::new(format!("det finns inget kommando ”{given}”"), format!("there is no command “{given}”")),
                suggested(ContextKind::SuggestedSubcommand),
            )
        }
        ErrorKind::UnknownArgument => (
            Message::new(format!("”{argument}” är okänt här"), format!("“{argument}” is not known here")),
            suggested(ContextKind::SuggestedArg),
        ),
        ErrorKind::InvalidValue if value.is_empty() => {
            (Message::new(format!("{argument} saknar sitt värde"), format!("{argument} lacks its value")), None)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => (
            Message::new(format!("{argument} kan inte vara ”{value}”"), format!("{argument} can't be “{value}”")),
            suggested(ContextKind::SuggestedValue),
        ),
        ErrorKind::MissingRequiredArgument if argument == "--message" => (
            Message::new("det står inte varför", "it does not say why"),
            Some(Message::new("lägg till -m \"synpunkter från förankringen\"", "add -m \"comments from the sounding\"")),
        ),
        ErrorKind::MissingRequiredArgument => (Message::new(format!("{argument} saknas"), format!("{argument} is missing")), None),
        ErrorKind::ArgumentConflict => {
            (Message::new(format!("{argument} får bara anges en gång"), format!("{argument} can be given only once")), None)
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            (Message::new(format!("{argument} har fel antal värden"), format!("{argument} has the wrong number of values")), None)
        }
        _ => (Message::new("kommandot går inte att förstå", "the command can't be understood"), None),
    };
    let valid = get(ContextKind::ValidValue);
    if hint.is_none() && !valid.is_empty() {
        hint = Some(Message::new(format!("skriv något av: {valid}"), format!("write one of: {valid}")));
    }
    Usage { message: Some(message), hint, command, help: None }
}

/// The nearest of clap's suggestions, which come in ascending order of likeness.
fn meant(suggestions: &[String]) -> Option<Message> {
    let nearest = suggestions.last()?;
    Some(Message::new(format!("menade du ”{nearest}”?"), format!("did you mean “{nearest}”?")))
}

/// The texts in a value of clap's context.
fn words(value: Option<&ContextValue>) -> Vec<String> {
    match value {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        _ => Vec::new(),
    }
}

/// An argument as people name it: `--date <DATUM>` as `--date`, `<FIL>...` as `FIL`.
fn plain(argument: &str) -> &str {
    let name = if argument.starts_with("--") { argument.split([' ', '=']).next().unwrap_or(argument) } else { argument };
    name.trim_end_matches("...").trim_start_matches(['<', '[']).trim_end_matches(['>', ']'])
}
