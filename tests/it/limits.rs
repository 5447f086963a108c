//! What a document of five pages may weigh, and what is not done again for the next one.

use std::borrow::Cow;
use std::sync::atomic::{AtomicUsize, Ordering};

use kansli::diag::FileName;
use kansli::produce::{Producer, Request};
use kansli::read::{Source, read};
use kansli::world::{BuiltIn, World};

fn real(version: &str) -> Source {
    let path = format!("{}/documents/lmr-palliativ-vard/{version}.toml", env!("CARGO_MANIFEST_DIR"));
    read(FileName::new("real.toml"), &std::fs::read(path).unwrap()).unwrap()
}

#[cfg(feature = "pdf")]
#[test]
fn files_of_five_pages_are_small() {
    let request = Request { formats: vec!["docx", "pdf"], ..Request::default() };
    let made = Producer::new(&BuiltIn).unwrap().produce(&real("2021-06-02"), &request).output.unwrap();
    let size = |ending: &str| made.iter().find(|output| output.ending == ending).unwrap().bytes.len();
    assert!(size("pdf") <= 90_000, "{} bytes", size("pdf"));
    assert!(size("docx") <= 16_000, "{} bytes", size("docx"));
}

/// The world inside the binary, counting what is asked of it.
#[derive(Default)]
struct Counted {
    templates: AtomicUsize,
    fonts: AtomicUsize,
}

impl World for Counted {
    fn template(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        self.templates.fetch_add(1, Ordering::Relaxed);
        BuiltIn.template(path)
    }

    fn templates_below(&self, folder: &str) -> Vec<String> {
        BuiltIn.templates_below(folder)
    }

    fn font(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        self.fonts.fetch_add(1, Ordering::Relaxed);
        BuiltIn.font(name)
    }
}

#[test]
fn fonts_themes_and_kinds_are_read_once_for_all_documents() {
    let world = Counted::default();
    let producer = Producer::new(&world).unwrap();
    let request = Request { formats: vec!["docx"], ..Request::default() };
    let asked = || (world.templates.load(Ordering::Relaxed), world.fonts.load(Ordering::Relaxed));
    producer.produce(&real("2021-06-02"), &request).output.unwrap();
    let first = asked();
    assert!(first.0 > 0 && first.1 > 0);
    producer.produce(&real("2021-03-15"), &request).output.unwrap();
    assert_eq!(asked(), first);
}
