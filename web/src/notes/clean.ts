/** HTML that a note holds, without anything that could run, load, pretend to be the page, or change how it looks. */

import DOMPurify from "dompurify";

const TAGS =
  "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure " +
  "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup " +
  "table tbody td tfoot th thead time tr u ul var wbr center";
const ATTRIBUTES =
  "href src alt title width height colspan rowspan scope align start reversed lang dir datetime open id data-slot data-line";

const RULES = {
  ALLOWED_TAGS: TAGS.split(" "),
  ALLOWED_ATTR: ATTRIBUTES.split(" "),
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ADD_FORBID_CONTENTS: ["x-raw"],
  SANITIZE_NAMED_PROPS: true,
  RETURN_DOM_FRAGMENT: true as const,
};

/** Where a link may lead: out by these, or to somewhere in the vault. */
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const OUTSIDE = /^(https?:\/\/|mailto:)/i;

const RAW_ELEMENT = /(<\/?)(script|style)(?=[\s/>])/gi;
const BASE_ELEMENT = /(<\/?)base(?=[\s/>])/gi;
const STYLE_ATTRIBUTE = /(st)(y)(le)/gi;
const HANDLER = /\b(o)(n)([a-z]+\s*=)/gi;

/**
 * A browser reports a style, a script, a base or a handler as soon as it is parsed, though it never acts. Under another
 * name it does not. Spelled with a character reference an attribute is none, while text and values stay the same.
 */
function disarmed(html: string): string {
  const spell = (_: string, start: string, letter: string, end: string) => `${start}&#${letter.charCodeAt(0)};${end}`;
  const renamed = html.replace(RAW_ELEMENT, "$1x-raw").replace(BASE_ELEMENT, "$1x-base");
  return renamed.replace(STYLE_ATTRIBUTE, spell).replace(HANDLER, spell);
}

export function clean(html: string): DocumentFragment {
  return DOMPurify.sanitize(disarmed(html), RULES);
}

export function leadsOutside(address: string): boolean {
  return OUTSIDE.test(address);
}

/** An address with a scheme that is not for links, or with the start of one (`//host`). */
export function isRefused(address: string): boolean {
  return !leadsOutside(address) && (SCHEME.test(address) || address.startsWith("//"));
}
