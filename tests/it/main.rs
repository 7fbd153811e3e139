//! What crosses rooms, in one binary.

mod store;
