"""What is known of how Obsidian's links follow a move, in 41 cases, with what we do where nobody knows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rewrite:
    """A text in a file, moves in its vault (`a.md>b.md;...`, none for what is no move), and the text afterwards."""

    id: str
    files: str
    source: str
    text: str
    moves: str
    after: str
    gone: str = ""
    choice: str = ""


REWRITES = [
    Rewrite("L095", "Heron.md;a.md", "a.md", "[[Heron]]", "Heron.md>Egret.md", "[[Egret]]"),
    Rewrite("L096", "Heron.md;a.md", "a.md", "as [[Heron#Food|so]]", "Heron.md>Egret.md", "as [[Egret#Food|so]]"),
    Rewrite("L097", "Heron.md;a.md", "a.md", "[[Heron|Heron]]", "Heron.md>Egret.md", "[[Egret|Egret]]"),
    Rewrite("L098", "b/Heron.md;a.md", "a.md", "[[b/Heron|Heron]]", "b/Heron.md>b/Egret.md", "[[b/Egret|Egret]]"),
    Rewrite("L099", "Heron.md;a.md", "a.md", "![[Heron#^egg]]", "Heron.md>Egret.md", "![[Egret#^egg]]"),
    Rewrite("L100", "img/wing.png;a.md", "a.md", "![[wing.png|120]]", "img/wing.png>img/tail.png", "![[tail.png|120]]"),
    Rewrite("L101", "Heron.md;a.md", "a.md", "[[Heron]]", "Heron.md>b/Heron.md", "[[Heron]]"),
    Rewrite(
        "L102",
        "Heron.md;a.md",
        "a.md",
        "[[Heron]]",
        "Heron.md>b/Heron.md",
        "[[Heron]]",
        choice="a vault here has no setting for the form of new links; what resolves is not edited, as in L101",
    ),
    Rewrite("L103", "b/Heron.md;c/Reed.md;a.md", "a.md", "[[Heron]]", "c/Reed.md>c/Heron.md", "[[b/Heron]]"),
    Rewrite(
        "L104",
        "b/Heron.md;a.md",
        "a.md",
        "[[b/Heron]]",
        "b/Heron.md>c/Heron.md",
        "[[c/Heron]]",
        choice="a path stays a path",
    ),
    Rewrite(
        "L105", "b/Heron.md;b/x.md;a.md", "a.md", "[[b/Heron]]", "b/Heron.md>c/Heron.md;b/x.md>c/x.md", "[[c/Heron]]"
    ),
    Rewrite(
        "L106",
        "b/Heron.md;n/a.md",
        "n/a.md",
        "[[../b/Heron]]",
        "b/Heron.md>k/Heron.md",
        "[[../k/Heron]]",
        choice="a relative path stays relative",
    ),
    Rewrite(
        "L107",
        "b/Heron.md;n/a.md",
        "n/a.md",
        "[[../b/Heron]]",
        "n/a.md>n/o/a.md",
        "[[../../b/Heron]]",
        choice="a relative path stays relative, from where the note is now",
    ),
    Rewrite(
        "L108",
        "b/Heron.md;b/a.md",
        "b/a.md",
        "[[./Heron]]",
        "b/a.md>a.md",
        "[[b/Heron]]",
        choice="down from the vault's root there is nothing to be relative to",
    ),
    Rewrite(
        "L109",
        "b/Heron.md;c/Heron.md;b/a.md",
        "b/a.md",
        "[[Heron]]",
        "b/a.md>c/a.md",
        "[[b/Heron]]",
        choice="a link never switches to another note of the same name",
    ),
    Rewrite(
        "L110",
        "Old heron.md;a.md",
        "a.md",
        "[Old heron](Old%20heron.md)",
        "Old heron.md>Young heron.md",
        "[Young heron](Young%20heron.md)",
    ),
    Rewrite(
        "L111",
        "Old heron.md;a.md",
        "a.md",
        "[it](Old%20heron.md#Food)",
        "Old heron.md>Young heron.md",
        "[it](Young%20heron.md#Food)",
    ),
    Rewrite(
        "L112",
        "Old heron.md;a.md",
        "a.md",
        "[it](Old%20heron)",
        "Old heron.md>Young heron.md",
        "[it](Young%20heron.md)",
    ),
    Rewrite(
        "L113",
        "Old heron.md;a.md",
        "a.md",
        "[it](<Old heron.md>)",
        "Old heron.md>Young heron.md",
        "[it](<Young heron.md>)",
        choice="angle brackets are kept",
    ),
    Rewrite("L114", "Heron.md;a.md", "a.md", "[h](Heron.md)", "Heron.md>鷺 の本.md", "[h](鷺%20の本.md)"),
    Rewrite("L115", "Heron.md;a.md", "a.md", "| [[Heron\\|grey]] |", "Heron.md>Egret.md", "| [[Egret\\|grey]] |"),
    Rewrite(
        "L116",
        "Heron.md;a.md",
        "a.md",
        '---\nbird: "[[Heron]]"\n---\n',
        "Heron.md>Egret.md",
        '---\nbird: "[[Egret]]"\n---\n',
    ),
    Rewrite(
        "L117",
        "Heron.md;a.md",
        "a.md",
        '---\nbird: "[h](Heron.md)"\n---\n',
        "Heron.md>Egret.md",
        '---\nbird: "[h](Egret.md)"\n---\n',
    ),
    Rewrite("L118", "Heron.md", "Heron.md", "[[#Food]]", "Heron.md>Egret.md", "[[#Food]]"),
    Rewrite("L119", "Heron.md", "Heron.md", "[[Heron#Food]]", "Heron.md>Egret.md", "[[Egret#Food]]"),
    Rewrite("L120", "Heron.md;a.md", "a.md", "`[[Heron]]`", "Heron.md>Egret.md", "`[[Heron]]`"),
    Rewrite("L121", "Heron.md;a.md", "a.md", "Heron", "Heron.md>Egret.md", "Heron"),
    Rewrite("L122", "Heron.md;a.md", "a.md", "[[Heron|Grey]]", "Heron.md>Egret.md", "[[Egret|Grey]]"),
    Rewrite(
        "L123", "Heron.md;a.md", "a.md", "[[Heron.md]]", "Heron.md>Egret.md", "[[Egret.md]]", choice="a .md is kept"
    ),
    Rewrite("L124", "Heron.md;a.md", "a.md", "[[heron]]", "Heron.md>Egret.md", "[[Egret]]"),
    Rewrite(
        "L125",
        "Heron.md;a.md",
        "a.md",
        "[[Heron]]",
        "Heron.md>heron.md",
        "[[heron]]",
        choice="a link shows the name as the file bears it, though it would resolve either way",
    ),
    Rewrite("L126", "Heron.md;a.md", "a.md", "[[Heron]]", "Heron.md>B$2 heron.md", "[[B$2 heron]]"),
    Rewrite(
        "L127",
        "Καλοκαίρι.md;a.md",
        "a.md",
        "[[Καλοκαίρι|ήλιος]]",
        "Καλοκαίρι.md>Χειμώνας.md",
        "[[Χειμώνας|ήλιος]]",
    ),
    Rewrite(
        "L128",
        "Heron.md;wall.canvas",
        "wall.canvas",
        '{"nodes": [{"type": "file", "file": "Heron.md"}]}',
        "Heron.md>b/Egret.md",
        '{"nodes": [{"type": "file", "file": "b/Egret.md"}]}',
    ),
    Rewrite(
        "L129",
        "Heron.md;wall.canvas",
        "wall.canvas",
        '{"nodes": [{"type": "text", "text": "see [[Heron]]"}]}',
        "Heron.md>Egret.md",
        '{"nodes": [{"type": "text", "text": "see [[Egret]]"}]}',
    ),
    Rewrite(
        "L130",
        "Heron.md;a.md",
        "a.md",
        "[[Heron#Food]]",
        "",
        "[[Heron#Food]]",
        choice="no move: here a heading is renamed by editing its note, and links are left alone, as in L131",
    ),
    Rewrite("L131", "Heron.md;a.md", "a.md", "[[Heron#Food]]", "", "[[Heron#Food]]"),
    Rewrite(
        "L132",
        "Heron.md;a.md",
        "a.md",
        "[[Heron#^egg]]",
        "",
        "[[Heron#^egg]]",
        choice="no move: here a block id is renamed by editing its note, and links are left alone, as in L131",
    ),
    Rewrite("L133", "b.md;a.md", "a.md", "[[Unborn]]", "b.md>Unborn.md", "[[Unborn]]"),
    Rewrite(
        "L134",
        "Heron.md;a.md",
        "a.md",
        "[[Heron]]",
        "",
        "[[Heron]]",
        gone="Heron.md",
        choice="a link to what was deleted waits for it to come back",
    ),
    Rewrite(
        "L135",
        "Heron.md;Egret.md;a.md",
        "a.md",
        "[[Heron]]",
        "",
        "[[Heron]]",
        gone="Heron.md",
        choice="what another program renames is one file gone and another come",
    ),
]
