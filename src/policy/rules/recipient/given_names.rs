//! Given names that stand for no other word: who begins a text with one speaks to that person.

use crate::policy::text::WordList;

/// The names, folded.
pub static GIVEN_NAMES: WordList = WordList::of(
    "\
    aaliyah aarav abdi abdirahman abdul abdullah abena abigail ada adam adebayo adewale aditi adnan adrian \
    adriana adwoa agnes agnieszka ahlam ahmed aidan aileen ailsa aisha aisling akira akosua alan alasdair \
    albert alec aled alexander alexandra alfie alice alicia alina alison alistair aliyah alun amanda amara \
    amelia amina amir amna amrit amritpal amy ana anand anaya andrea andrei andrew andrzej andy aneesa aneta \
    angela angharad angus anita ann anna anne annette anthony antonella antonio anum anwar aoife archie \
    arjun arlo arnold arthur arturs arun aryan asha ashok ashwin asma attila audrey ava ayaan ayesha ayodele \
    ayse ayub azra babajide babatunde baljit balwinder barbara barry beata beatrice beatrix beatriz becky \
    ben benjamin bereket bernadette bernard bertha beryl bethan betty beverley bhavesh bhavna bilal bogdan \
    bogdana boguslaw bozena brenda brendan brian bridget bronislaw bronwen bruce bryan bushra cadi callie \
    callum cameron caoimhe carl carmel carol caroline carys cassidy catalin catarina catherine catriona \
    cecil cedric celia cerys chandra charles charlotte cheryl chiara chidi chidinma chinedu chinwe chioma \
    chipo chirag chloe chris christine christopher chun cian ciara ciaran claire clare clarence clarissa \
    claudette claudia clifford clifton clive colin connor conor cordelia cormac cosmin costel craig cristian \
    cristina csilla cynthia cyril czeslaw dafydd damian damien danica daniel daniela daniella danielle danny \
    danuta daphne dariusz darragh darren darshan dave david dawit dearbhla deborah declan deepak deirdre \
    delia delroy denise dennis derek dermot deshawn desmond devika diana diane dilys dimitrios dinesh divya \
    dmitri dmytro dominic donald donna donovan dora doreen doris dorothy douglas dumitru duncan dwayne dylan \
    eamonn edgar edith edmund edna edward edwin edwina efua eileen eilidh eimear elaine eleanor elena eleni \
    eleri elias elif elijah elin elinor elisa eliza elizabeth ella ellen ellie elliot elliott eloise elsie \
    elvis elzbieta emeka emily emine emma emmanuel ena enid enoch eoin eric erin ernest ernestine errol \
    erzsebet esme esra estelle esther ethan ethel ethelbert eugene eunice eva evan eve evelyn ewa ezra \
    fabian fadumo faisal farah farai farhan farzana fatima fatma fatoumata felicity femi ferdinand fergus \
    fernando ffion ffiona fintan fiona fionn fleur florence florin floyd folake fozia frances francesca \
    francine francis frank fred frederick freya funmi gabor gabriela gail gareth gary gaurav gavin gemma \
    geoff geoffrey george georgeta georgia georgina gerald geraldine gethin gheorghe gideon giedre gilbert \
    gillian gina giorgos giovanni giselle gita giulia giuseppe gladstone gladwin gladys glenys godfrey \
    gordon graham grainne grazyna gregory greta gretchen griffith grzegorz guadalupe gurdeep gurmit gurpreet \
    gwen gwenda gwenllian gwilym gwyneth gwynne hafsa haile halina hamish hamza hannah hardeep harish harjit \
    harley harold harpreet harriet harry haruka harvey hassan hatice hazel heather hector hefin heidi heledd \
    helen hemant henrietta henry henryk herbert hester hettie hilary hilda hina hira hiroshi hitesh hodan \
    horace horatio hortense howard hugh hugo humphrey huong huseyin huw hyacinth hywel iain ian ibrahim \
    idris ieuan ifeoma ifrah ignatius ikenna ildiko illtyd ilze imani imogen imran indira ines ingrid ioan \
    ioana iolo iona ionut iqra irena irene irfan iris iryna isaac isabel isaiah ishaan ishbel isla isobel \
    istvan ivan ivor iwan iwona jacek jack jacob jacqueline jade jaden jadwiga jagdeep jake jamal james \
    jamie jan jane janet janice jared jarvis jasmine jason jaspreet jaswant javed javier jayden jayesh jayne \
    jean jeffrey jemima jenna jennifer jenny jeremy jermaine jerome jerzy jessica jessie jethro jignesh jill \
    jo joan joanie joanna joanne joao jocelyn jodie joe joel joey john jonathan joni jordan joseph josephine \
    joshua josiah josie joss joyce jozef judith julia julian julie juliet juliette julius jurgita justin \
    justyna jyoti kaitlin kamal kamran karen karim karl kasia katalin katarzyna kate katerina katherine \
    kathleen kathryn katie katrina kavita kaye kayleigh kaz kazimierz keiko keisha keith kelechi kelly \
    kelvin kemi kendra kenji kenneth kenny kerri kerry ketan kevin khadija khadra kieran kieron kim kinga \
    kiran kirsten kirsty kofi kojo kostas krishna kristina krystyna krzysztof kuldeep kulsum kulwinder kunle \
    kwabena kwame kwasi kyle kyra lakshmi lalita lana laszlo latoya laura lauren laurence lavinia leanne lee \
    leila lena leon leona leonard leonora leopold lerato leroy lesley leslie leszek leticia letitia lettie \
    lewis liam lilian lillian linda lindsay linus lionel lisa liz lleucu llinos lloyd lorenzo lorna lorraine \
    lottie louis louise lowri lubna luca lucas lucia lucinda lucy ludwik luella luis lukasz luke lydia lyle \
    lynda lyndon lynette lynn lynne mabel mabli maciej mackenzie macsen maddison madeleine madeline maeve \
    magda magdalena maggie mahad mahesh mair maisie malachi malachy malcolm malgorzata malik mandeep mandy \
    manish manjit manoj manpreet manuel marcel marcia marco marcus mared marek margaret margery marguerite \
    maria mariam mariama marian mariana marianne marie marilyn mario marion mariusz marjorie marlene marlon \
    marta martha martin martyn mary maryam mateusz mathew mathilda matteo matthew maude maureen maurice \
    mavis maxine maxwell mazie meena megan mehmet mehwish meirion melanie melissa melvin mererid mervyn \
    meryl mia michael michal michelle miguel mihaela mihai mike mikey mildred milena millicent milly mira \
    miriam miroslaw mitchell mohamad mohamed mohammed mohamud mohan moira molly monica monika morag morfudd \
    mortimer moses muhammad mukesh murat muriel mustafa myfanwy mykola myra myrtle nadeem nadia nadine naila \
    nancy naoko naomi naresh nasra nasreen natalia natalie natalya natasha nathan nathaniel navdeep naveed \
    nazia ned neha neil nell nellie nerys nesta neville ngozi nguyen niall niamh nicholas nicola nicole \
    nigel nikhil nikos nina nisha nitin nkechi nnamdi noah noel nomsa nora norbert norma norman norris nuno \
    nusrat obinna odette oisin oksana olena olga oliver olivia oliwia ollie olu oluchi olumide oluwaseun \
    oluwatobi olwen omar ophelia orla orlando orson osborne oscar osian oswald otis ottilie owain owen ozlem \
    pablo padraig pamela pankaj paolo paramjit parminder parveen patricia patrick patsy paul paula pauline \
    pawel penelope percival percy peter petra phil philip philippa philomena phoebe phuc phyllida phyllis \
    piotr piotrek polly pooja portia pradeep prakash pranav pratik preeti priya przemek quang quentin quincy \
    rachel radha radu rafael rafal rahul raj rajesh rajinder ralph ramesh ramon ramona randolph ranjit \
    raquel raul ravi raymond razvan rebecca reginald rekha renata reuben rhian rhiannon rhoda rhodri rhona \
    rhys ricardo richard ricky rita robert robin rocio roderick rodger rodney roger rohan rohit roisin \
    roland romeo ronald ronan rosalie rosalind rosamund rosanna rosemary rosetta rosie ross rowena roxanne \
    roy ruby rudo rufus rukhsana rupa rupert ruqayyah russell ruth ryan ryszard sadia sadie saeed safiya \
    sahra saima sajid sakura sally salma salman sam samantha samina samira samson samuel sandeep sandra \
    sanjay sanjeev sanjit sara sarah saroj saskia satnam saul scarlett seamus sean sebastian segun selina \
    seren serena sergei serhii serkan seun sevgi shabana shahid shane shania shanice shannon shanti sharon \
    shaun sheena sheila shelley sheridan sherry shilpa shirley shreya sian sidney sienna siew silas \
    silvester silvia simon simona simran sinead siobhan sioned sipho sita siwan slawomir sneha sofia sola \
    sonal sonia sonya sophie stacey stanislaw stanley stefan stefano stella stephanie stephen steve steven \
    stewart stuart sukhdeep sukhwinder sumaya sunil suresh surinder susan sushila suzanne svitlana sybil \
    sylvester sylvia tabatha tabitha tafadzwa tahir takeshi tamara tamsin tania tanya tara tariq tatiana \
    tayo tegid tejal teleri temitope tendai terence teresa tesfaye tetiana thandiwe thea thelma themba theo \
    theodore theresa thomas thora thuy tia tiago tiana tibor tiffany tigist tilly timothy tina tinashe tobi \
    tobias toby tom tomasz tomos tonia tony tracey tracy trang tremaine trevor tristan trudy tuan tudur \
    tuncay tunde tyler tyrone uche ulrich umar ursula urszula usha usman uthman valentina valentino valerie \
    vandana vanessa varun vasile vaughan velma venetia vera verna veronica victor victoria vihaan vijay \
    vijaya vikki vikram vilija vimal vincent vinny vinod violet viorica virgil virginia vishal vivian \
    vivienne volodymyr vytautas wai waldemar walter wanda waqar warren warsame wayne wendy wesley wieslaw \
    wilbur wilfred wilfrid willa william wilma winifred winnie winona winston wioletta wladyslaw wojtek wyn \
    xavier xiu yahya yannis yasin yasmin yasmine yemi yetunde yohannes yolanda yolande yuki yulia yunus \
    yusuf yvette yvonne zachariah zachary zahid zain zainab zainabu zak zara zayd zayn zbigniew zdzislaw \
    zelda zena zenon zeynep zoe zoey zofia zoltan zuzanna",
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
