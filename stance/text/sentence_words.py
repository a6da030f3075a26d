"""Word lists that tell a full stop that ends a sentence from one that does not."""

from __future__ import annotations

TITLES = frozenset([
    "Mr", "Mrs", "Ms", "Mx", "Messrs", "Mmes", "Dr", "Drs", "Prof", "Profs", "Gov", "Govs", "Sen",
    "Sens", "Rep", "Reps", "Gen", "Lt", "Col", "Capt", "Cpt", "Cmdr", "Cdr", "Maj", "Sgt", "Cpl", "Pvt",
    "Adm", "Brig", "Rev", "Revs", "Fr", "Hon", "Pres", "Supt", "Insp", "Det", "Atty", "Amb", "Asst",
    "Assoc", "Sec", "Del", "Ald", "Msgr", "Sr.Lt", "Spc", "Ens", "Pfc", "Ofc", "Dep", "vs", "v", "e.g",
    "i.e", "cf", "viz", "Attn",
])  # fmt: skip
"""Always followed by what they belong to, so they end no sentence."""

ABBREVIATIONS = frozenset([
    "Inc", "Corp", "Co", "Cos", "Ltd", "LLC", "Bros", "Jr", "Sr", "Esq", "St", "Mt", "Ft", "Ave",
    "Blvd", "Rd", "Hwy", "Pkwy", "Dept", "Univ", "Assn", "Intl", "Natl", "Govt", "etc", "al", "approx",
    "est", "ca", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec",
    "Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun", "Ala", "Ariz", "Ark",
    "Calif", "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "La", "Md", "Mass", "Mich",
    "Minn", "Miss", "Mo", "Mont", "Neb", "Nev", "Okla", "Ore", "Pa", "Penn", "Tenn", "Tex", "Va", "Vt",
    "Wash", "W.Va", "Wis", "Wyo", "Ont", "Que", "Alta", "Ph.D", "Ed.D", "LL.B", "LL.M", "Lt.Gov",
    "Maj.Gen",
])  # fmt: skip
"""End a sentence only when the next word is one that often begins one, or a quotation mark stands between."""

BEFORE_NUMBER = frozenset([
    "no", "nos", "p", "pp", "vol", "vols", "ch", "chap", "sec", "art", "fig", "figs", "ex", "par",
    "para", "op",
])  # fmt: skip
"""End no sentence when a number follows, in any case."""

AFTER_TIME = frozenset([
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mon", "Tues", "Wed",
    "Thurs", "Fri", "Sat", "Sun", "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December", "Jan", "Feb", "Mar", "Apr", "Jun", "Jul",
    "Aug", "Sept", "Oct", "Nov", "Dec", "EST", "EDT", "ET", "CST", "CDT", "CT", "MST", "MDT", "MT",
    "PST", "PDT", "PT", "GMT", "UTC", "BST", "CET", "Eastern", "Central", "Mountain", "Pacific",
    "Greenwich",
])  # fmt: skip
"""Follow a.m. or p.m. inside a sentence."""

STARTERS = frozenset([
    "The", "A", "An", "This", "That", "These", "Those", "He", "She", "It", "They", "We", "I", "You",
    "But", "And", "Or", "So", "Yet", "Nor", "In", "On", "At", "By", "For", "From", "With", "Without",
    "As", "If", "When", "While", "After", "Before", "Since", "Because", "Although", "Though", "However",
    "Then", "There", "Here", "His", "Her", "Its", "Their", "Our", "My", "Your", "Not", "No", "Yes",
    "What", "Who", "Whom", "Whose", "Why", "How", "Where", "Which", "Some", "Many", "Most", "Much",
    "More", "Few", "Several", "All", "Both", "Each", "Every", "Another", "Other", "Others", "One",
    "Also", "Even", "Still", "Now", "Later", "Earlier", "Meanwhile", "Instead", "Despite", "During",
    "Under", "Over", "Until", "Once", "Only", "Just", "According", "Among", "Between", "Let", "Do",
    "Does", "Did", "Is", "Are", "Was", "Were", "Has", "Have", "Had", "Can", "Could", "Would", "Should",
    "Such", "Through", "Throughout", "Against", "About", "Across", "Amid", "Along", "Around", "Rather",
    "Perhaps", "Maybe", "Indeed", "Moreover", "Furthermore", "Nevertheless", "Nonetheless", "Today",
    "Tonight", "Yesterday", "Tomorrow", "Asked", "Mr", "Mrs", "Ms", "To", "Unlike", "Like", "Than",
    "Either", "Neither", "Whether", "Whatever", "Whenever", "Thus", "Hence", "Therefore", "Otherwise",
    "Besides", "Further", "Finally", "Eventually", "Recently", "Previously", "Currently", "Apparently",
    "Additionally", "Similarly", "Likewise", "Overall", "Elsewhere", "Nobody", "Everyone", "Everybody",
    "Someone", "Anyone", "Nothing", "Everything", "Something", "Anything",
])  # fmt: skip
"""Words that often begin a sentence and are rarely a name."""

SPEECH_VERBS = frozenset([
    "said", "says", "asked", "asks", "told", "tells", "added", "adds", "wrote", "writes", "tweeted",
    "tweets", "replied", "replies", "responded", "responds", "shouted", "yelled", "cried", "exclaimed",
    "declared", "wondered", "joked", "quipped", "continued", "explained", "insisted", "argued",
    "warned", "demanded", "recalled", "noted", "called", "screamed", "chanted", "posted", "answered",
    "concluded", "remarked", "announced", "inquired", "pleaded", "begged", "whispered", "complained",
    "snapped", "observed", "boasted", "mused", "retorted", "proclaimed", "urged",
])  # fmt: skip
"""Verbs of the tag after a quotation."""
