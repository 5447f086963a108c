//! Rich text that uses more of Markdown than the subset, and citations that find no reference.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::check::MOST_FAULTS;
use crate::check::context::{Context, Text, TextKind};
use crate::check::words::{listed, nearest};
use crate::diag::{Diagnostic, Message, codes, shortened};
use crate::markup::{FaultKind, Target, rich};
use crate::model::Pointer;

use super::MOST_IN_ONE_TEXT;
use super::addresses::refused;

pub(super) fn check(context: &Context<'_>) -> Vec<Diagnostic> {
    let references: BTreeSet<&str> = context
        .source
        .value()
        .get("references")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|reference| reference.get("key").and_then(Value::as_str))
        .collect();
    let references_sound = !context.is_unsound(&Pointer::root().key("references"));
    let mut out = Vec::new();
    for text in context.texts.iter().filter(|text| text.kind == TextKind::Rich) {
        let parsed = context.rich.read(text.pointer, text.text);
        for fault in parsed.faults.iter().take(MOST_IN_ONE_TEXT) {
            out.push(describe(context, text, fault.range.clone(), &fault.kind));
        }
        let links = rich::links(&parsed.blocks);
        let unknown = links.iter().filter_map(|link| match &link.target {
            Target::Citation(key) if references_sound && !references.contains(key.as_str()) => Some((key, link.range.clone())),
            _ => None,
        });
        for (key, range) in unknown.take(MOST_IN_ONE_TEXT) {
            if out.len() > MOST_FAULTS {
                break;
            }
            let shown = shortened(key);
            let message = Message::new(
                format!("det finns ingen referens med nyckeln ”{shown}”"),
                format!("there is no reference with the key “{shown}”"),
            );
            let diagnostic = Diagnostic::error(codes::UNKNOWN_CITATION, context.stretch(text, range), message);
            out.push(match nearest(key, references.iter().copied()) {
                Some(meant) => diagnostic.hint(format!("menade du [@{meant}]?"), format!("did you mean [@{meant}]?")),
                None if references.is_empty() => diagnostic.hint(
                    format!("lägg till en post i references med key = \"{shown}\""),
                    format!("add an entry to references with key = \"{shown}\""),
                ),
                None => {
                    let keys: Vec<String> = references.iter().take(12).map(|key| shortened(key)).collect();
                    diagnostic.hint(
                        format!("lägg till en post i references med key = \"{shown}\", eller hänvisa till {}", listed(&keys, "eller")),
                        format!("add an entry to references with key = \"{shown}\", or cite {}", listed(&keys, "or")),
                    )
                }
            });
        }
    }
    out
}

fn describe(context: &Context<'_>, text: &Text<'_>, range: std::ops::Range<usize>, kind: &FaultKind) -> Diagnostic {
    let (sv, en, hint_sv, hint_en): (String, String, &str, &str) = match kind {
        FaultKind::Address(address, fault) => return refused(context.stretch(text, range), address, *fault),
        FaultKind::Heading => (
            "rubriker kan inte skrivas i löptext".into(),
            "running text can't have headings".into(),
            "ta bort #-tecknet eller linjen under raden; rubrikerna ger mallen",
            "remove the # or the line below; headings come from the template",
        ),
        FaultKind::Quotation => (
            "blockcitat (>) kan inte användas".into(),
            "block quotations (>) can't be used".into(),
            "skriv citatet som ett stycke inom ”…”",
            "write the quotation as a paragraph in ”…”",
        ),
        FaultKind::Code => (
            "grava accenter (`) markerar kod, som inte kan användas".into(),
            "backticks (`) mark code, which can't be used".into(),
            "ta bort dem, eller skriv ”…”",
            "remove them, or write ”…”",
        ),
        FaultKind::Indented => (
            "raden är indragen fyra steg eller mer, vilket betyder kod".into(),
            "the line is indented by four or more, which means code".into(),
            "ta bort mellanslagen i början av raden",
            "remove the spaces at the beginning of the line",
        ),
        FaultKind::Html => (
            "HTML kan inte användas".into(),
            "HTML can't be used".into(),
            "ta bort det; ska tecknet < skrivas ut, skriv \\<",
            "remove it; to print the character <, write \\<",
        ),
        FaultKind::Picture => ("bilder kan inte användas".into(), "pictures can't be used".into(), "ta bort bilden", "remove the picture"),
        FaultKind::Rule => (
            "en vågrät linje kan inte användas".into(),
            "a horizontal rule can't be used".into(),
            "ta bort linjen; nytt stycke skrivs med en tom rad",
            "remove the rule; a new paragraph begins after an empty line",
        ),
        FaultKind::LineBreak => (
            "en radbrytning mitt i ett stycke kan inte användas".into(),
            "a line break within a paragraph can't be used".into(),
            "ta bort mellanslagen eller snedstrecket sist på raden; nytt stycke skrivs med en tom rad",
            "remove the spaces or the backslash at the end of the line; a new paragraph begins after an empty line",
        ),
        FaultKind::Definition => (
            "en adress kan inte skrivas för sig".into(),
            "an address can't be defined apart".into(),
            "skriv adressen vid länken: [text](https://…)",
            "write the address at the link: [text](https://…)",
        ),
        FaultKind::ListStart(number) => (
            format!("raden börjar med {number}. och blir därför en numrerad lista från {number}"),
            format!("the line begins with {number}. and so becomes a numbered list from {number}"),
            "börja listan med 1.; är det ingen lista, skriv ett omvänt snedstreck före punkten, som i 2021\\.",
            "begin the list with 1.; if it is no list, write a backslash before the full stop, as in 2021\\.",
        ),
        FaultKind::ListDepth => (
            "listorna ligger i för många nivåer".into(),
            "lists are nested too deep".into(),
            "dela upp listan, eller skriv om den som stycken",
            "divide the list, or rewrite it as paragraphs",
        ),
        FaultKind::ItemWithoutText => (
            "punkten i listan börjar inte med text".into(),
            "the item of the list does not begin with text".into(),
            "skriv punktens text direkt efter - eller 1.",
            "write the item's text directly after - or 1.",
        ),
        FaultKind::EmptyLink => (
            "länken har ingen text att läsa".into(),
            "the link has no words to read".into(),
            "skriv vart den leder: [Socialstyrelsens webbplats](https://…)",
            "write where it leads: [the agency's website](https://…)",
        ),
        FaultKind::LinkTitle => (
            "länken har en text inom citattecken efter adressen, som inte skulle synas".into(),
            "the link has a text in quotes after its address, which nobody would see".into(),
            "ta bort den; det som ska läsas står inom [ ]",
            "remove it; what is to be read stands in [ ]",
        ),
        FaultKind::Leftover(character) => (
            format!("tecknet {character} ser ut som märkning men är det inte"),
            format!("the character {character} looks like markup but is none"),
            "skriv ett omvänt snedstreck före det om det ska skrivas ut",
            "write a backslash before it to print it",
        ),
    };
    Diagnostic::error(codes::MARKUP_NOT_ALLOWED, context.stretch(text, range), Message::new(sv, en)).hint(hint_sv, hint_en)
}
