//! The people around a patient and what they do there, as words.

use crate::policy::text::WordList;

/// People whom a patient has around them.
pub static RELATIONS: WordList = WordList::of(
    "\
    husband wife partner boyfriend girlfriend mum mother dad father sister brother son daughter neighbour \
    flatmate housemate friend ex colleague workmate aunt auntie uncle cousin nan gran grandma grandad \
    grandmother grandfather nephew niece lodger mate boss twin bf gf stepson stepdad stepmum mam mom mammy \
    daddy nana nanna nanny granny grandpa grandson granddaughter stepdaughter stepbrother stepsister fiance \
    fiancee spouse hubby missus fella bloke sis bro roommate tenant carer manager gaffer teammate \
    childminder babysitter godson goddaughter law half pal bestie landlady landlord lad lass roomie \
    grandchild cellmate schoolmate classmate padmate tutor teacher coworker cleaner hairdresser gardener driver minder helper student",
);

/// Who of the people around a patient can be the patient's parent, told of by "his" or "her".
pub static PARENTS: WordList = WordList::of(
    "\
    mum mother dad father nan gran carer mam partner ex friend",
);

/// What people do for the patient: who does this is no third party.
pub static HELP: WordList = WordList::of(
    "\
    bring brings bringing drive drives driving lift collect collects collecting come comes welcome wait \
    interpret help helps join fetch support stay dropped handed returned picked brought lent left drop hand",
);

/// Words with which the person is there for the patient, or the patient's care for the person to know.
pub static WITH: WordList = WordList::of(
    "\
    with at of ask both thank thanks pick and or to 2 for 4 speak spoke spoken without from against coming \
    unless if than like",
);

/// What people tell, find and do about the patient: what follows is told of the patient.
pub static TELLS: WordList = WordList::of(
    "\
    found finds says said told tells knows know wants asked asks rang rings called mentioned noticed heard thinks \
    thought put gave took decides",
);

/// Who stands before a name of somebody who works here.
pub static STAFF: WordList = WordList::of(
    "\
    sister nurse carer pharmacist hca receptionist with and its by see ask our officer secretary manager \
    colleague midwife physio doctor therapist worker dentist hygienist matron cpn mentor advocate keyworker counsellor \
    nyrs meddyg bydwraig fferyllydd deintydd gweithiwr",
);

/// Behind a name, where somebody works or what as: who is named so is no third party.
pub static WORKPLACES: WordList = WordList::of(
    "\
    nurse worker probation doctor team midwife physio practitioner ward protocol clinic centre unit trust suite hca \
    surgeon surgery practice hospital dental pharmacy pharmacist dentist hygienist receptionist consultant",
);

/// What is said of who treats: "Miss Wu dictated", "Mr Shah would like".
pub static TREATS: WordList = WordList::of(
    "\
    dictated says thinks wants will would can could advised advises agrees agreed suggests suggested recommends \
    wrote reviewed operates explained feels prefers",
);

/// What is done with a patient: who stands behind it is the one who is cared for.
pub static CARED_FOR: WordList = WordList::of(
    "\
    treated tested seen saw referred swabbed diagnosed scanned admitted vaccinated treating testing admitting",
);

/// What somebody is, has or came to.
pub static LINKS: WordList = WordList::of(
    "\
    has had is was are were have been being got who's whos needs needed went goes lost broke fell collapsed tested \
    started starts start missed hasn't hasnt isn't isnt wasn't wasnt keeps caught comes came takes took",
);

/// With which what is said of an illness begins: "has", "tested", "was".
pub static ILL: WordList = WordList::of(
    "\
    has had got caught tested is was are were been have collapsed fell broke broken fractured moved signed settled start started who's whos with",
);

/// With which what is said of staff who are away ends.
pub static ABSENT: WordList = WordList::of(
    "\
    scan test bloods operation appointment jab vaccine biopsy for in unwell ill sick poorly due turn fit fits",
);
