//! Findings and their cures: one key applies, one key undoes.

use super::{Compose, Focus};
use crate::app::turn::{Go, Turn};
use crate::app::writing::quote;
use crate::domain::communication::{Recipient, RecordMode};
use crate::domain::settlement::Settlement;
use crate::domain::span::{Field, Span};
use crate::policy::{Change, Finding};

impl Compose {
    /// Goes to the next finding and selects its words.
    pub(super) fn next_finding(&mut self) {
        let count = self.writing.verdict.findings.len();
        if count == 0 {
            return;
        }
        let place = |span: Span| (span.field, span.start, span.end);
        let now = self.selected();
        let on_it = self.current().and_then(|finding| finding.span).map(place) == now && now.is_some();
        let at = if on_it || self.current().is_some_and(|f| f.span.is_none()) {
            self.finding + 1
        } else {
            self.finding
        };
        self.finding = at % count;
        if let Some(span) = self.current().and_then(|finding| finding.span) {
            self.go_to(span);
        }
    }

    fn selected(&self) -> Option<(Field, usize, usize)> {
        let (field, editor) = match self.focus {
            Focus::Subject => (Field::Subject, &self.subject),
            _ => (Field::Text, &self.body),
        };
        editor.selection().map(|range| (field, range.start, range.end))
    }

    fn go_to(&mut self, span: Span) {
        match span.field {
            Field::Subject if self.writing.draft.channel.has_subject() => {
                self.focus = Focus::Subject;
                self.subject.select(span.range());
            }
            Field::Subject => {}
            Field::Text => {
                self.focus = Focus::Text;
                self.body.select(span.range());
            }
        }
    }

    /// Applies a cure of the present finding; characters that nobody can see go first.
    pub(super) fn cure(&mut self, number: usize, turn: &mut Turn<'_>) {
        if number == 0 && self.writing.hidden().is_some() {
            return self.remove_hidden(turn);
        }
        let Some(finding) = self.current().cloned() else {
            return turn.hint("Nothing was found: there is nothing to cure");
        };
        let Some(cure) = finding.cures.get(number).cloned() else {
            return turn.hint(format!("This finding has no cure number {}", number + 1));
        };
        let changes_text = cure.change.is_words();
        if changes_text {
            self.note_cured(&finding, &cure.title);
        }
        self.apply(cure.change, turn);
        if changes_text {
            turn.done(format!("{}. Ctrl+Z undoes it", cure.title));
        }
    }

    fn note_cured(&mut self, finding: &Finding, cure: &str) {
        let had_words = quote(finding, &self.writing.draft).is_some();
        if had_words || finding.span.is_none() {
            self.writing.settle(finding, Settlement::Cured { cure: cure.to_owned() });
        }
    }

    fn apply(&mut self, change: Change, turn: &mut Turn<'_>) {
        let recipient = self.writing.draft.recipient.clone();
        let channel = self.writing.draft.channel;
        match change {
            Change::Replace { span, with } => {
                match span.field {
                    Field::Subject => self.subject.replace(span.range(), &with),
                    Field::Text => self.body.replace(span.range(), &with),
                }
                self.changed_by_hand(turn);
            }
            Change::Rewrite { .. } | Change::Neutral { .. } => {
                match self.writing.text_after(&change, turn.cx) {
                    Some((Field::Subject, text)) => self.subject.set_text(text),
                    Some((Field::Text, text)) => self.body.set_text(text),
                    None => {}
                }
                self.changed_by_hand(turn);
            }
            Change::Channel(channel) => {
                let contact = self.writing.contact_for(channel, turn.cx);
                self.set_route((recipient, channel, contact), turn);
                turn.done(format!("{} now. Ctrl+Z undoes it", channel.label()));
            }
            Change::Contact(contact) => {
                self.set_route((recipient, channel, Some(contact)), turn);
                turn.done(format!("It goes to {} now. Ctrl+Z undoes it", self.writing.address()));
            }
            Change::Recipient(reader) => self.change_reader(reader, turn),
            Change::GoTo(span) => self.go_to(span),
            Change::ChooseRecord => {
                self.writing.draft.record = Some(RecordMode::Exact);
                self.changed_by_hand(turn);
                turn.done("The record will hold the exact text; the last look offers other ways");
            }
            Change::GiveUp => self.ask_give_up(turn),
            Change::OpenPatient => turn.go(Go::Patient(self.writing.draft.patient)),
        }
    }

    fn change_reader(&mut self, reader: Recipient, turn: &mut Turn<'_>) {
        let channel = self.writing.draft.channel;
        let before = (self.writing.draft.recipient.clone(), channel, self.writing.draft.contact);
        self.writing.take_route(reader.clone(), channel, None);
        self.writing.judge(turn.cx);
        let contact = self.writing.contact_for(channel, turn.cx);
        self.set_route((reader, channel, contact), turn);
        self.route_before = Some(before);
        turn.done(format!("{} reads it now. Ctrl+Z undoes it", self.writing.recipient_name()));
    }

    fn remove_hidden(&mut self, turn: &mut Turn<'_>) {
        if let Some(span) = self.writing.hidden_span() {
            self.go_to(span);
        }
        for editor in [&mut self.subject, &mut self.body] {
            let cleaned = plain(editor.text());
            if cleaned != editor.text() {
                editor.set_text(cleaned);
            }
        }
        self.changed_by_hand(turn);
        turn.done("Characters that cannot be seen are removed. Ctrl+Z undoes it");
    }
}

/// A text without what cannot be seen. What parted words parts them still: joining "take 1" and "0 mg" would be worse.
fn plain(text: &str) -> String {
    let sign = crate::domain::shown::sign;
    let unified = text.replace("\r\n", "\n");
    let one = |c: char| match c {
        '\r' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{b}' | '\u{c}' => Some('\n'),
        c if c.is_control() && sign(c).is_some() => Some(' '),
        c => sign(c).is_none().then_some(c),
    };
    unified.chars().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;
    use crate::domain::shown::first_hidden;

    #[test]
    fn what_cannot_be_seen_goes_and_never_joins_words() {
        assert_eq!(
            plain("take 1\u{b}0 mg\r\nat\u{202e} n\u{200b}ight\u{1b}[31m"),
            "take 1\n0 mg\nat night [31m"
        );
        assert_eq!(first_hidden(&plain("\0a\u{feff}b\rc\u{9b}d")), None);
        assert_eq!(plain("Siân\tÓ\n"), "Siân\tÓ\n");
    }
}
