"""The pages of a sign-in as HTML: what a client asks for, and what went wrong. They work without JavaScript."""

import base64
from hashlib import sha256
from html import escape

from shared.access.authorization import Consent

SCOPES = {
    "notes:read": ("Read your notes", "find, list and open notes"),
    "notes:write": ("Change your notes", "create, edit, move and delete notes; includes reading"),
    "account": ("Manage your account", "change and end connections, delete the account"),
}

STYLE = """
:root{color-scheme:light dark;--ink:#1c2024;--soft:#60646c;--line:#d9d9e0;--paper:#fff;--back:#f4f4f7;--accent:#3451b2}
@media(prefers-color-scheme:dark){:root{--ink:#edeef0;--soft:#b0b4ba;--line:#3a3d44;--paper:#1b1c20;--back:#111214;
--accent:#9eb1ff}}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:30rem;margin:8vh auto;padding:2rem;background:var(--paper);border:1px solid var(--line);
border-radius:12px}
h1{font-size:1.3rem;margin:0 0 .25rem}p{margin:.5rem 0}.soft{color:var(--soft);font-size:.9rem}
code{overflow-wrap:anywhere}.warn{border-left:3px solid #d97706;padding:.25rem .75rem}
fieldset{border:1px solid var(--line);border-radius:8px;margin:1.25rem 0;padding:.5rem 1rem}
legend{padding:0 .25rem;font-size:.9rem;color:var(--soft)}label{display:block;padding:.35rem 0}
label span{display:block;color:var(--soft);font-size:.85rem;margin-left:1.6rem}
input[type=text]{width:100%;padding:.5rem;border:1px solid var(--line);border-radius:6px;background:var(--paper);
color:var(--ink);font:inherit}
.row{display:flex;gap:.75rem;margin-top:1.25rem}button{flex:1;padding:.65rem;border-radius:8px;font:inherit;
border:1px solid var(--line);background:var(--paper);color:var(--ink);cursor:pointer}
button.main{background:var(--accent);border-color:var(--accent);color:var(--paper);font-weight:600}
button:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
"""
_STYLE_HASH = base64.b64encode(sha256(STYLE.encode()).digest()).decode()

PAGE_HEADERS = {
    "Content-Security-Policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""No script, no frame, nothing from elsewhere. `form-action` is left out: browsers would hold the redirect to it.
The form's own origin must see where it came from, or the browser says `Origin: null`."""


def consent_page(consent: Consent, *, is_local: bool, unused_days: int) -> str:
    """What a client asks for, in plain words, where its answer goes, and how long it lasts."""
    boxes = "".join(_box(scope) for scope in consent.scopes)
    login = (
        "" if is_local else "<p class=soft>Next you sign in with Hugging Face. It shows us who you are, no more.</p>"
    )
    return _page(
        f"Connect {consent.client}?",
        f"""<h1>Connect <b>{escape(consent.client)}</b> to your notes?</h1>
<p class=soft>{_whence(consent)}</p>{_warning(consent)}
<form method=post action="/authorize/consent">
<input type=hidden name=sign_in value="{escape(consent.sign_in)}">
<input type=hidden name=csrf value="{escape(consent.csrf)}">
<fieldset><legend>It may</legend>{boxes}</fieldset>
<label for=folder>Only in this folder</label>
<input type=text id=folder name=folder maxlength=256 placeholder="the whole vault" autocomplete=off>
<p class=soft>You can change or end this at any time. It ends by itself after {unused_days} days without use, and after
a year.</p>{login}
<div class=row><button name=decision value=deny>Cancel</button>
<button class=main name=decision value=allow>Allow</button></div></form>""",
    )


def _box(scope: str) -> str:
    title, detail = SCOPES[scope]
    return (
        f'<label><input type=checkbox name=scope value="{escape(scope)}" checked> {escape(title)}'
        f"<span>{escape(detail)}</span></label>"
    )


def _whence(consent: Consent) -> str:
    who = "It gave itself this name, which nobody has checked. "
    if consent.client_host:
        who = f"It is published by <code>{escape(consent.client_host)}</code>. "
    return f"{who}The answer goes to <code>{escape(consent.redirect_host)}</code>."


def _warning(consent: Consent) -> str:
    if not consent.is_on_this_machine:
        return ""
    text = "It runs on this computer, and any program here may give itself this name. Did you start it just now?"
    return f"<p class='soft warn'>{text}</p>"


def error_page(message: str, *, can_go_back: bool) -> str:
    way_out = "Go back and try again." if can_go_back else "Close this page and connect again."
    text = f"<h1>This did not work</h1><p>{escape(message)}</p><p class=soft>{way_out}</p>"
    return _page("This did not work", text)


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">'
        f"<meta name=robots content=noindex><title>{escape(title)} · Notes Vault</title><style>{STYLE}</style>"
        f"<main>{body}</main></html>"
    )
