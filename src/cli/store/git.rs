//! `export-git`: the revisions of all documents become commits of a git repository, through git's own fast import.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::workspace::{Workspace, shown};
use super::{Context, Outcome, fault, told, words};
use crate::cli::Exit;
use crate::diag::{Diagnostic, Message, codes};
use crate::model::Actor;
use crate::store::{Act, Archive, StoreError};

impl Context<'_> {
    pub(super) fn export_git(&self, folder: &Path) -> Outcome {
        let workspace = Workspace::open(Path::new("."))?;
        let place = shown(folder);
        let refused = |sv: String, en: String| vec![fault(codes::FILE_NOT_WRITTEN, &place, Message::new(sv, en))];
        if folder.exists() {
            return Err(refused(
                "mappen finns redan; inget skrivs över".into(),
                "the folder exists already; nothing is overwritten".into(),
            ));
        }
        let (stream, count) = stream(workspace.archive()).map_err(|error| told(&error, "."))?;
        let git = |arguments: &[&str], input: &[u8]| -> Result<(), Vec<Diagnostic>> {
            let failed = |what: String| {
                refused(format!("git gjorde inte arkivet: {what}"), format!("git did not make the repository: {what}"))
                    .into_iter()
                    .map(|fault| fault.hint("git måste finnas på datorn; git-scm.com", "git must be on the computer; git-scm.com"))
                    .collect::<Vec<_>>()
            };
            let child = Command::new("git").args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
            let mut child = child.map_err(|error| failed(error.to_string()))?;
            let written = child.stdin.take().map_or(Ok(()), |mut pipe| pipe.write_all(input));
            let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
            if output.status.success() && written.is_ok() {
                return Ok(());
            }
            Err(failed(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
        };
        git(&["init", "--quiet", "--bare", &place], b"")?;
        git(&["-C", &place, "fast-import", "--quiet"], &stream)?;
        self.say(format!("{place}: {count} revisioner."), format!("{place}: {count} revisions."));
        Ok(Exit::Done)
    }
}

/// Name and address as git wants them; there is no address.
fn identity(actor: &Actor) -> String {
    let name: String = words::who(actor).chars().filter(|character| !['<', '>', '\n'].contains(character)).collect();
    format!("{name} <>")
}

fn data(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend_from_slice(format!("data {}\n", bytes.len()).as_bytes());
    out.extend_from_slice(bytes);
    out.push(b'\n');
}

/// A fast-import stream: one branch a document, one commit a revision, and how many there are. A revision whose content
/// went is a commit without a file.
fn stream(archive: &Archive) -> Result<(Vec<u8>, u64), StoreError> {
    let (mut out, mut count) = (Vec::new(), 0);
    for standing in archive.documents()? {
        let (document, before) = (&standing.document, count);
        for revision in 1..=standing.revision {
            let Some(row) = archive.store().revision(document, revision)? else { continue };
            let events = archive.store().events(document, row.sequence, row.sequence)?;
            let Some(sealed) = events.first() else { continue };
            let (event, hash) = (sealed.event(), sealed.hash());
            let why = match &event.act {
                Act::Revision { reason, .. } => reason.clone(),
                Act::State { reason, .. } => reason.clone().unwrap_or_default(),
                _ => String::new(),
            };
            // A mark is what a tag further down can name the commit by.
            let mark = before + revision;
            out.extend_from_slice(format!("commit refs/heads/{document}\nmark :{mark}\n").as_bytes());
            out.extend_from_slice(format!("committer {} {} +0000\n", identity(&event.actor), event.time.unix_seconds()).as_bytes());
            let message = format!("{document} {}: {why}\n\nRevision: {revision}\nState: {}\nEvent-hash: {hash}\n", row.version, row.state);
            data(&mut out, message.as_bytes());
            out.extend_from_slice(b"deleteall\n");
            match archive.source(&row) {
                Ok(bytes) => {
                    let path = format!("{document}/{}", row.source.file).replace('\\', "/").replace('"', "'");
                    out.extend_from_slice(format!("M 100644 inline {path}\n").as_bytes());
                    data(&mut out, &bytes);
                }
                Err(StoreError::Refused(_)) => {}
                Err(other) => return Err(other),
            }
        }
        count += standing.revision;
        for label in archive.store().labels(document)? {
            let mark = before + label.revision;
            out.extend_from_slice(format!("reset refs/tags/{document}/{}\nfrom :{mark}\n\n", label.label).as_bytes());
        }
    }
    out.extend_from_slice(b"done\n");
    Ok((out, count))
}
