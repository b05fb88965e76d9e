"""What is known of what Obsidian's links mean, in 94 cases, with what we do where nobody knows."""

import unicodedata
from dataclasses import dataclass, field

NO_LINK = "no link"
UNRESOLVED = None
MISSING = (0, 0)
"""The heading or the block that a link names is not in the note it means."""


@dataclass(frozen=True)
class Lookup:
    """A text in a note, the file its links mean in a vault of these files, and, of a heading or block, its lines.

    `texts` is what the named notes hold. `choice` says what we do where Obsidian's behaviour is not known for sure.
    """

    id: str
    files: str
    source: str
    text: str
    means: str | None
    lines: tuple[int, int] | None = None
    texts: dict[str, str] = field(default_factory=dict)
    choice: str = ""


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


HERON = {"Heron.md": "# Heron\n\n## Nesting\nin reeds\n\n### Eggs\nfour\n\n## Food\nfish\n"}
CHAIN = {"Heron.md": "# Nesting\n\n## Feeding\nfish\n"}
TWO_CHAINS = {"Heron.md": "# Spring\n## Feeding\nfish\n# Autumn\n## Feeding\nfrogs\n"}

LOOKUPS = [
    Lookup("L001", "Ferry times.md", "diary/monday.md", "[[Ferry times]]", "Ferry times.md"),
    Lookup("L002", "port/Ferry times.md", "diary/monday.md", "[[Ferry times]]", "port/Ferry times.md"),
    Lookup("L003", "port/Ferry times.md", "diary/monday.md", "[[Ferry times.md]]", "port/Ferry times.md"),
    Lookup("L004", "port/Ferry times.md", "diary/monday.md", "[[ferry TIMES]]", "port/Ferry times.md"),
    Lookup("L005", "End.md", "a.md", "[[End.MD]]", "End.md"),
    Lookup("L006", "port/Ferry times.md", "diary/monday.md", "[[port/Ferry times]]", "port/Ferry times.md"),
    Lookup("L007", "port/Ferry times.md", "diary/monday.md", "[[port/Ferry times|boats]]", "port/Ferry times.md"),
    Lookup(
        "L008",
        "port/Ferry times.md",
        "a.md",
        "[[PORT/ferry times]]",
        "port/Ferry times.md",
        choice="a folder's letter case counts as little as a name's",
    ),
    Lookup("L009", "port/upper/Lamps.md", "a.md", "[[upper/Lamps]]", "port/upper/Lamps.md"),
    Lookup(
        "L010",
        "port/upper/Lamps.md",
        "a.md",
        "[[pper/Lamps]]",
        UNRESOLVED,
        choice="the end of a path starts at a folder",
    ),
    Lookup("L011", "port/upper/Lamps.md", "a.md", "[[lower/Lamps]]", UNRESOLVED),
    Lookup("L012", "port/Lamps.md", "a.md", "[[/port/Lamps]]", "port/Lamps.md", choice="a leading / is the vault"),
    Lookup("L013", "port/Lamps.md", "a.md", "[[/Lamps]]", UNRESOLVED, choice="a leading / never searches by name"),
    Lookup("L014", "port/Lamps.md", "port/log.md", "[[./Lamps]]", "port/Lamps.md"),
    Lookup("L015", "port/Lamps.md;Lamps.md", "port/log.md", "[[./Lamps]]", "port/Lamps.md"),
    Lookup("L016", "Lamps.md", "port/log.md", "[[./Lamps]]", UNRESOLVED),
    Lookup("L017", "Lamps.md", "port/log.md", "[[../Lamps]]", "Lamps.md"),
    Lookup("L018", "shore/Chart.md", "port/inner/log.md", "[[../../shore/Chart]]", "shore/Chart.md"),
    Lookup(
        "L019",
        "shore/Chart.md",
        "port/log.md",
        "[[../../shore/Chart]]",
        UNRESOLVED,
        choice="what climbs out of the vault means nothing",
    ),
    Lookup("L020", "Log.md;b/Log.md", "b/src.md", "[[Log]]", "Log.md"),
    Lookup("L021", "b/Log.md;a/b/Log.md", "src.md", "[[Log]]", "b/Log.md"),
    Lookup("L022", "yyyy/Log.md;a/b/Log.md", "src.md", "[[Log]]", "a/b/Log.md"),
    Lookup("L023", "yyyy/Log.md;b/Log.md", "yyyy/src.md", "[[Log]]", "yyyy/Log.md"),
    Lookup("L024", "yyyy/Log.md;b/Log.md", "yyyy/inner/src.md", "[[Log]]", "b/Log.md"),
    Lookup("L025", "b/Log.md;a/b/Log.md", "a/b/src.md", "[[b/Log]]", "b/Log.md"),
    Lookup(
        "L026", "cc/Reed.md;dd/Reed.md", "src.md", "[[Reed]]", "cc/Reed.md", choice="of equal length: by the alphabet"
    ),
    Lookup(
        "L027",
        "pond/old/Reed.md;b/Reed.md",
        "pond/src.md",
        "[[Reed]]",
        "b/Reed.md",
        choice="a folder below the note's own is as far as any other",
    ),
    Lookup(
        "L028",
        "one/Plan.png;two/Plan.png",
        "two/src.md",
        "![[Plan.png]]",
        "two/Plan.png",
        choice="attachments are found as notes are",
    ),
    Lookup("L029", "Heron.md", "a.md", "[[Heron#Nesting]]", "Heron.md", (3, 8), HERON),
    Lookup("L030", "Heron.md", "a.md", "[[heron#nesting]]", "Heron.md", (3, 8), HERON, "no letter case in headings"),
    Lookup("L031", "", "a.md", "[[#Nesting]]\n\n## Nesting\nx", "a.md", (3, 4)),
    Lookup("L032", "Heron.md", "a.md", "[[Heron#Nesting#Feeding]]", "Heron.md", (3, 5), CHAIN),
    Lookup(
        "L033",
        "Heron.md",
        "a.md",
        "[[Heron#Autumn#Feeding]]",
        "Heron.md",
        (5, 7),
        TWO_CHAINS,
        "a chain leads to the heading below all it names",
    ),
    Lookup("L034", "Heron.md", "a.md", "[[Heron#Feeding]]", "Heron.md", (2, 3), TWO_CHAINS, "the first of two wins"),
    Lookup("L035", "Heron.md", "a.md", "[[Heron#How a b]]", "Heron.md", (1, 2), {"Heron.md": "## How: a/b?\nx"}),
    Lookup("L036", "Heron.md", "a.md", "[[Heron#F notes]]", "Heron.md", (1, 2), {"Heron.md": "## F# notes\nx"}),
    Lookup("L037", "Heron.md", "a.md", "[[Heron#Nowhere]]", "Heron.md", MISSING, HERON),
    Lookup("L038", "Heron.md", "a.md", "[[Heron#^egg-1]]", "Heron.md", (1, 1), {"Heron.md": "Four. ^egg-1\n"}),
    Lookup(
        "L039",
        "Heron.md",
        "a.md",
        "[[Heron#^egg-1]]",
        "Heron.md",
        (1, 1),
        {"Heron.md": "Four. ^Egg-1\n"},
        "no letter case in the ids of blocks",
    ),
    Lookup("L040", "", "a.md", "[[#^egg]]\n\nFour. ^egg", "a.md", (3, 3)),
    Lookup(
        "L041",
        "Heron.md",
        "a.md",
        "![[Heron#Nesting]]",
        "Heron.md",
        (3, 8),
        HERON,
        "an embedded section ends before the next heading of its level or a higher one",
    ),
    Lookup("L042", "img/wing.png", "a.md", "![[wing.png]]", "img/wing.png"),
    Lookup("L043", "img/wing.png", "a.md", "![[wing.png|120x80]]", "img/wing.png"),
    Lookup("L044", "img/wing.png", "a.md", "![[wing.png|a wing|120]]", "img/wing.png", choice="all after the bar"),
    Lookup("L045", "img/wing.png", "a.md", "[[wing]]", UNRESOLVED),
    Lookup("L046", "tasks.base", "a.md", "[[tasks]]", UNRESOLVED),
    Lookup("L047", "tasks.base;tasks.md", "a.md", "[[tasks]]", "tasks.md"),
    Lookup("L048", "wall.canvas", "a.md", "![[wall.canvas]]", "wall.canvas"),
    Lookup("L049", "doc/guide.pdf", "a.md", "![[guide.pdf#page=4]]", "doc/guide.pdf"),
    Lookup("L050", "data/counts.csv", "a.md", "[[counts.csv]]", "data/counts.csv", choice="no type of file is hidden"),
    Lookup("L051", "Version 3.2.md", "a.md", "[[Version 3.2]]", "Version 3.2.md"),
    Lookup("L052", "Mr. Fox.md", "a.md", "[[Mr. Fox]]", "Mr. Fox.md"),
    Lookup(
        "L053", "outline.md.md", "a.md", "[[outline.md]]", "outline.md.md", choice="the name as written comes first"
    ),
    Lookup("L054", "Ro]und.md", "a.md", "[[Ro]und]]", "Ro]und.md"),
    Lookup("L055", "Core.md", "a.md", "[[Shell [[Core]] x]]", "Core.md"),
    Lookup("L056", "Two rows.md", "a.md", "[[Two\nrows]]", NO_LINK),
    Lookup("L057", "F#.md;F.md", "a.md", "[[F#]]", "F.md", choice="# always ends the name"),
    Lookup("L058", "Fare $9.md", "a.md", "[[Fare $9]] and [[Fare $9]]", "Fare $9.md"),
    Lookup("L059", "🐟 catch.md", "a.md", "[[🐟 catch]]", "🐟 catch.md"),
    Lookup("L060", "港町.md", "手帳/月曜.md", "[[港町|町]]", "港町.md"),
    Lookup("L061", "מדריך.md", "a.md", "[[מדריך#פרק]]", "מדריך.md", (1, 2), {"מדריך.md": "# פרק\nx"}),
    Lookup("L062", "Птицы берега.md", "a.md", "[[птицы БЕРЕГА]]", "Птицы берега.md", choice="no letter case anywhere"),
    Lookup("L063", "Άνεμος.md", "a.md", "[[ΆΝΕΜΟΣ]]", "Άνεμος.md"),
    Lookup("L064", "İnci.md", "a.md", "[[inci]]", UNRESOLVED, choice="a dotted capital I is another letter than i"),
    Lookup("L065", decomposed("Forêt.md"), "a.md", "[[Forêt]]", "Forêt.md"),
    Lookup("L066", decomposed("パズル.md"), "a.md", "[[パズル]]", "パズル.md"),
    Lookup("L067", "Ferry times.md", "a.md", "[[ Ferry times ]]", "Ferry times.md", choice="outer spaces do not count"),
    Lookup("L068", "Ferry times.md", "a.md", "[[Ferry  times]]", UNRESOLVED),
    Lookup("L069", "Bureau.md", "a.md", "[[WB]]", UNRESOLVED, texts={"Bureau.md": "---\naliases: [WB]\n---\n"}),
    Lookup("L070", "Bureau.md", "a.md", "[[Bureau|WB]]", "Bureau.md", texts={"Bureau.md": "---\naliases: [WB]\n---\n"}),
    Lookup("L071", "", "a.md", "[[https://example.net]]", UNRESOLVED),
    Lookup("L072", "port/index.md", "a.md", "[[port]]", UNRESOLVED),
    Lookup("L073", ".trash/Lost.md", "a.md", "[[Lost]]", UNRESOLVED),
    Lookup("L074", "Heron.md", "a.md", "`[[Heron]]`", NO_LINK),
    Lookup("L075", "Heron.md", "a.md", "```\n[[Heron]]\n```", NO_LINK),
    Lookup("L076", "Heron.md", "a.md", "%% [[Heron]] %%", NO_LINK, choice="a comment holds no links"),
    Lookup("L077", "Heron.md", "a.md", "$x[[Heron]]$", NO_LINK, choice="math holds no links"),
    Lookup("L078", "Heron.md", "a.md", "\\[[Heron]]", NO_LINK, choice="a backslash takes the meaning of a bracket"),
    Lookup("L079", "Heron.md", "a.md", "<div>[[Heron]]</div>", NO_LINK, choice="an HTML block holds no links"),
    Lookup("L080", "Heron.md", "a.md", "| a |\n|---|\n| [[Heron\\|grey]] |", "Heron.md"),
    Lookup("L081", "Heron.md", "a.md", '---\nbird: "[[Heron]]"\n---\n', "Heron.md"),
    Lookup("L082", "Heron.md", "a.md", "---\nbird: [[Heron]]\n---\n", NO_LINK),
    Lookup(
        "L083",
        "Heron.md",
        "a.md",
        '---\nbird: "see [[Heron]] now"\n---\n',
        NO_LINK,
        choice="a link in a property is its whole value",
    ),
    Lookup("L084", "port/Ferry times.md", "a.md", "[t](port/Ferry%20times.md)", "port/Ferry times.md"),
    Lookup("L085", "port/Ferry times.md", "a.md", "[t](Ferry%20times.md)", "port/Ferry times.md"),
    Lookup("L086", "port/Ferry times.md", "port/b.md", "[t](port/Ferry%20times.md)", "port/Ferry times.md"),
    Lookup("L087", "port/Ferry times.md", "port/b.md", "[t](Ferry%20times)", "port/Ferry times.md"),
    Lookup("L088", "port/Ferry times.md", "a.md", "[t](port/Ferry times.md)", NO_LINK),
    Lookup("L089", "port/Ferry times.md", "a.md", "[t](<port/Ferry times.md>)", "port/Ferry times.md"),
    Lookup(
        "L090", "Heron.md", "a.md", "[t](Heron.md#Soft%20nest)", "Heron.md", (1, 2), {"Heron.md": "## Soft nest\nx"}
    ),
    Lookup("L091", "Heron.md", "a.md", "[t](Heron.md#soft-nest)", "Heron.md", MISSING, {"Heron.md": "## Soft nest\nx"}),
    Lookup("L092", "x.md", "port/b.md", "[t](../x.md)", "x.md"),
    Lookup("L093", "图/羽.png", "a.md", "![120](图/羽.png)", "图/羽.png", choice="a size is a label"),
    Lookup("L094", "90% full.md", "a.md", "[t](90%%20full.md)", UNRESOLVED, choice="a broken escape is no escape"),
]
