//! Given names that stand for no other word: who begins a text with one speaks to that person.

use crate::policy::text::WordList;

/// The names, folded.
pub static GIVEN_NAMES: WordList = WordList::of(
    "\
    aaliyah abdul abdullah abigail ada adam aditi adrian agnes agnieszka ahmed aidan aileen ailsa aisha alan \
    alasdair albert alec aled alexander alexandra alice alicia alison alistair alun amanda amara amelia \
    amina amir amy ana andrea andrew aneesa angela angharad angus anita ann anna anne annette anthony \
    antonio anwar archie arjun arthur asha ashok audrey ayesha azra barbara barry beatrice becky ben \
    benjamin bernadette bernard beryl bethan betty beverley bilal brenda brian bridget bronwen bruce bryan \
    callum cameron carl carmel carol caroline carys catherine catriona cerys charles charlotte cheryl chloe \
    chris christine christopher ciara claire clare clive colin connor craig cynthia dafydd daniel danielle \
    daphne darren david deborah declan deepak denise dennis derek diana diane dilys dominic donald donna \
    doreen doris dorothy douglas duncan dylan eamonn edith edna edward eileen eilidh elaine eleanor elena \
    eleri elizabeth ellen ellie elsie emily emma enid eric erin esther ethan ethel eugene eunice eva evan \
    eve evelyn ewa farah fatima fatoumata felicity fergus fiona florence frances francis frank fred \
    frederick gail gareth gary gavin gemma geoffrey george georgia gerald geraldine gethin gillian gladys \
    glenys gordon graham greta gwen gwyneth gwynne hamish hannah harold harriet harry haruka hassan hazel \
    heather hector helen henry hilary hilda howard hugh huw iain ian ibrahim idris imran ingrid ioan iona \
    irene iris isaac isabel isla ivor iwan jack jacob jacqueline jade jake jamal james jamie jan jane janet \
    janice jasmine jason javed jayne jean jeffrey jennifer jenny jeremy jermaine jessica jessie jill jo joan \
    joanna joanne jocelyn joe joel john jonathan jordan joseph josephine joshua joyce judith julia julian \
    julie justin kamal karen karl kasia kate katherine kathleen katie kayleigh keith kelly kenneth kerry \
    kevin khadija kieran kim kirsty kwame kyle laura lauren laurence leanne lee leila leon leonard lesley \
    leslie lewis liam lillian linda lindsay lisa liz lloyd lorraine louis louise lucy luke lydia lynda lynn \
    lynne mabel maddison magda maggie mair malcolm mandy manjit mared margaret maria marian marie marilyn \
    marion marjorie marlon martha martin martyn mary maryam mateusz matthew maureen maurice mavis megan \
    mehmet melanie melissa michael michelle miguel mildred miriam mohamed mohammed moira molly monica morag \
    muhammad muriel myra myrtle nadia nancy naomi nasreen natalie natasha nathan neil nerys nicholas nicola \
    nicole nigel nikhil nina nkechi noel nora norma norman olga olivia olu omar oscar osian oswald owain \
    owen pamela parveen patricia patrick paul paula pauline pawel percy peter phil philip phyllis piotr \
    pradeep priya rachel rahul raj rajesh ralph ranjit raymond rebecca rhiannon rhodri rhys richard ricky \
    rita robert robin roger ronald rosemary ross roy ruby rupert russell ruth ryan sadia sajid sally salma \
    sam samantha samina samuel sandra sanjay sara sarah saskia sean sebastian shabana shane shannon sharon \
    shaun sheila shirley sian sidney simon siobhan sioned sofia sonia sophie stacey stanislaw stanley stella \
    stephanie stephen steven stewart stuart sunil susan suzanne sylvia tamara tanya tariq terence teresa \
    thelma theo theresa thomas tiffany timothy tina tom tomasz tony tracey tracy trevor valerie vanessa vera \
    veronica victor victoria vijay vincent violet vivian vivienne walter warren wayne wendy wilfred william \
    winifred winston yasmin yolanda yusuf yvonne zainab zara zoe zofia",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_other_words() {
        assert!(GIVEN_NAMES.holds("alun") && GIVEN_NAMES.holds("fatima"));
        for word in ["will", "may", "grace", "sorry", "physio", "mark", ""] {
            assert!(!GIVEN_NAMES.holds(word), "{word}");
        }
    }
}
