//! The faces of a theme: its font files are of one family, may be embedded, and leave no look without a face.

use ttf_parser::{Face, Permissions, name_id};

use super::Theme;
use super::fields::Spans;
use super::load::fault;
use crate::diag::Diagnostic;

/// Faults of the font files, which are all there.
pub(super) fn check(theme: &Theme, spans: &Spans<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let mut faces = Vec::new();
    for (at, (name, data)) in theme.fonts.files.iter().zip(&theme.font_data).enumerate() {
        let place = spans.value(&format!("fonts.files.{at}"));
        let Ok(face) = Face::parse(data, 0) else {
            faults.push(
                fault(place, format!("”{name}” går inte att läsa som typsnitt"), format!("“{name}” can't be read as a font"))
                    .hint("ange en TrueType- eller OpenType-fil (.ttf, .otf)", "give a TrueType or OpenType file (.ttf, .otf)"),
            );
            continue;
        };
        let families = families(&face);
        if !families.contains(&theme.fonts.pdf) {
            let (family, found) = (&theme.fonts.pdf, families.first().map_or("", String::as_str));
            faults.push(
                fault(
                    place,
                    format!("”{name}” hör till familjen ”{found}”, inte till ”{family}”"),
                    format!("“{name}” belongs to the family “{found}”, not to “{family}”"),
                )
                .hint("rätta fonts.pdf eller byt fil", "correct fonts.pdf or change the file"),
            );
        } else if face.permissions() == Some(Permissions::Restricted) {
            faults.push(
                fault(place, format!("”{name}” får inte bäddas in i dokument"), format!("“{name}” may not be embedded in documents"))
                    .hint("välj ett typsnitt vars licens tillåter det", "choose a font whose licence allows it"),
            );
        }
        faces.push(face);
    }
    if !faults.is_empty() {
        return faults;
    }
    let wanted = [
        (false, false, "upprätta", "regular"),
        (true, false, "feta", "bold"),
        (false, true, "kursiva", "italic"),
        (true, true, "feta kursiva", "bold italic"),
    ];
    for (bold, italic, sv, en) in wanted {
        if !faces.iter().any(|face| face.is_bold() == bold && (face.is_italic() || face.is_oblique()) == italic) {
            faults.push(
                fault(
                    spans.value("fonts.files"),
                    format!("bland filerna saknas den {sv} stilen"),
                    format!("the {en} face is missing among the files"),
                )
                .hint("lägg till dess fil: fet och kursiv stil härmas aldrig", "add its file: bold and italics are never imitated"),
            );
        }
    }
    for (at, bullet) in theme.list.bullets.iter().enumerate() {
        if let Some(lacking) = bullet.chars().find(|character| faces.iter().any(|face| face.glyph_index(*character).is_none())) {
            let code = u32::from(lacking);
            faults.push(
                fault(
                    spans.value(&format!("list.bullets.{at}")),
                    format!("typsnittet saknar punkttecknet ”{lacking}” (U+{code:04X})"),
                    format!("the font lacks the bullet “{lacking}” (U+{code:04X})"),
                )
                .hint("välj ett annat, till exempel • eller –", "choose another, such as • or –"),
            );
        }
    }
    faults
}

/// What a face calls its family: for all, and for programs that know four faces a family.
fn families(face: &Face<'_>) -> Vec<String> {
    let of = |id: u16| face.names().into_iter().filter(move |name| name.name_id == id).filter_map(|name| name.to_string());
    of(name_id::TYPOGRAPHIC_FAMILY).chain(of(name_id::FAMILY)).collect()
}
