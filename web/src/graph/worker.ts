/** Starts the layout's worker. Its address is the only one that the page's policy for workers ever gives. */

import address from "./layout.worker.ts?worker&url";

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: () => string }): { createScriptURL: (text: string) => unknown };
}

const policies = (window as { trustedTypes?: Policies }).trustedTypes;
const policy = policies?.createPolicy("worker", { createScriptURL: () => address });

export function startWorker(): Worker {
  return new Worker((policy?.createScriptURL("") ?? address) as string, { type: "module" });
}
