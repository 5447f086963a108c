//! Comparison with versions of the store.

use super::terminal::desk;

#[test]
fn revisions_are_compared_and_a_working_copy_with_its_base() {
    let desk = desk();
    let run = |arguments: &[&str]| desk.run(arguments);
    assert_eq!(run(&["init"]).exit, 0);
    let config = ["config", "--name", "Åsa Öhrnfeldt", "--role", "processledare", "--principal", "Region Björkmark"];
    assert_eq!(run(&config).exit, 0);
    desk.put("lmr.toml", desk.read("2021-03-15.toml"));
    let kept = run(&["commit", "lmr.toml", "-m", "första"]);
    assert_eq!(kept.exit, 0, "{}", kept.err);
    desk.put("lmr.toml", desk.read("2021-06-02.toml"));
    let alone = run(&["diff", "lmr.toml"]);
    assert_eq!((alone.exit, alone.err.as_str()), (0, ""));
    assert!(alone.out.starts_with("Ändringar från "), "{}", alone.out);
    assert!(alone.out.contains("[-Gunnel Åsbrandt-][+Henrik Malmgrund+]"));
    assert_eq!(run(&["commit", "lmr.toml", "-m", "andra"]).exit, 0);
    assert!(run(&["diff", "lmr.toml"]).out.ends_with("säger detsamma.\n"));
    let stored = run(&["diff", "--to", "docx,txt", "lmr-palliativ-vard@1", "lmr-palliativ-vard@2"]);
    assert_eq!((stored.exit, stored.err.as_str()), (0, ""));
    assert_eq!(stored.out, "lmr-palliativ-vard-2-andringar.docx\nlmr-palliativ-vard-2-andringar.txt\n");
    let unknown = run(&["diff", "lmr-palliativ-vard@1", "lmr-palliativ-vard@9"]);
    assert_ne!(unknown.exit, 0);
    insta::assert_snapshot!("unknown_revision", unknown.err);
    let summary = run(&["diff", "--summary", "lmr-palliativ-vard@1", "lmr.toml"]);
    insta::assert_snapshot!("summary_since", summary.out.lines().next().unwrap());
}
