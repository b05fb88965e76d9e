/** A question or a form over the page: the browser's own dialog, which keeps the keyboard inside and ends with Escape. */

import { signal } from "@preact/signals";
import type { ComponentChildren, RefObject } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icon";

/** Opened with the first frame that shows it; when it goes, the focus is where it was before. */
export function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
}

export function Dialog(props: { title: string; children: ComponentChildren; onClose: () => void; class?: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useModal(dialog);
  return (
    <dialog ref={dialog} class={props.class} aria-labelledby={title} onClose={props.onClose}>
      <header class="row">
        <h2 id={title}>{props.title}</h2>
        <button type="button" class="quiet" aria-label="Close" onClick={props.onClose}>
          <Icon name="close" />
        </button>
      </header>
      {props.children}
    </dialog>
  );
}

interface Question {
  title: string;
  text: string;
  /** What the button says that does it. */
  yes: string;
  isDangerous?: boolean;
  /** Asks for a line of text, with this in it; `name` says what it is. */
  field?: { name: string; value: string };
  answer: (given: string | null) => void;
}

const question = signal<Question | null>(null);

/** Ask before something is done. False when the person thinks better of it. */
export async function confirm(asked: Omit<Question, "answer" | "field">): Promise<boolean> {
  return (await put(asked)) !== null;
}

/** Ask for a line of text; null when the person gives none. */
export async function prompt(asked: Omit<Question, "answer" | "text"> & { text?: string }): Promise<string | null> {
  return await put({ text: "", ...asked });
}

function put(asked: Omit<Question, "answer">): Promise<string | null> {
  question.value?.answer(null);
  return new Promise((resolve) => {
    question.value = {
      ...asked,
      answer: (given) => {
        question.value = null;
        resolve(given);
      },
    };
  });
}

export function Questions() {
  const asked = question.value;
  const field = useRef<HTMLInputElement>(null);
  if (!asked) return null;
  return (
    <Dialog key={asked.title} title={asked.title} class="question" onClose={() => asked.answer(null)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          asked.answer(field.current?.value ?? "");
        }}
      >
        {asked.text && <p>{asked.text}</p>}
        {asked.field && (
          <label>
            {asked.field.name}
            <input ref={field} type="text" value={asked.field.value} autofocus autocomplete="off" required />
          </label>
        )}
        <div class="row end">
          <button type="button" onClick={() => asked.answer(null)}>
            Cancel
          </button>
          <button type="submit" class={asked.isDangerous ? "danger" : "main"}>
            {asked.yes}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
