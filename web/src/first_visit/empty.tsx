/** An empty vault says what to do with it. */

import { hrefOf } from "../route";
import { create } from "../tree/moves";
import { Icon } from "../ui/icon";

export function Empty({ title = "Your vault is ready" }: { title?: string }) {
  return (
    <section class="empty">
      <h1>{title}</h1>
      <div class="choices">
        <a class="choice" href={hrefOf("connect")}>
          <Icon name="connect" size={26} />
          <strong>Connect an assistant</strong>
          <span>Claude, Cursor, ChatGPT and others read and write here.</span>
        </a>
        <a class="choice" href={hrefOf("account")}>
          <Icon name="upload" size={26} />
          <strong>Import a vault</strong>
          <span>A zip of Markdown files, from Obsidian or anywhere.</span>
        </a>
        <button type="button" class="choice" onClick={() => void create("")}>
          <Icon name="edit" size={26} />
          <strong>Write a note</strong>
          <span>Markdown, with [[links]] and #tags.</span>
        </button>
      </div>
    </section>
  );
}
