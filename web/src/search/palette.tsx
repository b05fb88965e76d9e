/** One field for everything: opens notes by name or by what they say, and does what the page can do. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import "../styles/search.css";
import { go, noteHref } from "../route";
import { useModal } from "../ui/dialog";
import { Icon } from "../ui/icon";
import { isPaletteOpen } from "../view";
import { useSearch } from "./found";
import { type Group, newPath, type Option, offered } from "./options";
import { Choice } from "./palette_choice";
import { asTyped, wordsOf } from "./query";

const HITS = 8;
const PAGE_OPTIONS = 8;

export function Palette() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState("");
  const list = useId();
  const { found, isWaiting } = useSearch(typed.startsWith(">") ? "" : asTyped(typed), HITS);
  const groups = offered(typed, found);
  const options = groups.flatMap((group) => group.options);
  const at = Math.max(
    0,
    options.findIndex(({ id }) => id === chosen),
  );

  useModal(dialog);
  useEffect(() => document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: "nearest" }), [at, typed]);

  const take = (run: () => void) => {
    isPaletteOpen.value = false;
    // The field that had the focus gets it back before anything else asks for it.
    setTimeout(run);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = STEPS[event.key];
    const option = options[at];
    if (step) setChosen(options.at((at + step) % options.length)?.id ?? "");
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && typed.trim()) {
      take(() => go(noteHref(newPath(typed), { edit: "new" })));
    } else if (event.key === "Enter" && option) take(option.run);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard leaves with Escape
    <dialog
      ref={dialog}
      class="palette"
      aria-label="Search or do"
      onClose={() => {
        isPaletteOpen.value = false;
      }}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <div class="row palette-field">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label="Search or do"
          aria-expanded={options.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={options.length ? `${list}-${at}` : undefined}
          placeholder="A note, words in it, or what to do"
          autocomplete="off"
          spellcheck={false}
          autofocus
          value={typed}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setChosen("");
          }}
          onKeyDown={onKeyDown}
        />
        {isWaiting && <span class="spinner" aria-hidden="true" />}
      </div>
      <Choices id={list} groups={groups} at={at} words={wordsOf(typed)} onTake={(option) => take(option.run)} />
      <p class="visually-hidden" role="status">
        {options.length === 1 ? "1 choice" : `${options.length} choices`}
      </p>
      <p class="palette-keys soft" aria-hidden="true">
        <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> open · <kbd>Ctrl Enter</kbd> new note · <kbd>&gt;</kbd> only
        commands
      </p>
    </dialog>
  );
}

const STEPS: Record<string, number> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: PAGE_OPTIONS,
  PageUp: -PAGE_OPTIONS,
};

interface ChoicesProps {
  id: string;
  groups: Group[];
  at: number;
  words: string[];
  onTake: (option: Option) => void;
}

function Choices({ id, groups, at, words, onTake }: ChoicesProps) {
  let count = 0;
  return (
    <div id={id} role="listbox" aria-label="Choices" class="palette-list">
      {groups.map(({ title, options }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of a listbox, not of fields
        <div key={title} role="group" aria-label={title}>
          <p class="palette-group" aria-hidden="true">
            {title}
          </p>
          {options.map((option) => {
            const number = count++;
            return (
              <Choice
                key={option.id}
                id={`${id}-${number}`}
                option={option}
                words={words}
                isActive={number === at}
                onTake={() => onTake(option)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}
