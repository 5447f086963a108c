//! Refusals to sign become warnings where somebody of one principal noted them for another.

use super::{Workspace, name_of};
use crate::diag::{Diagnostic, FileName, Message, Place, codes, shortened};
use crate::model::{DocumentId, Pointer};
use crate::store::{Act, At, Event};

/// Warns of each refusal to sign that somebody noted for a principal and that acts for another one of the same document.
pub fn acted_for_others<'a>(workspace: &Workspace, events: impl Iterator<Item = &'a Event>) -> Vec<Diagnostic> {
    let of = |event: &Event| match &event.act {
        Act::Declined(declined) => {
            let principals = principals_of(workspace, &event.document, declined.revision);
            let same = |one: &str, other: &str| one.trim().to_lowercase() == other.trim().to_lowercase();
            let actor = &event.actor.principal;
            let acts_for = principals.iter().find(|(short, name)| same(short, actor) || same(name, actor))?;
            (!same(&acts_for.0, &declined.principal)).then(|| told(event, &declined.principal))
        }
        _ => None,
    };
    events.filter_map(of).collect()
}

/// Short name and name of the principals of a revision; none where its source is gone.
pub fn principals_of(workspace: &Workspace, document: &DocumentId, revision: u64) -> Vec<(String, String)> {
    let archive = workspace.archive();
    let Ok((_, row)) = archive.find(document, &At::Revision(revision)) else { return Vec::new() };
    let source = archive.source(&row).ok().and_then(|bytes| crate::read::read(name_of(&row), &bytes).ok());
    let field = Pointer::root().key("principals");
    let all = source.as_ref().and_then(|source| source.field(&field)?.as_array());
    let of = |one: &serde_json::Value| Some((one.get("short_name")?.as_str()?.to_owned(), one.get("name")?.as_str()?.to_owned()));
    all.into_iter().flatten().filter_map(of).collect()
}

fn told(event: &Event, principal: &str) -> Diagnostic {
    let (who, of, principal) = (shortened(&event.actor.name), shortened(&event.actor.principal), shortened(principal));
    Diagnostic::warning(
        codes::ACTED_IN_YOUR_NAME,
        Place::File(FileName::new(event.document.as_str())),
        Message::new(
            format!("att {principal} avböjer underskrift är antecknat av {who}, {of}, och inte av {principal}"),
            format!("that {principal} declines to sign was noted by {who}, {of}, and not by {principal}"),
        ),
    )
    .hint(
        format!("{principal} får veta det när historiken tas emot; be om beskedet från {principal} i skrift"),
        format!("{principal} learns of it when the history is received; ask for the answer of {principal} in writing"),
    )
}
