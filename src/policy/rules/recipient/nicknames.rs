//! Short and other forms of given names, as people greet each other.

use crate::policy::text::token::is_one_error;
use crate::policy::text::{Letters, WordList};

/// Names of one person: each line holds forms that stand for each other.
const FORMS: &str = "\
william will bill billy willie liam gwilym
robert rob bob bobby robbie bert rab rabbie
richard rick dick richie ricky
elizabeth elisabeth liz beth betty lizzie eliza libby bess lisa
margaret maggie meg peggy marge greta madge peg megan
katherine catherine kate katie kathy cathy kitty kath cath kathryn katy cat kat kasia cathie kay trina
john jack johnny jon
james jim jimmy jamie
henry harry hal harold
edward ted ed eddie teddy ned
anthony tony antony ant
michael mike mick micky mickey mikey
charles charlie chuck chas
thomas tom tommy
alexander alex sandy sasha alec alexandra lex ally ali xander alasdair alistair
alexandra sandra lexi
patricia pat patsy trish tricia paddy
patrick pat paddy rick
dorothy dot dotty dolly
mary molly polly may mair
susan sue susie suzanne
deborah debra deb debbie
barbara barb babs
jennifer jen jenny
rebecca becky becca bex
victoria vicky vicki tori
sarah sally sara sadie
andrew andy drew
christopher chris kit
stephen steven steve stevie
joseph joe joey
daniel dan danny
david dave davy dai dafydd
george georgie
lawrence laurence larry laurie
frederick fred freddie freddy
albert bert bertie al
theodore ted theo
gerald gerry jerry gerard
jeremy jerry
kenneth ken kenny
leslie les lesley
ronald ron ronnie
terence terry tel
eleanor ellie nell nora elly
helen nell ellen
isabel bella izzy isobel isabella
jacqueline jackie jacqui
kimberley kim
geraldine gerry
natalie nat
nathaniel nat nate
philip phillip phil pip
philippa pip pippa
mohammed muhammad mohamed mohammad mo
malgorzata gosia
katarzyna kasia
joanna asia jo joasia
agnieszka aga
anna ania
zofia zosia
jan janek
tomasz tomek
pawel paul
krzysztof krzys chris
maria marysia
ewa eva
magdalena magda
aleksandra ola
stanislaw stan staszek
wojciech wojtek
przemyslaw przemek
abdul abdullah
bridget bridie biddy
gwendoline gwen wendy
winifred win freda winnie
florence flo flossie
josephine jo josie
benjamin ben benny
samuel sam sammy
samantha sam sammy
matthew matt
gregory greg
peter pete
simon si
timothy tim
vincent vince vinny
walter wally
arthur art
alfred alf alfie fred
sidney sid
hazel haze
angela ange angie
christine christina chris tina
valerie val
sylvia syl
veronica ronnie
francis frank fran
frances fran frankie
oliver ollie olly
alasdair alistair ally ali al
norman norrie
evangeline evie eve
olivia liv livvy
emily em emmy
emma em
charlotte lottie charlie lotte
amelia millie amy
matilda tilly mattie
caroline caz carrie
sharon shaz shazza
karen kaz
barry baz bazza
gareth gaz gary gazza
darren daz
martin marty
nicholas nick nicky nico
nicola nicky nikki
dominic dom
jonathan jon jonny johnny nathan
theresa teresa terry tess tessa
rosemary rosie rose
isabella izzy bella
harriet hattie harry
henrietta hetty etta
eilidh ailie
mairead mair peigi
llewelyn llew lyn
ifan evan ianto
sion sean shaun shane
yusuf joseph
ibrahim abraham ibby
zachary zak zac zach
leonard len lenny leon
bernard bernie bern
reginald reg reggie
geoffrey geoff jeff
jeffrey jeff geoff
catherine trina
catriona trina cat
constance connie
cynthia cindy
lucinda cindy lucy
edwin eddie ted
edmund eddie ned
ernest ernie
herbert bert herb
hubert bert
gilbert bert gil
isaac ike zak
jemima mima
julia jules
julianne juliana juliet juliette jules julie
michelle shell shelly chelle
madeleine madeline madison maddie maddy
julian jules
mildred millie
penelope penny
phyllis phyl
rosalind ros roz
rosamund ros roz
roderick rod roddy
rodney rod
tabitha tabby
virginia ginny
wilfred wilf fred
euphemia effie
hamish seumas
janet jessie netta
agnes nessie
euan ewan
padraig paddy
gwenllian gwenno
ieuan ianto
evan ianto
aleksandr sasha
oleksandr sasha
dmytro dima
dmitri dima
mikhail misha
mykola kolya
tetiana tanya
anastasia nastya stacey
barbara basia
elzbieta ela
grzegorz grzes
jadwiga jadzia
jerzy jurek
kazimierz kazik
zbigniew zbyszek
ryszard rysiek
jozef jozek
dariusz darek daz
bartosz bartek
mieczyslaw mietek
wieslaw wiesiek
francisco paco
jose pepe
ignacio nacho
antonio toni
giovanni gianni
constantin costel";

/// The same, asked for one word.
static ALL_FORMS: WordList = WordList::of(FORMS);

/// Forms that are words of other kinds too.
static WORDS: WordList = WordList::of(
    "\
    will may art win cat kit bill tel ant dot al si pat drew ally em sandy pip rose val ed les tori mo \
    lex pam liv flo asia dick sid mart haze sue ray rob grant frank hal ola tom liz penny reg rod herb ike tabby ros",
);

/// Whether a folded word is a form of a given name and no other word.
pub fn is_form<'w>(word: impl Into<Letters<'w>>) -> bool {
    let word: Letters<'w> = word.into();
    ALL_FORMS.holds(word) && !WORDS.holds(word)
}

/// Whether two folded words are forms of one name.
fn are_forms_of_one(one: &str, other: &str) -> bool {
    ALL_FORMS.holds(one)
        && ALL_FORMS.holds(other)
        && FORMS.lines().any(|line| {
            let mut forms = line.split(' ');
            forms.clone().any(|form| form == one) && forms.any(|form| form == other)
        })
}

/// Given names of men that a woman's name begins with: Daniel is not Daniella.
const MEN: &[&str] = &[
    "adrian",
    "alan",
    "alexand",
    "amin",
    "andre",
    "aziz",
    "bernard",
    "carl",
    "christian",
    "claud",
    "daniel",
    "denis",
    "eric",
    "farid",
    "gabriel",
    "george",
    "gerald",
    "henri",
    "jamil",
    "joseph",
    "julian",
    "karim",
    "louis",
    "martin",
    "michael",
    "nadir",
    "paul",
    "robert",
    "samir",
    "simon",
    "stephan",
    "victor",
    "vivian",
    "wilhelm",
];

/// Whether one of two names is a man's and the other a woman's that begins with it.
fn is_of_other_sex(left: &str, right: &str) -> bool {
    let (short, long) = if left.len() <= right.len() { (left, right) } else { (right, left) };
    MEN.contains(&short)
        && long.strip_prefix(short).is_some_and(|end| {
            matches!(end, "a" | "la" | "le" | "e" | "ine" | "ina" | "ette" | "elle" | "na" | "ia")
        })
}

/// Whether a greeted name can stand for a name on record; both folded.
pub fn same(greeted: &str, name: &str) -> bool {
    if greeted == name {
        return true;
    }
    if is_of_other_sex(greeted, name) {
        return false;
    }
    // Seun for Oluwaseun
    if greeted.len() >= 4 && name.len() >= 8 && name.ends_with(greeted) {
        return true;
    }
    let short = greeted.len().min(name.len());
    // Gill for Gillian, Jo for Joanne, Nkem for Nkemdilim
    if short >= 2 && (name.starts_with(greeted) || greeted.starts_with(name) && short >= 3) {
        return true;
    }
    let stem = greeted.trim_end_matches("ie").trim_end_matches('y').trim_end_matches('s');
    if stem.len() >= 3 && stem.len() < greeted.len() && name.starts_with(stem) {
        return true;
    }
    if are_forms_of_one(greeted, name) {
        return true;
    }
    // a slip of the finger
    short >= 5
        && greeted.as_bytes().first() == name.as_bytes().first()
        && is_one_error(greeted.as_bytes(), name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_stand_for_names() {
        for (greeted, name) in [
            ("gill", "gillian"),
            ("bill", "william"),
            ("johanne", "joanne"),
            ("debbie", "deborah"),
            ("gosia", "malgorzata"),
            ("seun", "oluwaseun"),
            ("len", "leonard"),
        ] {
            assert!(same(greeted, name), "{greeted} {name}");
        }
        for (greeted, name) in [
            ("brian", "joanne"),
            ("daniella", "daniel"),
            ("joan", "john"),
            ("mark", "mary"),
            ("oakes", "scholes"),
        ] {
            assert!(!same(greeted, name), "{greeted} {name}");
        }
    }
}
