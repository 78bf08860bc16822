"""Words that say nothing about what is wanted: `PLAIN_WORDS`, what any message may be made of.

Knows English words only. A word that describes an item ("recent", "gentle") is none of them: who adds one adds a
condition.
"""

from __future__ import annotations

PLAIN_WORDS = frozenset(
    """
    a able about absolutely actually after afraid again ah all alright already also although always am an and another any
    anymore anyone anything anyway anywhere appeal appeals appealing appreciate appreciated are around as ask asking at
    available away awesome back basically be because been before being besides best better big bit both bother bring brilliant
    bunch but by bye call came can catch category check chance change changed cheers choice choices choose chosen clear clearly come
    comes coming completely consider considering cool could couple current currently cut day deal definitely did direction
    do does doing done down each either else end enjoy enjoyed enough especially etc even evening ever every everything
    exactly example excellent explain far favor favorite favorites favour favourite favourites feel feeling feels few
    fill find finding fine finding first fit fits fitting follow for found from game games gave
    general get getting give given gives glad go goes going gone good goodbye got great greatly guess had half happen
    happy hard has have having he hello help helpful helps her here hers hey hi hm hmm hmmm him his honest honestly hope hoping how howdy huge
    i idea ideas if important in include included includes including indeed instead interest interested into
    involve involves involving is it item items its itself just keep keeping keen kind kinda kinds know lack last later
    least leave left less let like liked likes limit list lists little ll look looked looking looks lot lots love loved
    made main mainly make makes making many match matches matching matter matters may me mean meant meet meets
    mention mentioned might mind mine moment more morning most mostly move movie movies much must my myself name
    need needed needs next nice nicely night no nope not note nothing now of off offer offered offers often oh ok
    okay on once one ones only onto open opinion option options or other others otherwise our out over own part
    particular particularly pass past people perfect perfectly perhaps person pick picked picking picks picture place
    please pleased point possibly possible prefer preference preferred present pretty probably properly provide put quick
    quickly quite rather read ready really recommend recommendation recommendations recommended recommending regarding
    require required requirement requirements rest right said same saw say saying see seeing seem seemed seems seen
    selection send set several shall share she should show showing shown shows since sir so some somebody someone
    something sorry sort sorts sound sounded sounds speaking specific specifically spend start started stay step still
    stop stuff such suggest suggested suggesting suggestion suggestions suit suits sure take taken takes taking talk
    tell than thank thanks that the their them themselves then there these they thing things think thinking this those
    though thought through thus till time title titles to today together tonight too took totally towards tried truly try
    trying turn type types understand understood unfortunately until up upon us use used using usually ve very via
    view viewing wait want wanted wants was watch watched watching way ways we week weekend well were what whatever
    whats when where whether which while who whole whose why will wish with within wondering word work working
    works would wow yep yes yet you your yours yourself yeah s d m re t
    """.split()  # noqa: SIM905
)  # fmt: skip
