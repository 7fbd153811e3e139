//! Given names that stand for no other word: who begins a text with one speaks to that person.

use crate::policy::text::WordList;

/// The names, folded.
pub static GIVEN_NAMES: WordList = WordList::of(
    "\
    aaliyah aarav aaron abbie abdi abdirahman abdul abdullah abena abigail ada adam adebayo adele adewale \
    aditi adnan adrian adriana adwoa agatha agnes agnieszka ahlam ahmed aidan aileen ailsa aimee aisha \
    aisling akira akosua akua alan alana alasdair albert alec aled alejandro alessandro alexander alexandra \
    alexis alfie alfred alice alicia alina alison alistair aliyah alun alys alyssa amanda amani amara amelia \
    amelie amina amir amna amrit amritpal amy ana anand anaya andrea andrei andrew andriy andrzej andy \
    aneesa aneta angela angharad angus anita ann anna anne annette anthea anthony antonella antonia antonio \
    anum anwar aoife archie ariana arjun arlo arnold arthur arturs arun arya aryan asha ashleigh ashley \
    ashok ashwin asma astrid attila audrey augusta ava ayaan ayesha ayodele ayse ayub azra babajide \
    babatunde bailey baljit balwinder barbara barney barry bashir beata beatrice beatrix beatriz becky bella \
    ben benedict benjamin bereket bernadette bernard bertha bertie beryl bethan betty beverley bhavesh \
    bhavna bilal bogdan bogdana boguslaw bohdan bola bonnie bozena bradley brandon brenda brendan brian \
    bridget bronislaw bronwen bruce bruno bryan bryn bryony bushra byron cadi caitlin caleb callan callie \
    callum cameron camila caoimhe carl carla carly carmel carmen carol caroline carwyn carys cassandra \
    cassidy catalin catarina cathal catherine cathleen catriona cecil cedric celia cerys chandra chantelle \
    charlene charles charlotte charmaine chelsey cheryl chiara chidi chidinma chinedu chinwe chioma chipo \
    chirag chloe chris christina christine christopher chun cian ciara ciaran claire clare clarence clarissa \
    claudette claudia clayton clement clifford clifton clive colette colin connie connor conor constance \
    cordelia corey cormac cosmin costel courtney craig cristian cristina csilla cynthia cyril czeslaw dafydd \
    damian damien damon danica daniel daniela daniella danielle danny danuta daphne darius dariusz darragh \
    darren darshan daryl dave david dawit deanna dearbhla deborah declan deepak deirdre delia delphine \
    delroy demi denise dennis derek dermot deshawn desiree desmond devika dewi dexter diana diane dilwyn \
    dilys dimitri dimitrios dinesh divya dmitri dmytro dominic donald donna donovan dora doreen doris dorota \
    dorothea dorothy douglas duane dulcie dumitru duncan dwayne dylan eamonn edgar edith edmond edmund edna \
    eduardo edward edwin edwina effie efua eileen eilidh eimear elaine eleanor elena eleni eleri elias elif \
    elijah elin elinor elisa elise eliza elizabeth ella ellen ellie elliot elliott elodie eloise elsie \
    eluned elvira elvis elwyn elzbieta emanuel emeka emil emilia emilio emily emine emlyn emma emmanuel ena \
    enid enoch enrique enzo eoin eric erica erika erin ernest ernestine errol erzsebet esi esme esmeralda \
    esra estelle esther ethan ethel ethelbert euan eugene eugenia eunice eva evan evangeline eve \
    evelyn evie ewa ewan ezekiel ezra fabian fadumo faisal farah farai farhan farzana fatima fatma fatoumata \
    felicity felix femi ferdinand fergus fernando ffion ffiona finlay finn finnian fintan fiona fionn fleur \
    florence florin florrie floyd folake fozia frances francesca francine francis francisco frank franklin \
    fred frederick freya frida funmi gabor gabriel gabriela gabrielle gail gareth gary gaurav gavin gaynor \
    gemma geoff geoffrey george georgeta georgia georgina gerald geraldine gerard germaine gertrude gethin \
    gheorghe gideon giedre gilbert gilda giles gillian gina giorgos giovanni giselle gita giulia giuseppe \
    gladstone gladwin gladys glenda glenys gloria godfrey gordon graham grainne grazyna greg gregory greta \
    gretchen griffith grzegorz guadalupe guido gurdeep gurmit gurpreet gustav guto gwen gwenda gwendolen \
    gwenllian gwilym gwyn gwyneth gwynne hafsa haile halina hamish hamza hannah hardeep harish harjit harley \
    harold harpreet harriet harry haruka harvey hasan hassan hatice hayden hayley hazel heather hector hefin \
    heidi heledd helen heloise hemant henrietta henry henryk herbert hermione hester hettie hilary hilda \
    hina hira hiroshi hitesh hodan horace horatio hortense howard hubert hugh hugo hui humphrey huong \
    huseyin hussein huw hyacinth hywel iain ian ibrahim idris ieuan ifan ifeoma ifrah ignatius ikenna ildiko \
    illtyd ilona ilze imani imelda imogen imran indira ines ingrid ioan ioana iolo iona ionut iqra irena \
    irene irfan irina iris irma iryna isaac isabel isabella isabelle isadora isaiah ishaan ishbel isla \
    ismail isobel istvan ivan ivor iwan iwona jacek jack jacob jacqueline jacqui jade jaden jadwiga jagdeep \
    jake jamal james jamie jan jane janet janice janine jared jarvis jasmin jasmine jason jaspreet jaswant \
    javed javier jayden jayesh jayne jean jeanette jeannie jeffrey jemima jemma jenna jennifer jenny jenson \
    jeremiah jeremy jermaine jerome jerry jerzy jess jessica jessie jethro jez jignesh jill jing jo joan \
    joana joanie joanna joanne joao jocelyn jodi jodie joe joel joey john jolene jonathan joni jonny jordan \
    joseph josephina josephine joshua josiah josie joss joyce jozef juan juanita jude judith julia julian \
    julianne julie juliet juliette julius jurgita justin justyna jyoti kacey kai kaitlin kaleb kamal kamran \
    kara karen karim karina karl karolina kasia katalin katarzyna kate katelyn katerina katherine kathleen \
    kathryn kathy katie katrina kavita kaye kayleigh kaz kazimierz keegan keiko keira keisha keith kelechi \
    kelly kelsey kelvin kemi kendra kenji kenneth kenny kerri kerry kerryn ketan kev kevin khadija khadra \
    kiera kieran kieron kim kimberley kinga kiran kirsten kirsty kofi kojo kostas krishna kristian kristin \
    kristina krystyna krzysztof kuba kuldeep kulsum kulwinder kunle kwabena kwame kwasi kyle kyra lacey \
    lakshmi lalita lana lara larissa laszlo latisha latoya laura lauren laurence lavinia layla leanna leanne \
    lee leighton leila lena lennox leon leona leonard leonie leonora leopold lerato leroy lesley leslie \
    leszek leticia letitia lettie lewis liam lilian lillian lillie linda lindsay lindsey linh linus lionel \
    lisa liz lleucu llinos lloyd lorenza lorenzo lorna lorraine lottie louella louis louise lowri lubna luca \
    lucas lucia lucien lucinda lucy ludwik luella luis luisa lukasz luke lydia lyle lynda lyndon lynette \
    lynn lynne lynsey mabel mabli macey maciej mackenzie macsen macy maddie maddison madeleine madeline \
    maeve magda magdalena maggie mahad mahesh maia mair maisie malachi malachy malcolm malgorzata malik \
    mandeep mandy manish manjit manoj manpreet manuel manuela mara marcel marcella marcia marcin marco \
    marcus mared marek margaret margery margot marguerite maria mariam mariama marian mariana marianne marie \
    mariella marilyn marina mario marion marisa marissa mariusz marjorie marlene marlon marnie marta martha \
    martin martyn mary maryam mason mateusz mathew mathilda mathilde matteo matthew maude maureen maurice \
    mavis maxine maxwell mazie meena meera megan mehdi mehmet mehwish mei meirion melanie melissa melvin \
    meredith mererid mervyn meryl mia micah michael michal michelle miguel mihaela mihai mike mikey mikhail \
    mildred milena millicent milly milo minh minnie mira miriam miroslaw mitchell mohamad mohamed mohammed \
    mohamud mohan mohsin moira molly monica monika morag morfudd morgan mortimer morwenna moses mubarak \
    muhammad mukesh muna murat muriel mustafa myfanwy mykola myles myra myrtle nadeem nadia nadine nadira \
    naila nancy naoko naomi naresh nasir nasra nasreen natalia natalie natalija natalya natasha nathalie \
    nathan nathaniel navdeep naveed nayla nazia ned neha neil nell nellie nerys nesta nettie nevaeh neville \
    ngozi nguyen nia niall niamh nicholas nicky nicola nicolas nicole nigel nigella nika nikhil nikita niko \
    nikos nina nisha nitin nkechi nnamdi noah noel nomsa nora norbert noreen norma norman norris nuno nusrat \
    obinna odessa odette oisin oksana oleg olena olga oliver olivia oliwia ollie olu oluchi olumide \
    oluwaseun oluwatobi olwen omar omari ophelia orhan orla orlando orson osborne oscar osian osman oswald \
    otis ottilie otto owain owen ozlem pablo padraig paige pamela pankaj paolo paramjit parisa parminder \
    parveen patrice patricia patrick patsy paul paula pauline pawel pedro penelope percival percy perry \
    peter petra petronella phil philip philippa philomena phoebe phuc phyllida phyllis pierre piotr piotrek \
    pippa polly pooja portia pradeep prakash pranav pranay pratik preeti prisca priya przemek quang queenie \
    quentin quincey quincy rab rachel radha radu rafael rafal rahim rahul raj rajesh rajinder ralph ramesh \
    ramon ramona randall randolph ranjit raphael raquel rashid raul ravi raymond razvan rebecca reece reena \
    reggie reginald rekha renata reuben rhea rhian rhiannon rhoda rhodri rhona rhys ricardo richard ricky \
    riley rina rita robert roberta roberto robin rochelle rocio roderick rodger rodney rodrigo roger rohan \
    rohit roisin roksana roland romeo romy ronald ronan rory rosa rosalba rosalie rosalind rosamund rosanna \
    rosanne rosemary rosetta rosie rosina ross rowena roxana roxanne roy ruben rubina ruby rudo rufus \
    rukhsana rupa rupert rupinder ruqayyah russell ruth ryan ryszard sadia sadie saeed safiya sahra saima \
    sajid sakura salim sally salma salman sam samantha sameer samina samir samira samson samuel sana sanaa \
    sandeep sandra sanjay sanjeev sanjit santiago santosh sara sarah saroj saskia satnam saul scarlett \
    seamus sean sebastian segun selina seren serena sergei sergio serhii serkan seth seun sevgi shaan \
    shabana shabnam shahid shakira shamim shane shanelle shania shanice shaniqua shannon shanti sharon \
    sharron shaun shaunna shay shazia sheena sheila sheldon shelley sheridan sherry sheryl shilpa shirley \
    shona shreya sian sidney sidra sienna siew silas silvester silvia simon simona simran sinead siobhan \
    sioned sipho sita siwan slawomir sneha sofia sofie sola sonal sonia sonya sophie soraya stacey stacy \
    stanislaw stanley stefan stefano stella stephan stephanie stephen steve steven stewart stuart sukhdeep \
    sukhwinder sumaya sunil sunita suresh surinder susan susannah sushila suzanna suzanne svetla svetlana \
    svitlana sybil sybille sylvester sylvia tabatha tabitha tafadzwa tahir takeshi tallulah tamar tamara \
    tamika tamsin tania taniya tanya tara taras tariq tasha tatiana tatyana tayo tegan tegid tejal teleri \
    temitope tendai teodor terence teresa terri terry tesfaye tetiana thaddeus thandiwe thea thelma themba \
    theo theodora theodore theresa thomas thora thuy tia tiago tiana tianna tibor tiffany tigist tilly \
    timothy tina tinashe tobi tobias toby todd tom tomas tomasz tomos tonia tony tonya tracey tracie tracy \
    trang travis tremaine trevor tristan trudy tuan tudur tuncay tunde tyla tyler tyrone uche ulla ulrich \
    umar ursula urszula usha usman uthman valentina valentino valeria valerie vandana vanessa vanya varun \
    vasile vaughan velma venetia vera verity verna veronica victor victoria vihaan vijay vijaya vikas vikki \
    vikram vilija vimal vimala vince vincent vinny vinod viola violet viorica virgil virginia vishal vivian \
    vivienne volodymyr vytautas wai waldemar walter wanda waqar warren warsame wayne wendy wesley wieslaw \
    wilbur wilf wilfred wilfrid wilhelmina willa william wilma winifred winnie winona winston wioletta \
    wladyslaw wojtek wyatt wyn xavier xiu yahya yannis yasin yasir yasmin yasmine yazmin yemi yetunde \
    yohannes yolanda yolande yousef yuki yulia yunus yusef yusra yusuf yvette yvonne zachariah zachary \
    zachery zahid zahra zaid zain zainab zainabu zak zakariya zaneta zara zayd zayn zbigniew zdzislaw zeinab \
    zelda zelma zena zenon zeynep zia zoe zoey zofia zoltan zsofia zuzanna",
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
