//! The screens: keys pressed against invented answers, and what is then seen.

mod fake;
mod keys;
mod people;
mod settle;
mod shots;
mod window;
