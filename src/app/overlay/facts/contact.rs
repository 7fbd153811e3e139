//! The form of a contact point: one line that takes a number, an email address or a home, and says what it was read as.

use jiff::civil::Date;

use super::{Answers, Described, Sheet, WHY, change, typed_day, when};
use crate::app::overlay::form::{FormField, Wrong};
use crate::app::turn::Stamp;
use crate::domain::contact::{ContactPoint, ContactValue, Trouble, Verification, Verified, is_email};
use crate::domain::date::Period;
use crate::domain::dossier::Dossier;
use crate::domain::fact::{Fact, FactChange};
use crate::domain::ids::{ContactPointId, ProxyId};
use crate::domain::person::{Address, Use};
use crate::domain::proxy::Proxy;
use crate::domain::telephone::{Line, Telephone};

pub(super) const FORM: Described = Described { title, fields, changes, read_as };

/// The field of the value; keys and conflicts put words into it.
pub const VALUE: &str = "Number, email, address";
const KIND: &str = "Kind";
const GIVEN: &str = "Verified";
const WHOSE: &str = "Whose";
const USE: &str = "Use";
/// The last day on which it is in use.
pub const UNTIL: &str = "Last day in use";

const KINDS: [&str; 6] =
    ["as it is written", "a phone or mobile", "an email", "an address", "the NHS App", "a textphone"];
const USES: [Use; 5] = [Use::Home, Use::Work, Use::Mobile, Use::Temp, Use::Usual];
const HOWS: [Verification; 3] = [Verification::Desk, Verification::Phone, Verification::Letter];

fn present(sheet: &Sheet) -> Option<&ContactPoint> {
    match &sheet.ask.fact {
        Some(Fact::Contact { point, .. }) => Some(point),
        _ => None,
    }
}

fn title(sheet: &Sheet) -> String {
    sheet.titled("a way to reach them")
}

fn fields(sheet: &Sheet) -> Vec<FormField> {
    let point = present(sheet);
    let hidden = point.is_some_and(|point| sheet.dossier.hides(point));
    let shown = point.filter(|point| !hidden && point.value != ContactValue::NhsApp);
    let value = FormField::words(VALUE, &shown.map(|point| point.value.show()).unwrap_or_default());
    // a number or an email is replaced as a whole; in an address a word may be wrong
    let is_home = shown.is_some_and(|point| matches!(point.value, ContactValue::Post(_)));
    let value = if is_home { value } else { value.typed_over() };
    let hint = if hidden { "not shown: empty keeps it" } else { "07700 900123, jo@mail.example ..." };
    let kind = point.map_or(0, |point| match point.value {
        ContactValue::NhsApp => 4,
        ContactValue::Textphone(_) => 5,
        _ => 0,
    });
    let mut fields = vec![value.optional().hint(hint), FormField::choice(KIND, KINDS, kind)];
    let hows = ["at the desk", "on the phone", "by letter"];
    let proxies: Vec<&Proxy> = sheet.dossier.proxies.iter().flatten().collect();
    match point {
        None => {
            fields.push(FormField::choice(GIVEN, hows.into_iter().chain(["not by them"]), 0));
            if !proxies.is_empty() {
                let names =
                    proxies.iter().map(|proxy| format!("{} ({})", proxy.name.show(), proxy.relationship));
                let at = proxies.iter().position(|proxy| Some(proxy.id) == sheet.ask.of);
                let whose = std::iter::once("the patient's own".to_owned()).chain(names);
                fields.push(FormField::choice(WHOSE, whose, at.map_or(0, |at| at + 1)));
            }
        }
        Some(_) => fields.push(FormField::choice(GIVEN, ["not asked now"].into_iter().chain(hows), 0)),
    }
    let uses = std::iter::once("usual for its kind").chain(USES.iter().map(|one| one.label()));
    let at = point.and_then(|point| USES.iter().position(|one| *one == point.use_));
    fields.push(FormField::choice(USE, uses, at.map_or(0, |at| at + 1)));
    let until = typed_day(point.and_then(|point| point.period.end));
    fields.push(
        FormField::words(UNTIL, &until).optional().check(when::is_day).hint("empty: until further notice"),
    );
    fields.push(FormField::words(WHY, "").optional());
    fields
}

/// Reads what was typed as a number, an email address or a home.
fn value(text: &str, kind: usize) -> Result<ContactValue, String> {
    if kind == 4 {
        return Ok(ContactValue::NhsApp);
    }
    if text.is_empty() {
        return Err("Type a number, an email address or a postal address".into());
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match kind {
        1 => phone(text).map(ContactValue::Phone),
        5 => phone(text).map(ContactValue::Textphone),
        2 => email(text),
        3 => Ok(home(text)),
        _ if text.contains('@') => email(text),
        _ if digits >= 5
            && letters <= 12
            && text.starts_with(|c: char| c.is_ascii_digit() || "+(".contains(c))
            && Telephone::new(text).line() != Line::Invalid =>
        {
            phone(text).map(ContactValue::Phone)
        }
        _ if letters == 0 => phone(text).map(ContactValue::Phone),
        _ if text.contains(',') || postcode(text).is_some() => Ok(home(text)),
        _ => {
            Err("Not a number, not an email: an address needs commas or a postcode (or say which it is)"
                .into())
        }
    }
}

fn phone(text: &str) -> Result<Telephone, String> {
    let number = Telephone::new(text);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match number.line() {
        Line::Invalid => {
            Err(format!("Not a phone number: {digits} digits; UK numbers have 11, as 07700 900123"))
        }
        _ => Ok(number),
    }
}

fn email(text: &str) -> Result<ContactValue, String> {
    if is_email(text) {
        return Ok(ContactValue::Email(text.to_owned()));
    }
    Err("Not an email address: one @, no blanks, a dot behind it, as jo@mail.example".into())
}

/// The postcode at the end of a text, and where it begins.
fn postcode(text: &str) -> Option<(usize, String)> {
    let is_inward = |word: &str| matches!(word.as_bytes(), [a, b, c] if a.is_ascii_digit() && b.is_ascii_alphabetic() && c.is_ascii_alphabetic());
    let is_outward = |word: &str| {
        (2..=4).contains(&word.len())
            && word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.bytes().all(|b| b.is_ascii_alphanumeric())
            && word.bytes().any(|b| b.is_ascii_digit())
    };
    let end = text.trim_end();
    let last = end.rfind([' ', ',']).map_or(0, |at| at + 1);
    let word = end.get(last..)?;
    if is_inward(word) {
        let head = end.get(..last)?.trim_end();
        let before = head.rfind([' ', ',']).map_or(0, |at| at + 1);
        let outward = head.get(before..)?;
        return is_outward(outward).then(|| (before, format!("{outward} {word}").to_uppercase()));
    }
    let (outward, inward) = word.split_at_checked(word.len().checked_sub(3)?)?;
    (is_outward(outward) && is_inward(inward)).then(|| (last, format!("{outward} {inward}").to_uppercase()))
}

fn home(text: &str) -> ContactValue {
    let (lines, postcode) = match postcode(text) {
        Some((at, code)) => (text.get(..at).unwrap_or_default(), Some(code)),
        None => (text, None),
    };
    let lines = lines.split(',').map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    ContactValue::Post(Address { lines, postcode })
}

fn read_as(sheet: &Sheet, answers: &Answers<'_>) -> Option<String> {
    let text = answers.text(VALUE);
    if text.len() < 5 && answers.chosen(KIND) != 4 {
        return None;
    }
    Some(match value(&text, answers.chosen(KIND)).ok()? {
        ContactValue::Phone(number) => {
            let kind = match number.line() {
                Line::Mobile => "a mobile: texts and calls",
                Line::Landline => "a landline: calls only, it cannot receive texts",
                _ => "a number abroad or special: calls only",
            };
            format!("{}: {kind}", number.show())
        }
        ContactValue::Textphone(number) => format!("{}: a textphone", number.show()),
        ContactValue::Email(address) => format!("{address}: an email address"),
        ContactValue::Post(address) => format!("Letters to: {}", address.on_one_line()),
        ContactValue::NhsApp => "Messages in the NHS App".into(),
    })
    .filter(|_| sheet.ask.fact.is_none() || present(sheet).is_some_and(|point| point.value.show() != text))
}

/// The contact points of one owner.
pub fn held(dossier: &Dossier, of: Option<ProxyId>) -> &[ContactPoint] {
    match of {
        None => dossier.contacts.as_deref().unwrap_or_default(),
        Some(proxy) => dossier.proxy(proxy).map_or(&[], |proxy| &proxy.contacts),
    }
}

/// The place behind all others of one owner; where they have no order, none.
fn next_rank(dossier: &Dossier, of: Option<ProxyId>, today: Date) -> Option<u32> {
    let mut current = held(dossier, of).iter().filter(|point| point.is_current(today));
    current.try_fold(0, |most: u32, point| point.rank.map(|rank| most.max(rank))).map(|most| most + 1)
}

fn doubts(sheet: &Sheet, of: Option<ProxyId>, new: &ContactPoint) -> Result<(), Wrong> {
    let before = present(sheet);
    if before.is_some_and(|point| point.value == new.value && point.use_ == new.use_) {
        return Ok(());
    }
    let key = |value: &ContactValue| value.sharing_key().unwrap_or_else(|| value.show().to_lowercase());
    let twins = held(&sheet.dossier, of).iter().filter(|point| point.id != new.id);
    for twin in twins.filter(|twin| key(&twin.value) == key(&new.value)) {
        if twin.is_current(sheet.today) {
            return Err(Wrong::new(VALUE, "This is on file already"));
        }
        if twin.trouble == Some(Trouble::NotMe) {
            sheet.doubt(VALUE, "Somebody else answered here before. Is it theirs now? Then give it again")?;
        }
    }
    if let ContactValue::Phone(number) = &new.value
        && number.line() == Line::Landline
        && new.use_ == Use::Mobile
    {
        sheet.doubt(USE, "This is a landline: it cannot receive texts. If it is meant so, give it again")?;
    }
    if let ContactValue::Post(address) = &new.value
        && address.postcode.is_none()
    {
        sheet.doubt(VALUE, "There is no postcode. If none is known, give it again")?;
    }
    Ok(())
}

/// A new contact point that was given just now; `None`: not by the person.
pub fn new_point(
    value: ContactValue,
    use_: Use,
    rank: Option<u32>,
    given: Option<Verification>,
    stamp: &Stamp,
) -> ContactPoint {
    let on = stamp.today;
    ContactPoint {
        id: ContactPointId::new(stamp.recorded.at),
        value,
        use_,
        rank,
        period: Period::default(),
        verified: given.map(|how| Verified { on, how, recorded: stamp.recorded.clone() }),
        trouble: None,
        changed: None,
        recorded: stamp.recorded.clone(),
    }
}

/// The use that a value has of itself.
pub fn use_of(value: &ContactValue) -> Use {
    match value {
        ContactValue::Phone(number) if number.line() == Line::Mobile => Use::Mobile,
        _ => Use::Home,
    }
}

/// Reads a number or an email for another form.
///
/// # Errors
/// What is wrong with it.
pub fn read_value(text: &str) -> Result<ContactValue, String> {
    value(text, 0)
}

fn changes(sheet: &Sheet, answers: &Answers<'_>, stamp: &Stamp) -> Result<Vec<FactChange>, Wrong> {
    let text = answers.text(VALUE);
    let until = answers.day(UNTIL, stamp.today)?;
    let use_ = answers.of(USE, &USES, 1);
    let Some(before) = present(sheet) else {
        let value = value(&text, answers.chosen(KIND)).map_err(|words| Wrong::new(VALUE, words))?;
        let proxies = sheet.dossier.proxies.as_deref().unwrap_or_default();
        let of = answers.chosen(WHOSE).checked_sub(1).and_then(|at| proxies.get(at)).map(|proxy| proxy.id);
        let use_ = use_.unwrap_or_else(|| use_of(&value));
        let rank = next_rank(&sheet.dossier, of, stamp.today);
        let mut point = new_point(value, use_, rank, answers.of(GIVEN, &HOWS, 0), stamp);
        point.period.end = until;
        doubts(sheet, of, &point)?;
        return Ok(vec![change(None, Some(Fact::Contact { of, point }))]);
    };
    let hidden = sheet.dossier.hides(before);
    let kept = (hidden && text.is_empty()) || (text == before.value.show() && kind_stays(before, answers));
    let value = if kept {
        before.value.clone()
    } else {
        value(&text, answers.chosen(KIND)).map_err(|words| Wrong::new(VALUE, words))?
    };
    let mut after = ContactPoint { value, use_: use_.unwrap_or(before.use_), ..before.clone() };
    after.period.end = until;
    if after.use_ == Use::Old && until.is_none() {
        after.use_ = use_of(&after.value);
    }
    if after.value != before.value {
        (after.changed, after.verified, after.trouble) = (Some(stamp.recorded.at), None, None);
    }
    if after != *before {
        after.recorded.clone_from(&stamp.recorded);
    }
    if let Some(how) = answers.of(GIVEN, &HOWS, 1) {
        after.verified = Some(Verified { on: stamp.today, how, recorded: stamp.recorded.clone() });
        after.trouble = None;
    }
    doubts(sheet, sheet.ask.of, &after)?;
    let fact = |point| Some(Fact::Contact { of: sheet.ask.of, point });
    Ok(vec![change(fact(before.clone()), fact(after))])
}

fn kind_stays(before: &ContactPoint, answers: &Answers<'_>) -> bool {
    match (answers.chosen(KIND), &before.value) {
        (0, ContactValue::Textphone(_) | ContactValue::NhsApp) => false,
        (0, _)
        | (1, ContactValue::Phone(_))
        | (2, ContactValue::Email(_))
        | (3, ContactValue::Post(_))
        | (4, ContactValue::NhsApp)
        | (5, ContactValue::Textphone(_)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_takes_numbers_emails_and_homes() {
        let label = |text: &str| value(text, 0).map(|value| value.label());
        for (text, want) in [
            ("07700 900123", "Mobile"),
            ("+44 7700 900123", "Mobile"),
            ("01632 960123", "Phone"),
            ("01632 960123 (mum)", "Phone"),
            ("jo@mail.example", "Email"),
            ("1 Tarn Lane, Keswick, CA12 5XX", "Address"),
            ("1 Tarn Lane Keswick ca125xx", "Address"),
            ("12 Elm Row, Leeds", "Address"),
        ] {
            assert_eq!(label(text), Ok(want), "{text}");
        }
        for (text, words) in [
            ("0770 90012", "9 digits"),
            ("jo@mail", "Not an email address"),
            ("jo.mail.example", "Not a number, not an email"),
            ("", "Type a number"),
        ] {
            assert!(value(text, 0).unwrap_err().contains(words), "{text}: {:?}", value(text, 0));
        }
        assert_eq!(value("", 4), Ok(ContactValue::NhsApp));
        assert!(value("jo.mail.example", 1).is_err());
    }

    #[test]
    fn a_home_is_taken_apart() {
        let ContactValue::Post(home) = home("1 Tarn Lane, Keswick, ca12 5xx") else { panic!("no home") };
        assert_eq!(
            (home.lines.join("|").as_str(), home.postcode.as_deref()),
            ("1 Tarn Lane|Keswick", Some("CA12 5XX"))
        );
        assert_eq!(postcode("Leeds LS16AE").map(|(_, code)| code).as_deref(), Some("LS1 6AE"));
        assert_eq!(postcode("12 Elm Row"), None);
    }
}
