/** What lets the styles pass that CodeMirror makes: the page's policy names it, anew for every answer. */

export function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
}
