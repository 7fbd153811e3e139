//! The screens: keys pressed against invented answers, and what is then seen.

mod any_keys;
mod batch;
mod call;
mod day;
mod discreet;
mod doctor;
mod door;
mod fake;
mod fake_day;
mod fake_queue;
mod front;
mod hand_over;
mod hands;
mod keeping;
mod keys;
mod people;
mod settle;
mod shots;
mod triage;
mod window;
mod worklists;
mod writing;
