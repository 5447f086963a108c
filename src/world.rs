//! The one door to what lies outside: files of kinds, themes and fonts.

use std::borrow::Cow;

use include_dir::{Dir, include_dir};

/// Where templates, themes and fonts come from. An implementation must give the same bytes for the same path as long as
/// it lives: what is read through it is cached by its callers.
pub trait World: Sync {
    /// A file below `templates/`, such as `uppdragshandling/text.md.j2`; `None` when there is none.
    fn template(&self, path: &str) -> Option<Cow<'static, [u8]>>;

    /// The paths of all files below a folder of `templates/`, sorted.
    fn templates_below(&self, folder: &str) -> Vec<String>;

    /// A font by the name of its file, such as `LiberationSans-Regular.ttf`.
    fn font(&self, name: &str) -> Option<Cow<'static, [u8]>>;
}

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static FONTS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/fonts");

/// The world inside the binary: built-in kinds, themes and fonts.
#[derive(Debug, Clone, Copy, Default)]
pub struct BuiltIn;

impl World for BuiltIn {
    fn template(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        TEMPLATES.get_file(path).map(|file| Cow::Borrowed(file.contents()))
    }

    fn templates_below(&self, folder: &str) -> Vec<String> {
        fn collect(dir: &Dir<'_>, out: &mut Vec<String>) {
            out.extend(dir.files().filter_map(|file| file.path().to_str()).map(|path| path.replace('\\', "/")));
            dir.dirs().for_each(|dir| collect(dir, out));
        }
        let mut out = Vec::new();
        if folder.is_empty() {
            collect(&TEMPLATES, &mut out);
        } else if let Some(dir) = TEMPLATES.get_dir(folder) {
            collect(dir, &mut out);
        }
        out.sort();
        out
    }

    fn font(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        FONTS.get_file(name).map(|file| Cow::Borrowed(file.contents()))
    }
}
