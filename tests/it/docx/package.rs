//! The parts that docx-rs does not make: properties, provenance, relationships.

use super::{part, parts, rich};

#[test]
fn the_package_holds_these_parts_and_no_others() {
    let names: Vec<String> = parts(&rich()).into_iter().map(|(name, _)| name).collect();
    insta::assert_snapshot!("parts", names.join("\n"));
}

#[test]
fn properties_say_what_the_document_is() {
    let core = part(&rich(), "docProps/core.xml");
    for expected in [
        "<dc:title>Uppdragshandling: Exempel på &lt;allt&gt; &amp; mera</dc:title>",
        "<dc:creator>Västra regionen, Kommunernas förbund</dc:creator>",
        "<dc:identifier>exempel</dc:identifier>",
        "<dc:language>sv-SE</dc:language>",
        r#"<dcterms:created xsi:type="dcterms:W3CDTF">2021-03-15T00:00:00Z</dcterms:created>"#,
        r#"<dcterms:modified xsi:type="dcterms:W3CDTF">2021-03-15T00:00:00Z</dcterms:modified>"#,
    ] {
        assert!(core.contains(expected), "{expected}\n{core}");
    }
    let source = kansli::model::Hash::of(b"source");
    let custom = part(&rich(), "docProps/custom.xml");
    assert!(custom.contains(&format!(r#"name="KansliSourceSha256"><vt:lpwstr>{source}</vt:lpwstr>"#)), "{custom}");
}

#[test]
fn every_bookmark_has_an_origin() {
    let (document, item) = (part(&rich(), "word/document.xml"), part(&rich(), "customXml/item1.xml"));
    let bookmarks = document.matches("<w:bookmarkStart").count();
    assert_eq!(item.matches("<origin ").count(), bookmarks);
    assert!(item.contains(r#"<origin begins="k84d2" field="/background"/>"#), "{item}");
    assert!(item.contains(r#"file="templates/uppdragshandling/text.md.j2" line="70"/>"#), "{item}");
    assert!(item.starts_with("<?xml") && item.contains(r#"<provenance xmlns="urn:kansli:provenance:1">"#), "{item}");
}

#[test]
fn links_lead_where_the_tree_says() {
    let (document, relationships) = (part(&rich(), "word/document.xml"), part(&rich(), "word/_rels/document.xml.rels"));
    assert!(
        relationships.contains(r#"Id="rId9""#)
            && relationships.contains(r#"Target="https://exempel.se/vard?a=1&amp;b=2" TargetMode="External""#)
    );
    assert!(document.contains(r#"<w:hyperlink r:id="rId9""#), "{document}");
    assert_eq!(document.matches("<w:hyperlink w:anchor=").count(), 2);
}

#[test]
fn the_zip_has_no_clock_and_is_deflated() {
    let file = rich();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file.as_slice())).expect("a zip");
    for at in 0..archive.len() {
        let entry = archive.by_index(at).expect("an entry");
        assert_eq!(entry.compression(), zip::CompressionMethod::Deflated);
        let time = entry.last_modified().expect("a time");
        assert_eq!((time.year(), time.month(), time.day(), time.hour()), (1980, 1, 1, 0));
    }
}
