//! `tactful verify`: check that nothing on the record was changed.

use std::io::Write;

use anyhow::Context;
use serde_json::json;

use super::args::Verify;
use super::exit::Exit;
use crate::domain::log::{Head, Seal, Verification};
use crate::domain::shown;
use crate::exchange::json::write_line;
use crate::store::Store;

pub fn run(args: &Verify, store: &mut dyn Store, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let expect = args.head.as_deref().map(parse_head).transpose()?;
    let found = store.verify(expect, &mut |_| true)?;
    let (exit, line, text) = match &found {
        Verification::Whole(head) => {
            let line = json!({"whole": true, "entries": head.number, "head": show_head(*head)});
            (Exit::Done, line, format!("whole: {} entries, head {}", head.number, show_head(*head)))
        }
        Verification::Broken { number, reason } => {
            let line = json!({"whole": false, "entry": number, "reason": reason});
            (Exit::Findings, line, format!("broken at entry {number}: {}", shown::line(reason)))
        }
    };
    if args.json {
        write_line(out, &line)?;
    } else {
        writeln!(out, "{text}")?;
    }
    Ok(exit)
}

fn show_head(head: Head) -> String {
    format!("{}:{}", head.number, head.seal)
}

fn parse_head(text: &str) -> anyhow::Result<Head> {
    let wrong =
        || format!("'{text}' is not a head: it is written NUMBER:SEAL, as an earlier check printed it");
    let (number, seal) = text.split_once(':').with_context(wrong)?;
    let mut bytes = [0; 32];
    hex::decode_to_slice(seal.trim(), &mut bytes).ok().with_context(wrong)?;
    Ok(Head { number: number.trim().parse().ok().with_context(wrong)?, seal: Seal(bytes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_reads_as_it_was_printed() {
        let head = Head { number: 12, seal: Seal([7; 32]) };
        assert_eq!(parse_head(&show_head(head)).unwrap(), head);
        for wrong in ["", "12", "12:07", "x:0707070707070707070707070707070707070707070707070707070707070707"]
        {
            assert!(parse_head(wrong).is_err(), "{wrong}");
        }
    }
}
