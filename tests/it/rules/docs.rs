//! `docs/rules.md` is what `tactful explain --markdown` prints.

#[test]
fn the_page_of_rules_is_current() {
    let printed = std::process::Command::new(env!("CARGO_BIN_EXE_tactful"))
        .args(["explain", "--markdown"])
        .output()
        .unwrap();
    assert!(printed.status.success());
    let page = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md")).unwrap();
    assert!(printed.stdout == page, "docs/rules.md is old: run `tactful explain --markdown > docs/rules.md`");
}
