"""Words that say nothing about what is wanted: `PLAIN_WORDS`, what any message may be made of.

Knows English words only; those of acts (`ACT_WORDS`) are looked at elsewhere. A word that describes an item ("recent",
"gentle") is none of them: who adds one adds a condition.
"""

from __future__ import annotations

PLAIN_WORDS = frozenset(
    """
    a able about absolutely actually afraid after again ah all already alright also although always am an and
    another any anymore anyone anything anyway anywhere appeal appealing appeals appreciate appreciated are around
    as ask asking at available away awesome back basically be because been before being besides best better big bit
    both bother brilliant bring bunch but by bye call came can care catch category chance change changed check
    cheers choice choices choose chosen clear clearly come comes coming completely consider considering cool could
    couple curious current currently cut d day deal dear definitely did direction do does doing done down each
    either else end enjoy enjoyed enough especially etc even evening ever every everything exactly example excellent
    explain far favor favorite favorites favour favourite favourites feel feeling feels few fill find finding fine
    first fit fits fitting follow for forgive found from fussy game games gave general get getting give given gives
    glad go goes going gone good goodbye got great greatly guess ha had half happen happy hard has have having he
    hello help helpful helping helps her here hers hey hi him his hm hmm hmmm honest honestly hope hoped hoping how
    howdy huge i idea ideas if im important in include included includes including indeed instead interest
    interested into involve involves involving is it item items its itself just keen keep keeping kind kinda kindly
    kinds know lack last later least leave left less let like liked likes limit list listening lists little ll look
    looked looking looks lot lots love loved luck m made main mainly make makes making many match matches matching
    matter matters may me mean meant meet meets mention mentioned might mind mine moment more morning most mostly
    move movie movies much must my myself name need needed needs next nice nicely night no nope not note nothing now
    of off offer offered offers often oh ok okay on once one ones only onto open opinion option options or other
    others otherwise our out over own part particular particularly pass past people perfect perfectly perhaps person
    pick picked picking picks picture place please pleased point possible possibly prefer preference preferred
    present pretty probably properly provide put question questions quick quickly quite rather re read ready really
    recommend recommendation recommendations recommended recommending regarding require required requirement
    requirements rest right s said same saw say saying see seeing seem seemed seems seen selection send set settle
    several shall share she should show showing shown shows since sir so some somebody someone something somewhere
    sorry sort sorts sound sounded sounds speaking specific specifically spend start started stay step stick still
    stop strong stuff such suggest suggested suggesting suggestion suggestions suit suits sure t take taken takes
    taking talk tell than thank thanks that the their them themselves then there these they thing things think
    thinking this those though thought through thus till time title titles to today together tonight too took
    totally towards tried truly try trying turn type types um understand understood unfortunately until up upon us
    use used using usually ve very via view viewing wait want wanted wants was watch watched watching way ways we
    week weekend well were what whatever whats when where whether which while who whole whose why will wish with
    within wonder wondering word work working works would wow yeah yep yes yet you your yours yourself
    """.split()  # noqa: SIM905
)
ACT_WORDS = frozenset(
    """
    adore adored afternoon amazing apologies awful bad barely bonus bored boring bothered clarify clue cup dislike
    disliked drop dull dunno elsewhere fan fantastic flexible forget fussed greetings hardly hate hated hiya
    hopefully ideally ignore impressed leaning lift meh nah neither nevermind nolonger none nor nowhere overrated
    picky plus preferably quits remove rewatch sadly scratch sold tea terrible unsure wasting weak without yo
    """.split()  # noqa: SIM905
)
"""What tells that something is done; where it is not to be done, the cues of acts find it."""
SMALL_TALK = frozenset(
    """
    busy chilly coffee cold couch day days dinner evening finally friday home hot kettle lazy long monday night outside
    popcorn rain raining rainy relax relaxing saturday snow snowing sofa sunday sunny tea thursday tired tuesday weather
    wednesday week weekend work
    """.split()  # noqa: SIM905
)
"""What people talk of besides."""
