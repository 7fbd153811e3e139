//! Invented people: households with names of many cultures, shared numbers, proxies, wishes and refusals.

use jiff::ToSpan;
use jiff::civil::Date;

use super::dice::Dice;
use super::pools::{Culture, Pools};
use crate::domain::channel::Channel;
use crate::domain::contact::ContactValue;
use crate::domain::date::{PartialDate, Period};
use crate::domain::import::{
    Incoming, IncomingContact, IncomingObjection, IncomingPatient, IncomingProxy, KeptProxy, PatientKey,
};
use crate::domain::need::NeedKind;
use crate::domain::nhs_number::NhsNumber;
use crate::domain::patient::{Confidentiality, Death, DeathNotice, Left};
use crate::domain::person::{Address, HumanName, Use};
use crate::domain::proxy::{Basis, Lives, Scope};
use crate::domain::purpose::Purpose;
use crate::domain::telephone::Telephone;

/// The first nine digits of the first NHS number of the range kept for tests.
const FIRST_STEM: u64 = 999_000_000;

/// Invents people, household by household.
#[derive(Debug)]
pub struct People<'a> {
    pools: &'a Pools,
    dice: Dice,
    /// Decides about parents who live apart.
    apart: Dice,
    today: Date,
    made: u32,
    wanted: u32,
    mobiles: u32,
}

/// A household: what its members have in common.
struct Household<'a> {
    culture: &'a Culture,
    family: String,
    address: Address,
    landline: Option<String>,
    /// The first adult's mobile, key and name: their children's records carry them.
    parent: Option<(String, PatientKey, HumanName)>,
}

impl<'a> People<'a> {
    /// People for a practice of `wanted` patients; `today` decides who is a child.
    pub fn new(pools: &'a Pools, wanted: u32, today: Date) -> Self {
        Self {
            pools,
            dice: Dice::new(0x7ac7_f01d),
            apart: Dice::new(0xa9a7),
            today,
            made: 0,
            wanted,
            mobiles: 0,
        }
    }

    fn household(&mut self) -> Option<Household<'a>> {
        let pools = self.pools;
        let culture = self.dice.weighted(&pools.cultures, |culture| culture.weight)?;
        let mut family = self.dice.pick(&culture.family)?.clone();
        if culture.double_barrelled && self.dice.chance(7) {
            family = format!("{family}-{}", self.dice.pick(&culture.family)?);
        }
        let town = self.dice.weighted(&pools.towns, |town| town.weight)?;
        let street = self.dice.pick(&pools.streets)?;
        let lines = if self.dice.chance(16) {
            vec![self.dice.pick(&pools.houses)?.clone(), street.clone(), town.name.clone()]
        } else {
            vec![format!("{} {street}", 1 + self.dice.below(180)), town.name.clone()]
        };
        let inward = format!("{}{}{}", 1 + self.dice.below(9), self.letter(), self.letter());
        let address = Address { lines, postcode: Some(format!("{} {inward}", town.postcode_prefix)) };
        let landline = if self.dice.chance(45) { self.landline() } else { None };
        Some(Household { culture, family, address, landline, parent: None })
    }

    /// A landline in one of the ranges that Ofcom keeps for drama.
    fn landline(&mut self) -> Option<String> {
        const RANGES: [&str; 14] = [
            "01632 960",
            "0113 496 0",
            "0114 496 0",
            "0115 496 0",
            "0116 496 0",
            "0117 496 0",
            "0118 496 0",
            "0121 496 0",
            "0131 496 0",
            "0141 496 0",
            "0151 496 0",
            "0161 496 0",
            "0191 498 0",
            "020 7946 0",
        ];
        let range = self.dice.pick(&RANGES)?;
        Some(format!("{range}{:03}", self.dice.below(1000)))
    }

    fn letter(&mut self) -> char {
        let letters = [
            'A', 'B', 'D', 'E', 'F', 'G', 'H', 'J', 'L', 'N', 'P', 'Q', 'R', 'S', 'T', 'U', 'W', 'X', 'Y',
            'Z',
        ];
        self.dice.pick(&letters).copied().unwrap_or('A')
    }

    /// The day of birth of somebody this many years old.
    fn born(&mut self, years: u32) -> Option<PartialDate> {
        let days = years * 365 + years / 4 + self.dice.below(365);
        self.today.checked_sub(i64::from(days).days()).ok().map(PartialDate::Day)
    }

    fn member(&mut self, home: &mut Household<'a>, place: u32) -> Option<Vec<Incoming>> {
        let number = self.made;
        self.made += 1;
        let years = if place < 2 { 19 + self.dice.below(76) } else { self.dice.below(18) };
        let is_child = years < 18;
        let female = self.dice.chance(51);
        let given_pool = if female { &home.culture.female } else { &home.culture.male };
        let mut given = vec![self.dice.pick(given_pool)?.clone()];
        if self.dice.chance(25) {
            given.push(self.dice.pick(given_pool)?.clone());
        }
        let own_family = place == 1 && self.dice.chance(35);
        let family =
            if own_family { self.dice.pick(&home.culture.family)?.clone() } else { home.family.clone() };
        let title = match (is_child, female) {
            (true, true) => "Miss",
            (true, false) => "Master",
            (false, true) => self.dice.pick(&["Mrs", "Ms", "Miss", "Dr"])?,
            (false, false) => self.dice.pick(&["Mr", "Mr", "Mr", "Mr", "Dr"])?,
        };
        let name =
            HumanName { given, family: Some(family), prefix: vec![title.to_owned()], ..HumanName::default() };
        let key = PatientKey {
            nhs_number: NhsNumber::from_stem(FIRST_STEM + u64::from(number)).filter(|_| number < 1_000_000),
            practice_number: Some(practice_number(number)),
        };
        let mut patient = IncomingPatient {
            key: key.clone(),
            names: vec![name.clone()],
            birth_date: self.born(years),
            gender: Some(if female { "female" } else { "male" }.into()),
            ..IncomingPatient::default()
        };
        if female && !is_child && self.dice.chance(20) {
            let former = self.dice.pick(&home.culture.family)?.clone();
            let period = Period { start: None, end: self.today.checked_sub(i64::from(years).months()).ok() };
            patient.names.push(HumanName { use_: Use::Maiden, family: Some(former), period, ..name.clone() });
        }
        let mobile = self.reach(&mut patient, home, is_child && years < 15);
        self.wishes(&mut patient, home.culture, years);
        self.fate(&mut patient, years);
        let mut incoming = Vec::with_capacity(2);
        if is_child && let Some((number, parent_key, parent_name)) = &home.parent {
            incoming.extend(self.other_parent(&key, parent_name, home.culture));
            incoming.push(Incoming::Proxy(Box::new(IncomingProxy {
                patient: key,
                external_id: None,
                nhs_number: parent_key.nhs_number,
                name: parent_name.clone(),
                relationship: if is_mr(parent_name) { "father" } else { "mother" }.into(),
                basis: Basis::ParentalResponsibility,
                scope: Scope::default(),
                review: None,
                period: Period::default(),
                contacts: vec![contact(ContactValue::Phone(Telephone::new(number.clone())), Use::Mobile)],
                kept: None,
            })));
        } else if years > 70 && self.dice.chance(30) {
            incoming.push(Incoming::Proxy(Box::new(self.carer(key, home)?)));
        } else if place == 0
            && let Some(mobile) = mobile
        {
            home.parent = Some((mobile, key, name));
        }
        incoming.insert(0, Incoming::Patient(Box::new(patient)));
        Some(incoming)
    }

    /// Gives the patient ways to be reached; the mobile, where it is their own.
    fn reach(&mut self, patient: &mut IncomingPatient, home: &Household<'_>, small: bool) -> Option<String> {
        let mut own = None;
        if small && let Some((parent, ..)) = &home.parent {
            patient.contacts.push(contact(ContactValue::Phone(Telephone::new(parent.clone())), Use::Mobile));
        } else if !small && self.dice.chance(66) {
            let number = if self.dice.chance(2) { self.some_mobile() } else { self.next_mobile() };
            patient.contacts.push(contact(ContactValue::Phone(Telephone::new(number.clone())), Use::Mobile));
            own = Some(number);
        }
        if let Some(number) = &home.landline {
            patient.contacts.push(contact(ContactValue::Phone(Telephone::new(number.clone())), Use::Home));
        }
        if !small && self.dice.chance(55) {
            let word = |text: &str| {
                crate::domain::fold::name(text).replace(|c: char| !c.is_ascii_alphanumeric(), "")
            };
            let name = patient.names.first()?;
            let (given, family) = (name.first_given().map(word)?, name.family.as_deref().map(word)?);
            let address = if self.dice.chance(3) {
                format!("{given}.{family}@mail,example")
            } else {
                format!("{given}.{family}{}@mail.example", self.made % 1000)
            };
            patient.contacts.push(contact(ContactValue::Email(address), Use::Home));
        }
        let homeless = self.dice.chance(1);
        let address = if homeless {
            Address { lines: vec!["No fixed abode".into()], postcode: Some("ZZ99 3VZ".into()) }
        } else {
            home.address.clone()
        };
        patient.contacts.push(contact(ContactValue::Post(address), Use::Home));
        if !small && self.dice.chance(38) {
            patient.contacts.push(contact(ContactValue::NhsApp, Use::Usual));
        }
        own
    }

    /// A mobile number of their own: Ofcom keeps a thousand for drama (07700 900000 to 900999), which is enough for the
    /// demo as it is built by default; in larger practices people share them.
    fn next_mobile(&mut self) -> String {
        self.mobiles += 1;
        format!("07700 900{:03}", self.mobiles * 387 % 1000)
    }

    /// Somebody's mobile number: it will be on two records.
    fn some_mobile(&mut self) -> String {
        format!("07700 900{:03}", self.dice.below(1000))
    }

    fn wishes(&mut self, patient: &mut IncomingPatient, culture: &Culture, years: u32) {
        let pools = self.pools;
        if self.dice.chance(30) {
            patient.preferred = self
                .dice
                .pick(&[
                    Channel::Text,
                    Channel::Text,
                    Channel::Letter,
                    Channel::Phone,
                    Channel::Email,
                    Channel::NhsApp,
                ])
                .copied();
        }
        if self.dice.chance(4) {
            patient.times = self
                .dice
                .pick(&["Not after 7pm", "Mornings only", "Not on Fridays", "After school"])
                .map(|&w| w.into());
        }
        if culture.language != "en" && self.dice.chance(40) {
            patient.language = Some(culture.language.clone());
            if self.dice.chance(25) {
                patient.needs.push(NeedKind::Interpreter(culture.language.clone()));
            }
        }
        if self.dice.chance(if years > 65 { 8 } else { 2 })
            && let Some(need) = self.dice.pick(&pools.needs)
        {
            patient.needs.push(match need.kind.as_str() {
                "braille" => NeedKind::Braille,
                "large-print" => NeedKind::LargePrint,
                "easy-read" => NeedKind::EasyRead,
                "audio" => NeedKind::Audio,
                "bsl" => NeedKind::Bsl,
                "text-only" => NeedKind::TextOnly,
                "interpreter" => NeedKind::Interpreter(culture.language.clone()),
                _ => NeedKind::Other(need.note.clone()),
            });
        }
        if self.dice.chance(5)
            && let Some(objection) = self.dice.pick(&pools.objections)
        {
            patient.objections.push(IncomingObjection {
                channel: objection.channel,
                purpose: objection.purpose,
                objects: true,
                words: format!("{} {}", objection.reason, objection.talk),
                talk: None,
            });
        }
    }

    fn fate(&mut self, patient: &mut IncomingPatient, years: u32) {
        let some_day =
            |dice: &mut Dice, today: Date| today.checked_sub(i64::from(dice.below(900)).days()).ok();
        match self.dice.below(200) {
            0..=2 if years > 40 => {
                let notice = if self.dice.chance(70) { DeathNotice::Formal } else { DeathNotice::Informal };
                patient.death = Some(Death { on: some_day(&mut self.dice, self.today), notice });
            }
            3..=5 => {
                patient.left = Some(Left {
                    on: some_day(&mut self.dice, self.today),
                    reason: Some("moved away".into()),
                });
            }
            6 => {
                patient.confidentiality = Some(Confidentiality::Restricted);
                patient.named_lead = Some("Rosalind Achterberg, safeguarding lead".into());
            }
            7 => patient.unsafe_channels = vec![Channel::Text],
            _ => {}
        }
    }

    /// The other parent of a few children, who lives apart from the first.
    fn other_parent(
        &mut self,
        child: &PatientKey,
        parent: &HumanName,
        culture: &Culture,
    ) -> Option<Incoming> {
        if !self.apart.chance(12) {
            return None;
        }
        let (relationship, title, given) =
            if is_mr(parent) { ("mother", "Ms", &culture.female) } else { ("father", "Mr", &culture.male) };
        let number = format!("07700 900{:03}", self.apart.below(1000));
        Some(Incoming::Proxy(Box::new(IncomingProxy {
            patient: child.clone(),
            external_id: None,
            nhs_number: None,
            name: HumanName {
                given: vec![self.apart.pick(given)?.clone()],
                family: Some(self.apart.pick(&culture.family)?.clone()),
                prefix: vec![title.to_owned()],
                ..HumanName::default()
            },
            relationship: relationship.to_owned(),
            basis: Basis::ParentalResponsibility,
            scope: Scope::default(),
            review: None,
            period: Period::default(),
            contacts: vec![contact(ContactValue::Phone(Telephone::new(number)), Use::Mobile)],
            kept: Some(Box::new(KeptProxy { lives: Lives::Apart, ..KeptProxy::default() })),
        })))
    }

    fn carer(&mut self, patient: PatientKey, home: &Household<'_>) -> Option<IncomingProxy> {
        let pools = self.pools;
        let model = self.dice.pick(&pools.proxies)?;
        let basis = match Basis::from_slug(&model.basis) {
            Some(Basis::ParentalResponsibility) | None => Basis::ExplicitConsent,
            Some(basis) => basis,
        };
        let purposes: Vec<Purpose> = model.scope.iter().filter_map(|word| word.parse().ok()).collect();
        let daughter = self.dice.chance(60);
        let given = self.dice.pick(if daughter { &home.culture.female } else { &home.culture.male })?.clone();
        Some(IncomingProxy {
            patient,
            external_id: None,
            nhs_number: None,
            name: HumanName { given: vec![given], family: Some(home.family.clone()), ..HumanName::default() },
            relationship: if daughter { "daughter" } else { "son" }.into(),
            basis,
            scope: Scope { purposes: (!purposes.is_empty()).then_some(purposes), without: Vec::new() },
            review: self.today.checked_add(i64::from(self.dice.below(700)).days()).ok(),
            period: Period { start: None, end: None },
            contacts: vec![contact(ContactValue::Phone(Telephone::new(self.some_mobile())), Use::Mobile)],
            kept: None,
        })
    }
}

fn is_mr(name: &HumanName) -> bool {
    name.prefix.iter().any(|title| title == "Mr")
}

/// The practice's own number of the patient in this place, 0 first.
pub fn practice_number(place: u32) -> String {
    (100_000 + u64::from(place)).to_string()
}

/// One household after the other, until there are enough people.
impl Iterator for People<'_> {
    type Item = Vec<Incoming>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.made >= self.wanted {
            return None;
        }
        let mut home = self.household()?;
        let size = 1 + self.dice.below(5).min(self.wanted - self.made - 1);
        let mut all = Vec::with_capacity(size as usize * 2);
        for place in 0..size {
            all.extend(self.member(&mut home, place)?);
        }
        Some(all)
    }
}

fn contact(value: ContactValue, use_: Use) -> IncomingContact {
    IncomingContact { value, use_, rank: None, period: Period::default(), kept: None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn people(wanted: u32) -> Vec<Incoming> {
        let pools = Pools::read().unwrap();
        People::new(&pools, wanted, date(2026, 11, 22)).flatten().collect()
    }

    #[test]
    fn as_many_as_wanted_and_always_the_same() {
        let made = people(500);
        let patients = made.iter().filter(|incoming| matches!(incoming, Incoming::Patient(_))).count();
        assert_eq!(patients, 500);
        assert_eq!(made, people(500));
    }

    #[test]
    fn every_situation_of_the_desk_occurs() {
        let all = people(3000);
        let patients: Vec<&IncomingPatient> =
            all.iter().filter_map(|i| if let Incoming::Patient(p) = i { Some(&**p) } else { None }).collect();
        let some = |test: &dyn Fn(&&IncomingPatient) -> bool| patients.iter().copied().any(|p| test(&p));
        assert!(some(&|p| p.death.is_some()));
        assert!(some(&|p| p.left.is_some()));
        assert!(some(&|p| p.confidentiality.is_some()));
        assert!(some(&|p| !p.objections.is_empty()));
        assert!(some(&|p| !p.needs.is_empty()));
        assert!(some(&|p| p.names.iter().any(|n| n.family.as_deref().is_some_and(|f| f.contains('-')))));
        assert!(some(&|p| p.names.iter().any(|n| n.given.iter().any(|g| g.contains('ł')))));
        let proxies = all.iter().filter_map(|i| if let Incoming::Proxy(p) = i { Some(&**p) } else { None });
        let kept = |proxy: &IncomingProxy| proxy.kept.as_ref().map(|kept| kept.lives);
        let apart = proxies.clone().filter(|proxy| kept(proxy) == Some(Lives::Apart)).count();
        assert!(apart > 5 && apart * 5 < proxies.count(), "{apart} parents live apart");
        assert!(patients.iter().all(|p| p.key.practice_number.is_some()));
    }
}
