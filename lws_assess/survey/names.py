"""Words by which a name is told from other words that begin with a capital."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words with a capital that are no name of a person, alone or beside another.
TERMS = _words(
    """
    a act action advice after all also an and another april army assembly assessment asd at august autumn bank because
    before behaviour bank best black board borough boxing britain british but can care carers centre chair child
    children children's christmas city civil cloud clinic club college come commissioners common community
    conference core council councillor county court covid crown cafcass camhs dbs december department director district
    do does don't down early easter education eid ehcp emotional england english europe european even every everyone
    facebook families family february first for forum foster foundation framework free friday from full general
    good google government green group great groups guide hall happy have head health help her high his holiday home
    hospital hospitals house how hub human i i'd i'll i'm i've if in infant inspectors instagram is it it's january
    july june junior just key kingdom lead leader learning let local lord managers many march matters may meeting
    mental microsoft ministry monday more most multi-agency my national navy new nhs no nobody not november nursery
    october of office officer ofsted on one online open or other our outlook paper panel parent parents partnership
    people phase plan play police practice prime primary prince princess private professional programme project public
    queen king ramadan reception reform report resources road room royal safeguarding saturday school schools scotland
    secondary sector senco send senior september service services she social some special spring staff stage standards
    start state statutory strategy street summer sunday support sure survey teacher teachers team teams tell thank
    thanks that the their then there they thing this three thursday to too town training trust tuesday twitter two
    uk union united university voice voluntary volunteers wales ward we wednesday week welsh west what when whatsapp
    where which while who why will winter with work workers workforce working year years yes you young your youth
    youtube zoom north south east
    """
)
FIRST_NAMES = _words(
    """
    aaron abdul abigail adam ahmed aidan aisha alan alex alexander ali alice alison amanda amelia amir amy andrea andrew
    angela anna anne anthony ashley barbara becky ben benjamin beth brandon brian callum cameron carl carol caroline
    catherine charlotte chelsea chloe chris christine christopher claire clare colin connor craig daniel darren dave
    david dawn debbie deborah dean declan denise derek diane donna dylan edward eleanor elizabeth ella ellie emily emma
    eric ethan evie fatima fiona florence gareth gary gavin gemma geoff george gillian graham hannah harriet harry
    hassan hayley heather helen henry ian ibrahim imran isaac isabella isla jack jackie jacob jade jake james jamie jane
    janet jason jayden jennifer jenny jess jessica jim joanna joanne joe john jonathan jordan joseph josh joshua julia
    julie karen kate katherine kathryn katie kayleigh keith kelly kerry kevin kieran kim kirsty kyle laura lauren leah
    lee leon leanne lewis liam lily linda lindsay lisa logan louise lucy luke lynn maisie malcolm margaret maria marie
    martin mary matt matthew megan mia michael michelle mike mohammad mohammed molly muhammad nathan neil niamh nicola
    nicole nigel noah oliver olivia omar owen paige patricia paul paula peter phil philip rachel rebecca rhys richard
    robert robin ryan sally sam samantha samuel sandra sara sarah scott sean sharon shaun shirley simon sophia sophie
    stacey stephanie stephen steve steven stuart susan suzanne tanya teresa theo thomas tim tina tom tony tracey tracy
    trevor tyler valerie vanessa victoria wayne wendy william yasmin yusuf zahra zara zoe
    """
)
