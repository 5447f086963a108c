//! A tree's file edited behind the certificate's back.

use super::{report, told, written};
use crate::support::trees::rich;

#[test]
fn every_edit_of_the_json_is_caught() {
    let tree = rich();
    let text = String::from_utf8(written(&tree, "json")).expect("UTF-8");
    let edit = |from: &str, to: &str| {
        let edited = text.replacen(from, to, 1);
        assert_ne!(edited, text, "{from}");
        told(&tree, "json", edited.as_bytes())
    };
    let cases = vec![
        ("a word", edit("dygnet", "dagen")),
        ("a heading's level", edit("\"level\": 1", "\"level\": 2")),
        ("a key twice", edit("\"format\": 1,", "\"format\": 1, \"format\": 1,")),
        ("a key more", edit("\"format\": 1,", "\"format\": 1, \"secret\": \"dolt\",")),
        ("a key more in a run", edit("\"text\": \"Bakgrund\",", "\"text\": \"Bakgrund\", \"hidden\": true,")),
        ("a key less", edit("\"language\": \"sv-SE\",", "")),
        ("another form", edit("\"format\": 1", "\"format\": 2")),
        ("another schema", edit("tree.schema.json", "annat.schema.json")),
        ("a comment", edit("{", "{ // dolt")),
        ("text after the end", told(&tree, "json", format!("{text}dolt").as_bytes())),
        ("a value that is left out by itself", edit("\"text\": \"Bakgrund\",", "\"text\": \"Bakgrund\", \"strong\": false,")),
    ];
    insta::assert_snapshot!(report(cases));
}
