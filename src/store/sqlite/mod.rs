//! The store in one encrypted SQLite file (SQLCipher).
