//! Doctor in the program: findings with their cures, the age of the last backup, who holds a key; a backup by one key.

use tactful::app::overlay::Overlay;
use tactful::domain::permission::Permission;

use super::window::Window;

fn opened() -> Window {
    let mut window = Window::new();
    window.press("f2 ctrl+p");
    window.type_text("doctor");
    window.press("enter");
    window
}

#[test]
fn it_is_reached_by_the_palette_and_makes_a_backup_by_one_key() {
    let mut window = opened();
    for words in
        ["Somebody should see to", "! backups", "there is no backup", "recovery key", "To go back to a copy"]
    {
        assert!(window.sees(words), "{words}: {}", window.text());
    }
    for size in [(80, 24), (120, 40)] {
        window.size = size;
        insta::assert_snapshot!(format!("doctor_{}x{}", size.0, size.1), window.shot());
    }
    window.press("b");
    assert_eq!(window.fake.copies, 1);
    assert!(
        window.sees("A copy was made") && window.sees("Everything is as it should be"),
        "{}",
        window.text()
    );
    assert_eq!(tactful::app::Action::BackUp.needs(), Permission::Backup);
    window.press("esc");
    assert!(!matches!(window.app.overlay(), Some(Overlay::Doctor(_))));
}
