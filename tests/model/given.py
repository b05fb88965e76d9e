"""What operations are drawn from: few paths and texts, so that they meet."""

from hypothesis import strategies as st

HISTORY_DAYS = 30
CLIENTS = ("Claude", "Cursor")
OUTSIDE = "outside edit"

FOLDERS = ("", "a/", "a/b/", "a/a/", "A/", "c/")
NAMES = ("Moss", "moss", "Fern", "a")
FILES = ("pic.png", "Moss.png", "board.canvas")
NODES = '{"nodes":[{"id":"1","type":"file","file":"%s"},{"id":"2","type":"text","text":"[[Moss]] ![](pic.png)"}]}'
FRAGMENTS = (
    "words",
    "more words",
    "[[Moss]]",
    "[[a/Moss|label]]",
    "see [[MOSS#Heading]] and [[Fern]]",
    "![[pic.png]]",
    "![alt](a/pic.png)",
    "[Fern](../Fern.md#h) [[a]]",
    "[x](Moss.md) `[[Moss]]`",
    "[[#Heading]] [[./Fern]] [[/a/b/Moss]]",
    "[[b/Moss]] [[Moss.png]] [[nothing]]",
)

folders = st.sampled_from(FOLDERS)
notes = st.builds(str.__add__, folders, st.sampled_from([f"{name}.md" for name in NAMES]))
files = st.builds(str.__add__, folders, st.sampled_from(FILES))
properties = st.sampled_from(["", "", "", '---\nup: "[[Moss]]"\n---\n', "---\nin: ['[[a/Fern|f]]', two]\n---\n"])
texts = st.builds(str.__add__, properties, st.lists(st.sampled_from(FRAGMENTS), max_size=3).map("\n".join))
clients = st.sampled_from(CLIENTS)
picks = st.integers(0, 9)
bodies = st.sampled_from(["one", "two", NODES % "a/Moss.md", NODES % "Fern.md"]).map(str.encode)
