/** A formula as MathML, built by us node by node from what temml reads: no attribute that leads or runs anywhere. */

import temml from "temml";

interface Node {
  type?: string;
  text?: string;
  attributes?: Record<string, unknown>;
  style?: Record<string, unknown>;
  classes?: string[];
  children?: Node[];
}

const MATHML = "http://www.w3.org/1998/Math/MathML";
const ELEMENT = /^(math|m[a-z]+|semantics|none)$/;
const ATTRIBUTE =
  /^(accent|accentunder|columnalign|columnlines|columnspacing|columnspan|depth|display|displaystyle|fence|form|height|largeop|linebreak|linethickness|lspace|mathbackground|mathcolor|mathsize|mathvariant|maxsize|minsize|movablelimits|notation|rowlines|rowspacing|rowspan|rspace|scriptlevel|separator|stretchy|symmetric|voffset|width)$/;
const STYLE =
  /^(color|background-color|display|font-(style|family|weight|size)|math-(depth|style|shift)|padding(-\w+)?|border(-\w+)?|text-align|white-space|width|height)$/;
const SIZE_EM_MAX = 40;
const EXPANSIONS_MAX = 1_000;

/** The formula; where it is none, its source marked as wrong. */
export function formula(tex: string, isBlock: boolean): globalThis.Node {
  const options = {
    displayMode: isBlock,
    throwOnError: true,
    trust: false,
    maxSize: [SIZE_EM_MAX, SIZE_EM_MAX] as [number, number],
    maxExpand: EXPANSIONS_MAX,
  };
  try {
    return built(temml.__renderToMathMLTree(tex, options) as Node);
  } catch {
    const shown = document.createElement("code");
    shown.className = "trouble";
    shown.title = "This formula cannot be read.";
    shown.textContent = tex;
    return shown;
  }
}

function built(node: Node): globalThis.Node {
  const children = (node.children ?? []).map(built);
  if (node.text !== undefined && !node.type) return document.createTextNode(node.text);
  if (!node.type || !ELEMENT.test(node.type)) {
    const fragment = document.createDocumentFragment();
    fragment.append(...children);
    return fragment;
  }
  const element = document.createElementNS(MATHML, node.type) as MathMLElement;
  for (const [name, value] of Object.entries(node.attributes ?? {})) {
    if (ATTRIBUTE.test(name)) element.setAttribute(name, String(value));
  }
  for (const [name, value] of Object.entries(node.style ?? {})) {
    const property = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (STYLE.test(property) && !/url/i.test(String(value))) element.style.setProperty(property, String(value));
  }
  element.append(...children);
  return element;
}
