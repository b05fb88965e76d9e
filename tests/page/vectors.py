"""What is tried against pages that show other people's text. Each runs `hacked(n)`, with its number, if it can."""

# `RUN` stands for the call that a vector tries to make, `LOAD` for an address elsewhere that it tries to fetch.

from tests.page.vectors_html import ADDRESSES, CLOBBERING, FOREIGN, HANDLERS, TAGS

MARKDOWN = r"""
[click](javascript:RUN)
[click](<javascript:RUN>)
[click](JAVASCRIPT:RUN "title")
[click](java&#x73;cript:RUN)
[click](&#106;avascript:RUN)
[click](javascript\:RUN)
[click][REF]
[REF]: javascript:RUN
![pic](javascript:RUN)
![pic](LOAD)
![pic](x"onerror="RUN)
![pic](x 'a" onerror="RUN')
![" onerror="RUN](x)
[a](x "><img src=x onerror=RUN>")
[<img src=x onerror=RUN>](x)
<javascript:RUN>
<vbscript:RUN>
<data:text/html,RUN>
[[<img src=x onerror=RUN>]]
[[x|<img src=x onerror=RUN>]]
[[x#<img src=x onerror=RUN>|y]]
[[javascript:RUN]]
[[javascript:RUN|click]]
[[x" onmouseover="RUN]]
[[../../../../etc/passwd]]
![[<img src=x onerror=RUN>.png]]
![[javascript:RUN.png|1" onerror="RUN]]
![[x|200" onload="RUN]]
#tag<img/src=x/onerror=RUN>
#"onmouseover="RUN
> [!<img src=x onerror=RUN>] title
> [!note" onclick="RUN] title
> [!note]- <img src=x onerror=RUN>
> [!note] [click](javascript:RUN)
$\href{javascript:RUN}{click}$
$\url{javascript:RUN}$
$\includegraphics[width=1em]{LOAD}$
$\htmlData{onclick=RUN}{x}$
$\htmlStyle{background:url(LOAD)}{x}$
$\class{" onclick="RUN}{x}$
$\id{" onclick="RUN}{x}$
$\style{background:url(LOAD)}{x}$
$\text{<img src=x onerror=RUN>}$
$\color{red" onclick="RUN}{x}$
$\def\a{\a\a}\a$
$\rule{99999em}{99999em}$
$\unicode{<script>RUN</script>}$
==<img src=x onerror=RUN>==
~~<svg onload=RUN>~~
`<img src=x onerror=RUN>`
%%<img src=x onerror=RUN>%%
- [ ] <img src=x onerror=RUN>
- [<img src=x onerror=RUN>] x
| <img src=x onerror=RUN> | b |
[^RUN" onclick="RUN]: <img src=x onerror=RUN>
^[<img src=x onerror=RUN>]
text ^id" onclick="RUN
&lt;script&gt;RUN&lt;/script&gt;
\<img src=x onerror=RUN>
https://example.org/"onmouseover="RUN
https://example.org/<script>RUN</script>
http://javascript:RUN@example.org/
mailto:a@example.org?subject="onclick="RUN"""

BLOCKS = [
    '<img """><script>RUN</script>">',
    '```"><img src=x onerror=RUN>\ncode\n```',
    "```html onclick=RUN\n<img src=x onerror=RUN>\n```",
    "~~~<script>RUN</script>\n<script>RUN</script>\n~~~",
    "    <img src=x onerror=RUN>",
    "# <img src=x onerror=RUN>",
    "<img src=x onerror=RUN>\n=====",
    "$$\n\\href{javascript:RUN}{click}\n$$",
    "$$\n</math><img src=x onerror=RUN>\n$$",
    "<div\nonclick=RUN\n>x</div>",
    "<img\nsrc=x\nonerror\n=\nRUN>",
    '<a href="java\nscript:RUN">click</a>',
    '<a href="java\tscript:RUN">click</a>',
    '<a href="\x01javascript:RUN">click</a>',
    "<a href='\u3000javascript:RUN'>click</a>",
    "<a\x0chref=javascript:RUN>click</a>",
    "<svg><script>\nRUN\n</script></svg>",
    "<![CDATA[\n<img src=x onerror=RUN>\n]]>",
    "<script\n>RUN</script\n>",
    "[click]\n\n[click]: javascript:RUN",
    "[![pic](javascript:RUN)](javascript:RUN)",
    "<a href=x>[b](javascript:RUN)</a>",
    "| a |\n|---|\n| [x](javascript:RUN) |\n| <svg onload=RUN> |",
]

FRONT_MATTER = """---
title: "<img src=x onerror=RUN>"
<img src=x onerror=RUN>: key
"<script>RUN</script>": value
tags: ["<img/src=x/onerror=RUN>", 'a"onclick="RUN']
aliases: ["<svg onload=RUN>"]
cssclasses: ["veil", "x\\" onclick=RUN"]
link: "[[<img src=x onerror=RUN>|<svg onload=RUN>]]"
site: javascript:RUN
home: "https://example.org/\\"onclick=\\"RUN"
publish: !!js/function "RUN"
---
"""

NAMES = [
    "<img src=x onerror=RUN>.md",
    'a"onmouseover="RUN.md',
    "a'onclick='RUN.md",
    "javascript:RUN.md",
    "&lt;script&gt;RUN&lt;script&gt;.md",
    "<svg onload=RUN>/<b onclick=RUN>.md",
    "[[x]](javascript:RUN).md",
]

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" onload="RUN" width="20" height="20">
<script>RUN</script><image href="LOAD"/><a href="javascript:RUN"><rect width="20" height="20"/></a>
<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="x" onerror="RUN"/></foreignObject></svg>"""
PAGE = "<!doctype html><script>RUN</script><img src=x onerror=RUN>"


def _lines(table: str) -> list[str]:
    return [line.replace("\\t", "\t") for line in table.strip("\n").split("\n")]


def vectors() -> list[str]:
    """All that stands in the text of a note, each as Markdown of its own."""
    bare = [line for table in (TAGS, HANDLERS, FOREIGN, CLOBBERING, MARKDOWN) for line in _lines(table)]
    links = [f'<a href="{address}">click</a>' for address in _lines(ADDRESSES)]
    marked = [f"[click]({address})" for address in _lines(ADDRESSES)]
    return [*bare, *links, *marked, *BLOCKS]


def armed(vector: str, number: int) -> str:
    """A vector that tells, when it runs, which one it was."""
    address = f"http://192.0.2.1/loaded-{number}"
    return vector.replace("RUN", f"hacked({number})").replace("LOAD", address).replace("REF", f"ref{number}")
