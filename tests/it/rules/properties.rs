//! What holds for any text: no panic, whole spans, the same answer twice, cures that cure.

use jiff::civil::date;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use tactful::domain::channel::Channel;
use tactful::domain::clock::Moment;
use tactful::domain::practice::Practice;
use tactful::domain::span::{Field, Span};
use tactful::policy::{Case, Change, Checker, Content, Cure, Finding, Settings, judge};

thread_local! {
    static CHECKER: Checker = Checker::new(Settings {
        practice: Practice {
            name: "Tarn Lane Surgery".into(),
            phones: vec!["01632 960114".into()],
            domains: vec!["tarnlane.example".into()],
            address: "4 Tarn Lane, Boldon".into(),
        },
        ..Settings::default()
    });
}

fn with_case<T>(text: &str, subject: Option<&str>, channel: Channel, run: impl FnOnce(&Case<'_>) -> T) -> T {
    CHECKER.with(|checker| {
        let now = Moment::noon(date(2026, 11, 22)).unwrap();
        let bare = Case::of(text, channel, checker);
        run(&Case { content: Content { subject, ..bare.content }, now: Some(&now), ..bare })
    })
}

fn findings(text: &str, subject: Option<&str>, channel: Channel) -> Vec<Finding> {
    with_case(text, subject, channel, |case| judge(case).findings)
}

fn is_whole(text: &str, span: Span) -> bool {
    let edges = || text.grapheme_indices(true).map(|(at, _)| at).chain(std::iter::once(text.len()));
    span.start < span.end && edges().any(|at| at == span.start) && edges().any(|at| at == span.end)
}

/// Pieces of messages, near-misses and hostile signs, put together at random.
fn message() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(vec![
            "Hi Joanne,", "your", "chlamydia", "test", "is positive.", "HIV", "methadone", "at 10.30am", "Tuesday 9 December",
            "GUM clinic", "self-harm", "((name))", "[insert]", "bit.ly/x", "01632 960114", "999 005 3413", "IVF", "PIP",
            "if you are or might be pregnant", "Dear ,", "XX/XX", "pls task", "within the hour", "cancer", "CAMHS", "coil",
            "your wife", "her results", "normal", "ferritin 9", "\n", "\n\n", ". ", "! ", ", ", "(", "http://10.0.0.1/a?b=c",
            "see you at the hospice.", "Dr Will Hope", "Regards,\nGrace", "appointment", "prescription", "ready to collect",
        ]).prop_map(str::to_owned),
        1 => prop::sample::select(vec![
            "\u{301}", "\u{200d}", "\u{202e}", "\r\n", "\u{0}", "e\u{301}", "👨\u{200d}👩\u{200d}👧", "Ł", "ﬁ", "ＨＩＶ", "ß", "漢字", "\u{fe0f}",
        ]).prop_map(str::to_owned),
        1 => ".{0,8}",
    ];
    (prop::collection::vec(piece, 0..24), prop::bool::ANY)
        .prop_map(|(pieces, spaced)| pieces.join(if spaced { " " } else { "" }))
}

/// A message, or one with parts taken out, doubled and swapped.
fn hostile() -> impl Strategy<Value = String> {
    let cuts = prop::collection::vec((any::<prop::sample::Index>(), 0..4u8), 0..6);
    (message(), cuts).prop_map(|(text, cuts)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, kind) in cuts.into_iter().filter(|_| !text.is_empty()) {
            let at = at.index(text.len()).min(chars.len().saturating_sub(1));
            match (kind, chars.get(at).copied()) {
                (0, Some(_)) => drop(chars.remove(at)),
                (1, Some(c)) => chars.insert(at, c),
                (2, Some(_)) if at > 0 => chars.swap(at, at - 1),
                (_, Some(c)) => chars.splice(at..=at, c.to_uppercase()).for_each(drop),
                _ => {}
            }
        }
        chars.into_iter().collect()
    })
}

fn hold(text: &str, subject: Option<&str>, channel: Channel) -> Result<(), TestCaseError> {
    let first = findings(text, subject, channel);
    for finding in &first {
        prop_assert!(!finding.cures.is_empty(), "{finding:?}");
        for span in finding.span.iter().chain(&finding.others) {
            let field = if span.field == Field::Text { text } else { subject.unwrap_or("") };
            prop_assert!(is_whole(field, *span), "{span:?} in {field:?}: {finding:?}");
        }
    }
    prop_assert_eq!(first, findings(text, subject, channel));
    Ok(())
}

// ten thousand texts, a channel to a thread
proptest! {
    #![proptest_config(ProptestConfig { cases: 2500, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_whole_and_answers_the_same_in_emails(text in hostile(), subject in ".{0,20}") {
        hold(&text, Some(&subject), Channel::Email)?;
    }

    #[test]
    fn spans_are_whole_and_answers_the_same_in_texts(text in hostile()) {
        hold(&text, None, Channel::Text)?;
    }

    #[test]
    fn spans_are_whole_and_answers_the_same_in_letters(text in hostile()) {
        hold(&text, None, Channel::Letter)?;
    }

    #[test]
    fn spans_are_whole_and_answers_the_same_in_voicemails(text in hostile()) {
        hold(&text, None, Channel::Voicemail)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn a_cured_text_gives_no_finding_of_that_rule(text in message()) {
        for finding in findings(&text, None, Channel::Text) {
            let rewrites = |cure: &&Cure| matches!(cure.change, Change::Rewrite { .. } | Change::Neutral { .. });
            let rewritten = with_case(&text, None, Channel::Text, |case| {
                let cure = finding.cures.iter().find(rewrites)?;
                cure.change.text(case).map(|(_, text)| text.into_owned())
            });
            if let Some(cured) = rewritten {
                let again = findings(&cured, None, Channel::Text);
                let same = again.iter().any(|f| f.rule == finding.rule && finding.rule != "length-cost");
                prop_assert!(!same, "{}: {text:?} became {cured:?}: {again:?}", finding.rule);
            }
        }
    }
}

fn cpu() -> std::time::Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    std::time::Duration::new(u64::try_from(time.tv_sec).unwrap(), u32::try_from(time.tv_nsec).unwrap())
}

#[test]
fn a_megabyte_is_read_in_time_linear_in_its_length() {
    // a guard against blow-up, not a measurement: the bench has the figures
    for piece in [
        "chlamydi ",
        "((((",
        "e\u{301}\u{301}",
        "if you are or might be ",
        "999 005 ",
        "a.b@",
        "xx ",
        "self harm ",
    ] {
        let short = piece.repeat(20_000 / piece.len());
        let long = piece.repeat(80_000 / piece.len());
        // the thread's own time, the best of three: other work on the machine does not count
        let time = |text: &str| {
            let run = || {
                let start = cpu();
                let _ = findings(text, None, Channel::Letter);
                cpu().saturating_sub(start).as_secs_f64()
            };
            run().min(run()).min(run())
        };
        let (short, long) = (time(&short).max(0.005), time(&long));
        assert!(long < short * 14.0, "{piece:?}: {short} s, four times as long {long} s");
    }
}
