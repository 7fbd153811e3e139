//! Two programs on one file, and one that is killed: what one desk records stops the other, what was typed comes back.

use std::time::Duration;

use super::pty::Pty;
use super::{ENTER, F2, compose, die_over_a_form, open, practice};

const F8: &str = "\x1b[19~";
const F9: &str = "\x1b[20~";
const DOWN: &str = "\x1b[B";
const END: &str = "\x1b[F";
const SAVE: &str = "\x13";

fn pause(desk: &mut Pty) {
    desk.settle(Duration::from_millis(300));
}

/// Goes to the first patient whose name begins with a letter.
fn patient(desk: &mut Pty, letter: &str) {
    desk.send(F2);
    desk.wait("Patients");
    desk.send(letter);
    desk.wait("999 0");
    pause(desk);
    desk.send(ENTER);
    desk.wait("Add  w Write");
    pause(desk);
}

#[test]
fn an_objection_recorded_at_one_desk_stops_the_message_at_the_other() {
    let folder = practice();
    let mut one = open(folder.path(), (100, 30));
    let mut other = open(folder.path(), (100, 30));
    compose(&mut one, "b");
    one.send(F8);
    one.wait("type to narrow");
    one.send("letter");
    pause(&mut one);
    one.send(ENTER);
    one.wait("by Letter");
    one.send("Please call us about your visit.");
    one.wait("Please call us about your visit.");
    pause(&mut one);
    assert!(!one.contents().contains("objects to"), "{}", one.contents());
    one.send(F9);
    one.wait("Exactly this text");

    patient(&mut other, "b");
    other.send("a");
    other.wait("Add to the file");
    other.send("o");
    other.wait("Objects to");
    other.send("l");
    other.wait("Letter");
    pause(&mut other);
    other.send(SAVE);
    other.wait("OBJECTS TO");

    // whether the other program has noticed by now or not: the message does not go
    one.send(END);
    pause(&mut one);
    one.send(ENTER);
    one.wait("objects to letter");
    pause(&mut one);
    other.send("m");
    other.wait("Showing: of this patient");
    pause(&mut other);
    assert!(!other.contents().contains("Please call us about your visit."), "{}", other.contents());
}

#[test]
fn a_form_that_was_not_finished_comes_back_after_a_crash() {
    let folder = practice();
    let mut desk = open(folder.path(), (100, 30));
    patient(&mut desk, "b");
    die_over_a_form(desk);
    let mut desk = open(folder.path(), (100, 30));
    desk.wait("not finished: proxy");
    patient(&mut desk, "b");
    desk.send(END);
    pause(&mut desk);
    desk.send(DOWN);
    desk.wait_for("the form is on the screen's list", |screen| screen.contents().contains("not finished"));
}
