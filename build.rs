//! Compiles the lexicon into the image that the program reads at its start.
#![expect(dead_code, reason = "of the modules of the program only the compiler of the lexicon is used here")]
#![expect(clippy::disallowed_methods, reason = "Cargo says by the environment where the image goes")]

use std::path::Path;

#[path = "src/domain"]
mod domain {
    pub mod topic;
}

#[path = "src/policy"]
mod policy {
    pub mod lexicon {
        pub mod compile;
        pub mod cue;
        pub mod image;
        pub mod matcher;
        pub mod source;
        mod surroundings;
        pub mod trie;
        pub mod vocabulary;
    }
    pub mod text {
        pub mod fold;
        pub mod links;
        pub mod seek;
        pub mod token;

        pub use fold::Folded;
        pub use token::{Token, Tokens};
    }
}

use policy::lexicon::compile::{Lexicon, Terms};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for used in ["build.rs", "assets/lexicon", "src/policy/lexicon", "src/policy/text", "src/domain/topic.rs"]
    {
        println!("cargo::rerun-if-changed={used}");
    }
    let folder = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&folder).join("lexicon.image"), Lexicon::compile(&Terms::default()).to_image())?;
    Ok(())
}
