//! What crosses rooms, in one binary.

mod architecture;
mod store;
