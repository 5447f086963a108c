//! The true changes of the real document, written by hand from its two sources: each is found, and none is invented.

use kansli::compare::compare;
use kansli::model::{Change, ChangeKind, Part, Weight};

use super::{PAIRS, tree};

/// Kind, part, weight, words that only the old version has, words that only the new one has.
type Entry = (ChangeKind, Part, Weight, &'static str, &'static str);

const KEY: &[Entry] = {
    use ChangeKind::{Deleted, Inserted, Reworded};
    use Part::{Cell, Head, Heading, Item, List, Paragraph, Signatures};
    use Weight::{Administrative, Substantive};
    &[
        (Reworded, Head, Administrative, "2021-03-15", "2021-06-02"),
        (Inserted, Head, Administrative, "", "Dnr RS 2021-02417"),
        (Reworded, Head, Administrative, "2021-xxxx", "2021-0058"),
        (
            Reworded,
            Paragraph,
            Substantive,
            "Somliga av dem kommer att ha stora palliativa vårdbehov, eftersom deras sjukdomstillstånd är komplexa.",
            "",
        ),
        (Reworded, Paragraph, Substantive, "det vill säga", ""),
        (Reworded, Paragraph, Substantive, "", "[2]"),
        (Reworded, Paragraph, Substantive, "2020-xx-xx", "den 24 november 2020"),
        (Deleted, Heading, Substantive, "VästKom", ""),
        (Inserted, Heading, Substantive, "", "Kommunerna"),
        (Inserted, Paragraph, Substantive, "", "Utses via VästKom."),
        (Deleted, Heading, Substantive, "Regional processgrupp palliativ vård", ""),
        (Deleted, List, Substantive, "läkare inom specialiserad palliativ vård", ""),
        (Deleted, Heading, Substantive, "Regionalt programområde (RPO) äldres hälsa", ""),
        (Deleted, List, Substantive, "läkare inom geriatrik (?)", ""),
        (Deleted, Heading, Substantive, "Primärvårdsrådet", ""),
        (Deleted, List, Substantive, "hemsjukvårdsläkare", ""),
        (Inserted, Heading, Substantive, "", "Regionen"),
        (Inserted, List, Substantive, "", "läkare inom geriatrik, utses av det regionala programområdet (RPO) för äldres hälsa"),
        (Reworded, Item, Substantive, "", "(2 platser)"),
        (Deleted, Paragraph, Substantive, "Arbetsgruppen utser ordförande och vice ordförande inom sig, en från vardera huvudmannen.", ""),
        (Inserted, Paragraph, Substantive, "", "Ordförande är Margareta Lövhage (VGK)."),
        (Inserted, Paragraph, Substantive, "", "Vice ordförande är Tobias Rönnkvist (VGR)."),
        (Reworded, Paragraph, Substantive, "XX", "två"),
        (Reworded, Paragraph, Substantive, "", "Konsekvensbeskrivningen lämnas till uppdragsgivaren tillsammans med förslaget."),
        (Reworded, Cell, Substantive, "tidpunkt ej bestämd", "hösten 2022"),
        (Reworded, Signatures, Administrative, "Gunnel Åsbrandt", "Henrik Malmgrund"),
        (Inserted, Signatures, Administrative, "", "Hälso- och sjukvårdsdirektör"),
        (Inserted, Signatures, Administrative, "", "Behörighet: regionstyrelsens beslut 2021-05-18 § 142"),
        (Inserted, Signatures, Administrative, "", "Direktör"),
        (Inserted, Signatures, Administrative, "", "Behörighet: VästKoms stadgar § 11"),
        (Reworded, Item, Substantive, "2019-04-15", "2020-04-15"),
        (Inserted, Item, Substantive, "", "Nationellt kunskapsstöd för god palliativ vård i livets slutskede. Socialstyrelsen, 2013."),
    ]
};

fn is(change: &Change, (kind, part, weight, gone, come): &Entry) -> bool {
    let text = |spot: &Option<kansli::model::Spot>| spot.as_ref().map(|spot| spot.text.replace('\u{a0}', " ")).unwrap_or_default();
    let (old, new) = (text(&change.old), text(&change.new));
    (change.kind, change.part, change.weight) == (*kind, *part, *weight)
        && old.contains(gone)
        && new.contains(come)
        && (gone.is_empty() || !new.contains(gone) || old != new)
}

#[test]
fn each_true_change_is_found_once_and_none_is_invented() {
    let redline = compare(&tree(PAIRS[0].1), &tree(PAIRS[0].2)).redline.unwrap();
    for entry in KEY {
        let found = redline.changes.iter().filter(|change| is(change, entry)).count();
        assert!(found >= 1, "not found: {entry:?}");
    }
    for change in &redline.changes {
        assert!(KEY.iter().any(|entry| is(change, entry)), "invented: {change:#?}");
    }
    assert_eq!(redline.changes.len(), KEY.len());
}
