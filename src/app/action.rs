//! Everything that a key can be bound to: the one table from which keys, footers, help and palette derive.

use crate::domain::permission::Permission;

/// Where keys are pressed: a screen or an overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// Reminders, the home screen.
    Reminders,
    /// Patients.
    Patients,
    /// One patient.
    Patient,
    /// The history of the facts about one patient.
    History,
    /// Compose.
    Compose,
    /// Review.
    Review,
    /// Record.
    Record,
    /// One message on the record.
    Message,
    /// What somebody has to look at.
    Worklists,
    /// A day's end.
    Day,
    /// A list from which one line is picked.
    Pick,
    /// A form of several fields.
    Form,
    /// The import.
    Import,
    /// A message on its way out.
    HandOver,
    /// Many reminders answered one after the other.
    Batch,
    /// A call in place of a message.
    Call,
    /// Help, and other pages that are only read.
    Page,
    /// Whether the practice's files are sound.
    Doctor,
}

impl Place {
    /// All places.
    pub const ALL: [Self; 18] = [
        Self::Reminders,
        Self::Patients,
        Self::Patient,
        Self::History,
        Self::Compose,
        Self::Review,
        Self::Record,
        Self::Message,
        Self::Worklists,
        Self::Day,
        Self::Pick,
        Self::Form,
        Self::Import,
        Self::HandOver,
        Self::Batch,
        Self::Call,
        Self::Page,
        Self::Doctor,
    ];

    /// What it is called on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Reminders => "Reminders",
            Self::Patients => "Patients",
            Self::Patient => "Patient",
            Self::History => "History of facts",
            Self::Compose => "Compose",
            Self::Review => "Review",
            Self::Record => "Record",
            Self::Message => "Message",
            Self::Worklists => "Worklists",
            Self::Day => "Day's end",
            Self::Pick => "Choice",
            Self::Form => "Form",
            Self::Import => "Import",
            Self::HandOver => "Hand-over",
            Self::Batch => "Batch",
            Self::Call => "Call",
            Self::Page => "Page",
            Self::Doctor => "Doctor",
        }
    }
}

macro_rules! actions {
    ($($name:ident $word:literal $label:literal $help:literal [$($place:ident)*] [$($key:literal)*])+) => {
        /// What a key can be bound to.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $(#[doc = $help] $name,)+
        }

        impl Action {
            /// All actions, in the order in which footers and help show them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word in the settings.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The few words of the footer; empty where the footer leaves it out.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)+ }
            }

            /// The line of the help.
            pub const fn help(self) -> &'static str {
                match self { $(Self::$name => $help,)+ }
            }

            /// Where it is live.
            pub const fn places(self) -> &'static [Place] {
                match self { $(Self::$name => places!($($place)*),)+ }
            }

            /// The keys it is bound to by default.
            pub const fn default_keys(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($key),*],)+ }
            }
        }
    };
}

macro_rules! places {
    (Everywhere) => { &Place::ALL };
    (Lists) => { &[
        Place::Reminders, Place::Patients, Place::Patient, Place::History, Place::Review, Place::Record,
        Place::Message, Place::Worklists, Place::Day, Place::Pick, Place::Form, Place::Import, Place::HandOver, Place::Batch,
        Place::Call, Place::Page, Place::Doctor,
    ] };
    ($($place:ident)*) => { &[$(Place::$place),*] };
}

// name  word  footer  help  [places] [keys]
actions! {
    // what a screen is for
    Open "open" "Open" "Open or choose the line under the cursor" [Lists] ["enter"]
    Add "add" "Add" "Add something to this patient's file: a number, an objection, a proxy, a death ..." [Patient] ["a"]
    Write "write" "Write" "Write a message to this patient" [Patient] ["w"]
    ShowPatient "show-patient" "Patient" "Open the patient of this line" [Reminders Record Message Worklists Day] ["p"]
    Messages "messages" "Messages" "Show this patient's messages on the record" [Patient] ["m"]
    History "history" "History" "Show what was put on this patient's file, by whom and why" [Patient] ["h"]
    Undo "undo" "Take back" "Take back what was done last: put on file, snoozed, taken, closed; in a history, the line"
        [Reminders Patient History] ["u"]
    Change "change" "" "Change the fact of this line" [Patient] ["e"]
    Confirm "confirm" "Verified" "It is right: a number or address was asked about, what a file says of somebody was looked at"
        [Patient] ["v"]
    NotMe "not-me" "Not me" "Somebody else answered: out of use at once, everywhere on this file" [Patient] ["n"]
    Failed "failed" "Failed" "A message failed here or came back" [Patient] ["f"]
    MakeFirst "make-first" "First" "Put this contact point or wish first" [Patient] ["1"]
    Safe "safe" "Safe" "The named lead says that this contact point is safe, or not any more" [Patient] ["s"]
    MayOverride "may-override" "May override" "This objection may be overridden: which messages may come all the same, and what the talk says" [Patient] ["o"]
    ReviewDone "review-done" "Reviewed" "Looked at today; say when it is looked at again" [Patient] ["r"]
    DoNotTell "do-not-tell" "Do not tell" "Tell this person nothing about the patient, or lift that" [Patient] ["d"]
    Lives "lives" "Lives" "Where this person lives: with the patient, or apart from the others, whom nobody tells where"
        [Patient] ["l"]
    Stands "stands" "Stands" "A conflict: what is on file stands; \"left?\": they are still here" [Patient] ["k"]
    EndFact "end" "End" "It ends: no longer in use, withdrawn, lifted, a wrong death" [Patient] ["x"]
    Snooze "snooze" "Snooze" "Put this reminder off: an hour, tomorrow, Monday, a day of your choice" [Reminders] ["s"]
    Take "take" "" "Say that you are at this reminder, or no longer: the other desks see it" [Reminders] ["t"]
    Filter "filter" "" "Type to see only those whose name or purpose holds the words" [Reminders] ["/"]
    Sort "sort" "" "Show the list in another order: by day, by patient, by purpose" [Reminders] ["o"]
    ByRule "by-rule" "" "Show only those that one rule blocks: which rules, and how many each" [Reminders] ["r"]
    Views "views" "" "Pick one of the saved views" [Reminders] ["0"]
    KeepView "keep-view" "" "Save what is shown as a view, or rename or remove the view that is shown" [Reminders] ["9"]
    Mark "mark" "Mark" "Mark this reminder for the batch, or take the mark away" [Reminders] ["space"]
    MarkDown "mark-down" "" "Mark this reminder and go to the next" [Reminders] ["shift+down"]
    Range "range" "" "Begin a range here; pressed again, mark all from there to here" [Reminders] ["v"]
    MarkClear "mark-clear" "All" "Mark all of this part that are clear, beyond what is in sight too; or take all marks away" [Reminders] ["*"]
    Batch "batch" "Batch" "Show what the marked reminders would send, and who is left out and why" [Reminders] ["b"]
    Call "call" "Call" "Phone instead: what may be said, and how the call went" [Reminders] ["c"]
    Answered "answered" "Answered" "The patient answered and was told" [Call] ["a"]
    VoicemailLeft "voicemail-left" "Voicemail" "The safe script was left on the answering machine" [Call] ["v"]
    NoAnswer "no-answer" "No answer" "Nobody answered: it is tried again later" [Call] ["n"]
    WrongNumber "wrong-number" "Wrong number" "Somebody else answered: the number is out of use at once" [Call] ["w"]
    Wake "wake" "Wake" "This reminder waits again: it was put off, or closed without a message" [Reminders] ["w"]
    Part "part" "" "Show this part of the queue: now, today, this week, overdue, snoozed, mine, failed, done"
        [Reminders] ["1" "2" "3" "4" "5" "6" "7" "8"]
    Dismiss "dismiss" "Close" "Close this reminder without a message, and say why; in a batch the reason stands there"
        [Reminders Batch] ["d"]
    Import "import" "Import" "Import patients or reminders from a file" [Reminders] ["i"]
    NextFinding "next-finding" "Next finding" "Go to the next finding" [Compose] ["f5"]
    Cure "cure" "Cure" "Apply the first cure (Ctrl+Z undoes it); a reminder is opened with that done"
        [Reminders Compose] ["f6"]
    CureNumber "cure-number" "" "Apply the cure with this number" [Compose]
        ["alt+1" "alt+2" "alt+3" "alt+4" "alt+5" "alt+6" "alt+7" "alt+8" "alt+9"]
    Template "template" "Template" "Take an approved text and fill it from the record" [Compose] ["f7"]
    Route "route" "Route" "Choose who reads it, by what, and where" [Compose] ["f8"]
    Review "review" "Review" "Look at it a last time before it goes" [Compose] ["f9"]
    Explain "explain" "Why?" "Explain the rule behind this finding" [Compose Review] ["alt+w"]
    GiveUp "give-up" "" "Do not send this message, and put on the record why" [Compose] ["alt+g"]
    Emergency "emergency" "" "Declare an emergency, which lifts wishes and objections, or take it back" [Compose]
        ["alt+e"]
    DiscardDraft "discard-draft" "" "Throw this draft away" [Compose] ["alt+x"]
    Seen "seen" "Seen" "Say that you have seen this warning" [Review Batch] ["space"]
    Override "override" "Override" "Override this stop on the record" [Review] ["o"]
    SendIt "hand-over" "Hand over" "Put it on the record and hand it over" [Review Batch] ["ctrl+s"]
    Toggle "toggle" "" "Tick or untick" [Form Import] ["space"]
    Keep "keep" "Put on file" "Put what the form says on file" [Form] ["ctrl+s"]
    TakeBack "take-back" "Take back" "Take this message back before it goes" [HandOver Message] ["t"]
    HandOver "resume" "Hand over" "Hand over this message that is still held" [Message] ["h"]
    Sent "sent" "Sent" "Confirm that this message was sent" [HandOver Message Batch] ["s"]
    NotSent "not-sent" "Not sent" "Say that this message was not sent, and why" [HandOver Message] ["n"]
    CopyAgain "copy-again" "Copy again" "Copy the text to the clipboard again" [HandOver] ["c"]
    CopySubject "copy-subject" "Copy subject" "Copy the subject line to the clipboard" [HandOver] ["u"]
    Later "later" "Later" "Leave it on the worklist and confirm later" [HandOver] ["l"]
    Correct "correct" "Correct" "Append a correction" [Message] ["c"]
    CopyBlock "copy-block" "Copy for record" "Copy the block for the clinical record" [Message Day] ["y"]
    Copied "copied" "Is copied" "Say that it is in the clinical record" [Message Day] ["k"]
    Sheet "sheet" "Write sheet" "Write this day to a sheet of text and a CSV; of a batch, write those left out as CSV"
        [Day Batch] ["w"]
    DayEnd "day-end" "" "What was handled today, what waits and why, what is to be followed up" [Reminders] ["e"]
    Decide "decide" "Decide" "Put the guardian's decision about the overrides on the record" [Message] ["g"]
    Settle "settle" "Settle" "Settle this line" [Worklists] ["s"]
    States "states" "Filter" "Show all, those to confirm, those to copy, those not sent" [Record] ["s"]
    Verify "verify" "Check chain" "Check that every entry of the record is as it was sealed and signed, and fits the checkpoints and the key file" [Record] ["v"]
    BackUp "back-up" "Back up now" "Copy the practice now, encrypted, and check every page and entry of the copy" [Doctor] ["b"]
    Restore "restore" "Go back to a copy" "Go back to a copy of the practice: pick one, see what is lost by it, type a word"
        [Doctor] ["g"]
    // moves
    Up "up" "" "Up one line" [Lists] ["up"]
    Down "down" "" "Down one line" [Lists] ["down"]
    PageUp "page-up" "" "Up one page" [Lists] ["pageup"]
    PageDown "page-down" "" "Down one page" [Lists] ["pagedown"]
    First "first" "" "To the first line" [Lists] ["home"]
    Last "last" "" "To the last line" [Lists] ["end"]
    Left "left" "" "The choice before; the part of the queue before; the day before"
        [Reminders Review Form Import HandOver Day] ["left"]
    Right "right" "" "The next choice; the next part of the queue; the next day"
        [Reminders Review Form Import HandOver Day] ["right"]
    NextPart "next-part" "Next part" "To the next part of the screen"
        [Reminders Patient Compose Review Record Form Import Day] ["tab"]
    PreviousPart "previous-part" "" "To the part before"
        [Reminders Patient Compose Review Record Form Import Day] ["shift+tab"]
    Back "back" "Back" "Back to where you came from; what was typed is kept" [Everywhere] ["esc"]
    // everywhere
    GoPatients "patients" "Patients" "Find a patient" [Everywhere] ["f2"]
    GoReminders "reminders" "Reminders" "The reminders that are due" [Everywhere] ["f3"]
    GoRecord "record" "Record" "The record of all messages" [Everywhere] ["f4"]
    GoWorklists "worklists" "Worklists" "What somebody has to look at" [Everywhere] ["f10"]
    GoDay "day" "" "The day's end: sums, charts, what each rule found" [Everywhere] []
    GoDoctor "doctor" "" "Are the files sound? Backups, who holds a key, a backup now"
        [Everywhere] []
    Palette "palette" "" "Find any command by its name" [Everywhere] ["ctrl+p"]
    Theme "theme" "" "Choose the colours" [Everywhere] []
    ChangeStaff "staff" "" "Say who sits here now" [Everywhere] []
    Reveal "reveal" "" "Show for a while what is held back from the counter" [Everywhere] ["alt+r"]
    Hide "hide" "" "Lock at once; without passphrases blank the screen" [Everywhere] ["f12"]
    Quit "quit" "" "End the program; drafts are kept" [Everywhere] ["ctrl+q"]
    Help "help" "Help" "What the keys do here" [Everywhere] ["f1"]
}

impl Action {
    /// The action with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.word() == word)
    }

    /// Whether it is live in a place.
    pub fn is_live(self, place: Place) -> bool {
        self.places().contains(&place)
    }

    /// Whether it is live in every place.
    pub fn is_everywhere(self) -> bool {
        self.places().len() == Place::ALL.len()
    }

    /// What whoever presses it has to be allowed.
    pub const fn needs(self) -> Permission {
        match self {
            Self::Import => Permission::Import,
            Self::Decide => Permission::Decide,
            Self::BackUp | Self::Restore => Permission::Backup,
            _ => Permission::Work,
        }
    }

    /// Whether it commits to something that cannot be undone: a held key, or the key that opened the place, does not do it.
    pub const fn commits(self) -> bool {
        matches!(
            self,
            Self::SendIt
                | Self::Sent
                | Self::NotSent
                | Self::HandOver
                | Self::Copied
                | Self::DiscardDraft
                | Self::Settle
                | Self::Answered
                | Self::VoicemailLeft
                | Self::NoAnswer
                | Self::WrongNumber
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unique() {
        for (at, action) in Action::ALL.iter().enumerate() {
            assert_eq!(Action::ALL.iter().position(|other| other.word() == action.word()), Some(at));
            assert_eq!(Action::from_word(action.word()), Some(*action));
            assert!(!action.help().is_empty() && !action.places().is_empty());
        }
    }
}
