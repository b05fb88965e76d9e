/** Short messages about what was just done, read out to who does not see them, with one thing to do about it. */

import { signal } from "@preact/signals";
import { sentence } from "../vault/errors";
import { Icon } from "./icon";

interface Toast {
  id: number;
  text: string;
  isTrouble: boolean;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 6_000;
const TROUBLE_SHOWN_MS = 12_000;
const toasts = signal<Toast[]>([]);
let count = 0;

export function say(text: string, action?: Toast["action"]): void {
  show({ text, isTrouble: false, ...(action ? { action } : {}) });
}

export function complain(error: unknown): void {
  show({ text: sentence(error), isTrouble: true });
}

function show(toast: Omit<Toast, "id">): void {
  const id = ++count;
  toasts.value = [...toasts.value.filter(({ text }) => text !== toast.text), { id, ...toast }];
  setTimeout(() => close(id), toast.isTrouble ? TROUBLE_SHOWN_MS : SHOWN_MS);
}

function close(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, isTrouble, action }) => (
        <div key={id} class={isTrouble ? "toast is-trouble" : "toast"}>
          <span>{text}</span>
          {action && (
            <button
              type="button"
              class="link"
              onClick={() => {
                close(id);
                action.run();
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" class="quiet" aria-label="Close" onClick={() => close(id)}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
