/** One line of the palette. */

import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "../ui/icon";
import { folderOf, nameOf } from "../vault/notes";
import { Marked } from "./marked";
import type { Option } from "./options";

interface ChoiceProps {
  id: string;
  option: Option;
  words: string[];
  isActive: boolean;
  onTake: () => void;
}

export function Choice({ id, option, words, isActive, onTake }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the active choice
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      class={isActive ? "palette-choice is-active" : "palette-choice"}
      onClick={onTake}
    >
      <Shown option={option} words={words} />
    </div>
  );
}

function Shown({ option, words }: { option: Option; words: string[] }) {
  if (option.kind === "command") return <Line icon={option.command.icon}>{option.command.label}</Line>;
  if (option.kind === "new") {
    return (
      <Line icon="plus">
        New note <strong>{option.name}</strong>
      </Line>
    );
  }
  if (option.kind === "name") {
    const { path, title } = option.note;
    const name = nameOf(path);
    return (
      <Line icon="notes" where={folderOf(path)}>
        {name} {title !== name && <span class="soft">{title}</span>}
      </Line>
    );
  }
  const { path, snippet } = option.hit;
  return (
    <>
      <Line icon="file" where={folderOf(path)}>
        {nameOf(path)}
      </Line>
      <span class="palette-snippet soft">
        <Marked text={snippet} words={words} />
      </span>
    </>
  );
}

function Line({ icon, where = "", children }: { icon: IconName; where?: string; children: ComponentChildren }) {
  return (
    <span class="row">
      <Icon name={icon} size={16} />
      <span class="name">{children}</span>
      {where && <span class="where soft">{where}</span>}
    </span>
  );
}
