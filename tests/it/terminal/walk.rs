//! A whole story at the desk: an objection is taken down, a message goes against it on the record, the Caldicott Guardian
//! finds it, decides, and the person's history tells of it.

use std::time::Duration;

use super::{ENTER, F2, open, practice};

const F8: &str = "\x1b[19~";
const F9: &str = "\x1b[20~";
const F10: &str = "\x1b[21~";
const DOWN: &str = "\x1b[B";
const END: &str = "\x1b[F";
const SAVE: &str = "\x13";
const PALETTE: &str = "\x10";

#[test]
fn an_override_of_an_objection_reaches_the_guardian_and_the_history() {
    let folder = practice();
    let mut desk = open(folder.path(), (100, 30));
    // keys that commit want the key before to be let go
    let pause = |desk: &mut super::Pty| {
        desk.settle(Duration::from_millis(200));
    };

    desk.send(F2);
    desk.wait("Patients");
    desk.send("07700");
    desk.wait("999 0");
    pause(&mut desk);
    desk.send(ENTER);
    desk.wait("How to reach them");
    desk.send("a");
    desk.wait("Add to the file");
    desk.send("o");
    desk.wait("Objects to");
    pause(&mut desk);
    desk.send(SAVE);
    desk.wait("OBJECTS TO");

    desk.send("w");
    desk.wait("F9 Review");
    desk.send(F8);
    desk.wait("type to narrow");
    desk.send("text");
    pause(&mut desk);
    desk.send(ENTER);
    desk.wait("by Text");
    desk.send("Please call us about your visit.");
    desk.wait("The patient objects to text");
    desk.send(F9);
    desk.wait("Not yet: One stop has to be cured or overridden");

    desk.send("o");
    desk.wait("Override this stop");
    for answer in ["", "the letter would come too late", "Dr Lewin", "y"] {
        desk.send(answer);
        pause(&mut desk);
        desk.send(DOWN);
    }
    pause(&mut desk);
    desk.send(ENTER);
    desk.wait("[overridden]");
    // whoever runs this in the quiet hours is warned of them
    if desk.contents().contains("not seen yet") {
        pause(&mut desk);
        desk.send(" ");
        desk.wait_for("the warning is seen", |screen| !screen.contents().contains("not seen yet"));
    }
    desk.send(END);
    pause(&mut desk);
    desk.send(ENTER);
    desk.wait("Yes, it was sent");
    pause(&mut desk);
    desk.send("s");
    desk.wait("Sent: it is on the record");

    desk.send(PALETTE);
    desk.wait("Commands");
    desk.send("staff");
    pause(&mut desk);
    desk.send(ENTER);
    desk.wait("Caldicott Guardian");
    desk.send("caldicott");
    pause(&mut desk);
    desk.send(ENTER);
    pause(&mut desk);
    desk.send(F10);
    desk.wait("Overrides awaiting the guardian");
    pause(&mut desk);
    desk.send(ENTER);
    desk.wait("objection-channel: Please call us");
    // the newest stands last
    desk.send(END);
    pause(&mut desk);
    desk.send("s");
    desk.wait("The guardian's decision");
    pause(&mut desk);
    desk.send(DOWN);
    desk.send("right: the visit was the next day");
    desk.send(DOWN);
    pause(&mut desk);
    desk.send(ENTER);
    desk.wait_for("the override leaves the list", |screen| {
        !screen.contents().contains("objection-channel: Please call us")
    });

    desk.send(F2);
    desk.wait("Patients");
    desk.send("07700");
    desk.wait("999 0");
    pause(&mut desk);
    desk.send(ENTER);
    desk.wait("OBJECTS TO");
    desk.send("m");
    desk.wait("Showing: of this patient");
    pause(&mut desk);
    desk.send(ENTER);
    desk.wait("Caldicott Guardian");
    desk.wait("upheld: right: the visit was the next day");
}
