//! The one door to what lies outside: files of kinds, themes and fonts.

use std::borrow::Cow;
use std::collections::BTreeMap;

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

    /// Where a file below `templates/`, or a font as `fonts/<name>`, lies on the user's disk; `None` for what is built in.
    fn on_disk(&self, path: &str) -> Option<String> {
        let _ = path;
        None
    }
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

/// Files that go before the ones of another world, by their path below `templates/`; fonts as `fonts/<name>`.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    files: BTreeMap<String, Laid>,
}

#[derive(Debug, Clone)]
struct Laid {
    on_disk: String,
    bytes: Vec<u8>,
}

impl Layer {
    /// Adds a file. `on_disk` is what the user calls it. Texts are kept without a byte order mark and with `\n` between
    /// lines, so that a kind has the same hash wherever it was checked out.
    pub fn add(&mut self, path: &str, on_disk: String, bytes: Vec<u8>) {
        let text = [".toml", ".json", ".j2", ".typ"].iter().any(|ending| path.ends_with(ending));
        let bytes = if text { plain_lines(bytes) } else { bytes };
        self.files.insert(path.to_owned(), Laid { on_disk, bytes });
    }

    /// The paths of its files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The folders that are neither themes nor clauses nor fonts, by name.
    pub fn kinds(&self) -> Vec<&str> {
        let folders = self.paths().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder);
        let mut kinds: Vec<&str> = folders.filter(|folder| !["themes", "clauses", "fonts"].contains(folder)).collect();
        kinds.dedup();
        kinds
    }

    /// What the user calls a file; one that is missing goes by the folder of another that lies where it should.
    fn on_disk(&self, path: &str) -> Option<String> {
        if let Some(laid) = self.files.get(path) {
            return Some(laid.on_disk.clone());
        }
        let (folder, name) = path.rsplit_once('/')?;
        let (beside, laid) = self.files.iter().find(|(other, _)| other.rsplit_once('/').is_some_and(|(other, _)| other == folder))?;
        let (_, beside) = beside.rsplit_once('/')?;
        laid.on_disk.strip_suffix(beside).map(|folder| format!("{folder}{name}"))
    }

    fn owns(&self, unit: &str) -> bool {
        let from = self.files.range(unit.to_owned()..);
        from.map(|(path, _)| path)
            .take_while(|path| path.starts_with(unit))
            .any(|path| matches!(path.as_bytes().get(unit.len()), None | Some(b'/')))
    }
}

fn plain_lines(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    let before_line_feed = |at: usize| bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n');
    (0..bytes.len()).filter(|at| !before_line_feed(*at)).filter_map(|at| bytes.get(at).copied()).collect()
}

/// A world with layers above it. What a layer holds of a kind or a theme replaces that kind or theme as a whole, so that
/// none is ever put together from two places; clauses and fonts go file by file. Of two layers the later one counts.
pub struct Overlay<'w> {
    below: &'w dyn World,
    layers: Vec<Layer>,
}

impl<'w> Overlay<'w> {
    /// Lays layers over a world, the one that counts most last.
    pub fn new(below: &'w dyn World, layers: Vec<Layer>) -> Self {
        Self { below, layers }
    }

    fn owner(&self, path: &str) -> Option<&Layer> {
        let unit = unit(path);
        self.layers.iter().rev().find(|layer| layer.owns(unit))
    }

    fn laid(&self, path: &str) -> Option<&Laid> {
        self.owner(path)?.files.get(path)
    }
}

/// The part of a path that stands for what is replaced as a whole.
fn unit(path: &str) -> &str {
    let end = match path.split('/').next() {
        Some("clauses" | "fonts") => None,
        Some("themes") => path.match_indices('/').nth(1),
        _ => path.match_indices('/').next(),
    };
    end.and_then(|(at, _)| path.get(..at)).unwrap_or(path)
}

impl World for Overlay<'_> {
    fn template(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match self.owner(path) {
            Some(layer) => layer.files.get(path).map(|laid| Cow::Owned(laid.bytes.clone())),
            None => self.below.template(path),
        }
    }

    fn templates_below(&self, folder: &str) -> Vec<String> {
        let within = |path: &str| folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        let mut out: Vec<String> = self.below.templates_below(folder).into_iter().filter(|path| self.owner(path).is_none()).collect();
        let laid = self.layers.iter().flat_map(Layer::paths).filter(|path| within(path) && !path.starts_with("fonts/"));
        out.extend(laid.filter(|path| self.laid(path).is_some()).map(str::to_owned));
        out.sort();
        out.dedup();
        out
    }

    fn font(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        match self.laid(&format!("fonts/{name}")) {
            Some(laid) => Some(Cow::Owned(laid.bytes.clone())),
            None => self.below.font(name),
        }
    }

    fn on_disk(&self, path: &str) -> Option<String> {
        match self.owner(path) {
            Some(layer) => layer.on_disk(path),
            None => self.below.on_disk(path),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(root: &str, files: &[(&str, &str)]) -> Layer {
        let mut layer = Layer::default();
        for (path, text) in files {
            layer.add(path, format!("{root}/{path}"), text.as_bytes().to_vec());
        }
        layer
    }

    fn text(world: &dyn World, path: &str) -> Option<String> {
        world.template(path).map(|bytes| String::from_utf8(bytes.into_owned()).unwrap())
    }

    #[test]
    fn a_kind_and_a_theme_are_replaced_whole_and_clauses_file_by_file() {
        let first =
            layer("a", &[("prov/kind.toml", "a"), ("prov/text.md.j2", "a"), ("clauses/x/1.md.j2", "a"), ("clauses/x/2.md.j2", "a")]);
        let second =
            layer("b", &[("prov/kind.toml", "b"), ("clauses/x/2.md.j2", "b"), ("themes/standard/theme.toml", "b"), ("fonts/F.ttf", "b")]);
        let world = Overlay::new(&BuiltIn, vec![first, second]);
        assert_eq!(text(&world, "prov/kind.toml").as_deref(), Some("b"));
        assert_eq!(text(&world, "prov/text.md.j2"), None, "not from the layer below");
        assert_eq!(text(&world, "clauses/x/1.md.j2").as_deref(), Some("a"));
        assert_eq!(text(&world, "clauses/x/2.md.j2").as_deref(), Some("b"));
        assert_eq!(text(&world, "themes/standard/layout.typ"), None);
        assert_eq!(text(&world, "uppdragshandling/kind.toml"), text(&BuiltIn, "uppdragshandling/kind.toml"));
        assert_eq!(world.font("F.ttf").as_deref(), Some(&b"b"[..]));
        assert_eq!(world.font("LiberationSans-Regular.ttf"), BuiltIn.font("LiberationSans-Regular.ttf"));
        assert_eq!(world.templates_below("prov"), ["prov/kind.toml"]);
        assert_eq!(world.templates_below("clauses/x"), ["clauses/x/1.md.j2", "clauses/x/2.md.j2"]);
        assert!(world.templates_below("").iter().all(|path| !path.starts_with("fonts/")));
        assert!(world.templates_below("").contains(&"uppdragshandling/kind.toml".to_owned()));
        assert_eq!(world.on_disk("prov/kind.toml").as_deref(), Some("b/prov/kind.toml"));
        assert_eq!(world.on_disk("clauses/x/1.md.j2").as_deref(), Some("a/clauses/x/1.md.j2"));
        assert_eq!(world.on_disk("fonts/F.ttf").as_deref(), Some("b/fonts/F.ttf"));
        assert_eq!(world.on_disk("uppdragshandling/kind.toml"), None);
        assert_eq!(world.on_disk("prov/rules.toml").as_deref(), Some("b/prov/rules.toml"), "missing, but this is where it should lie");
    }

    #[test]
    fn a_name_that_begins_like_another_is_another() {
        let world = Overlay::new(&BuiltIn, vec![layer("a", &[("uppdrag/kind.toml", "a"), ("uppdrag-2/kind.toml", "a")])]);
        assert!(text(&world, "uppdragshandling/kind.toml").is_some());
        assert_eq!(text(&world, "../Cargo.toml"), None);
        assert_eq!(text(&world, "uppdrag/../uppdrag/kind.toml"), None, "paths are names, never walked");
    }

    #[test]
    fn texts_are_the_same_on_every_system() {
        let world = Overlay::new(&BuiltIn, vec![layer("a", &[("prov/kind.toml", "\u{feff}a\r\nb\rc\r\n"), ("fonts/F.ttf", "\r\n")])]);
        assert_eq!(text(&world, "prov/kind.toml").as_deref(), Some("a\nb\rc\n"));
        assert_eq!(world.font("F.ttf").as_deref(), Some(&b"\r\n"[..]));
    }
}
