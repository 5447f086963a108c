//! Loading turns a theme's files into a [`Theme`], or tells every fault of theirs at its line.

use toml::de::DeTable;

use super::{FontData, Theme, faces, fields, look};
use crate::diag::{Diagnostic, FileName, Message, Place, codes};
use crate::model::Hash;
use crate::world::World;

impl Theme {
    /// The names of all themes, sorted.
    pub fn all(world: &dyn World) -> Vec<String> {
        let name = |path: &String| path.strip_prefix("themes/")?.strip_suffix("/theme.toml").map(str::to_owned);
        let mut names: Vec<String> = world.templates_below("themes").iter().filter_map(name).filter(|name| !name.contains('/')).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Reads `themes/<name>/theme.toml`, and `layout.typ` beside it or in the theme that it names.
    ///
    /// # Errors
    /// `theme-fault`, each with its place, when
    /// - a file is missing, is not UTF-8 or not TOML,
    /// - a key is unknown, missing, of the wrong type or out of its limits,
    /// - the margins leave too little room, lines would overlap, or a colour is too pale to be read on white,
    /// - a font file is missing, is no font, is of another family, may not be embedded or can't draw a bullet, or one of
    ///   the four faces is missing.
    pub fn load(world: &dyn World, name: &str) -> Result<Self, Vec<Diagnostic>> {
        let (file, text) = read(world, name, "theme.toml").map_err(|fault| vec![fault])?;
        let keys = DeTable::parse(&text).map_err(|error| {
            let place = match error.span() {
                Some(range) => Place::Text { file: file.clone(), range },
                None => Place::File(file.clone()),
            };
            vec![fault(
                place,
                format!("temats fil är inte TOML (läsaren säger ”{}”)", error.message()),
                format!("the theme's file is not TOML (the reader says “{}”)", error.message()),
            )]
        })?;
        let spans = fields::Spans::new(&file, keys.get_ref());
        let mut faults = fields::check(&spans);
        if !faults.is_empty() {
            return Err(faults);
        }
        // Every key is there, of its type: what may fail yet is ours.
        let mut theme: Self = toml::from_str(&text).map_err(|error| {
            vec![fault(Place::File(file.clone()), format!("temat går inte att läsa: {error}"), format!("the theme can't be read: {error}"))]
        })?;
        faults.extend(look::check(&theme, &spans));
        for font in &theme.fonts.files {
            match world.font(font) {
                Some(data) => theme.font_data.push(FontData(data)),
                None => faults.push(
                    fault(
                        spans.value("fonts.files"),
                        format!("typsnittsfilen ”{font}” finns inte under fonts/"),
                        format!("there is no font file “{font}” below fonts/"),
                    )
                    .hint("lägg filen där, eller rätta namnet", "put the file there, or correct the name"),
                ),
            }
        }
        if theme.font_data.len() == theme.fonts.files.len() {
            faults.extend(faces::check(&theme, &spans));
        }
        match layout(world, name, &theme, &spans) {
            Ok((file, text)) => (theme.layout_file, theme.layout) = (file, text),
            Err(found) => faults.push(found),
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        theme.hash = hash(&theme, &text);
        Ok(theme)
    }
}

/// The layout's name and text.
fn layout(world: &dyn World, name: &str, theme: &Theme, spans: &fields::Spans<'_>) -> Result<(FileName, String), Diagnostic> {
    let Some(other) = &theme.layout_of else {
        return read(world, name, "layout.typ").map_err(|fault| {
            fault.hint(
                "lägg en layout.typ i temats mapp, eller skriv layout = \"standard\" överst i theme.toml för att använda standardtemats",
                "put a layout.typ into the theme's folder, or write layout = \"standard\" at the top of theme.toml to use the standard theme's",
            )
        });
    };
    read(world, other, "layout.typ").map_err(|_| {
        let layouts: Vec<String> =
            Theme::all(world).into_iter().filter(|name| world.template(&format!("themes/{name}/layout.typ")).is_some()).collect();
        let layouts = layouts.join(", ");
        fault(
            spans.value("layout"),
            format!("det finns inget tema ”{other}” med en egen layout.typ"),
            format!("there is no theme “{other}” with a layout.typ of its own"),
        )
        .hint(format!("skriv något av: {layouts}"), format!("write one of: {layouts}"))
    })
}

fn read(world: &dyn World, name: &str, file: &str) -> Result<(FileName, String), Diagnostic> {
    let path = format!("themes/{name}/{file}");
    let shown = FileName::new(format!("templates/{path}"));
    match world.template(&path).map(|bytes| String::from_utf8(bytes.into_owned())) {
        Some(Ok(text)) => Ok((shown, text)),
        Some(Err(_)) => Err(fault(Place::File(shown), "filen är inte UTF-8".into(), "the file is not UTF-8".into())),
        None => Err(fault(Place::File(shown), format!("temat ”{name}” saknar filen {file}"), format!("the theme “{name}” has no {file}"))),
    }
}

/// The files of the look. A font that lies in the program is known by the program's version; another one counts by its
/// bytes.
fn hash(theme: &Theme, text: &str) -> Hash {
    let fonts = theme.fonts.files.iter().zip(&theme.font_data).filter(|(_, data)| matches!(data.0, std::borrow::Cow::Owned(_)));
    let fonts = fonts.map(|(name, data)| (name.as_str(), &**data));
    Hash::of_files([("layout.typ", theme.layout.as_bytes()), ("theme.toml", text.as_bytes())].into_iter().chain(fonts))
}

/// A fault of a theme's own files.
pub(super) fn fault(place: Place, sv: String, en: String) -> Diagnostic {
    Diagnostic::error(codes::THEME_FAULT, place, Message::new(sv, en))
}
