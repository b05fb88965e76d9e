/** The folder tree: only the lines in sight are drawn, so a vault of any size opens at once. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { go, hrefOf, noteHref, route } from "../route";
import { Icon } from "../ui/icon";
import { marked } from "../vault/changes";
import { folderOf } from "../vault/notes";
import { moveByName, moveInto, remove } from "./moves";
import { type Row, reveal, rows, toggle } from "./rows";

const ROW_PX = 30;
const BEYOND_ROWS = 12;
const DRAGGED = "text/x-notes-vault-path";

export function Tree() {
  const box = useRef<HTMLDivElement>(null);
  const top = useSignal(0);
  const height = useSignal(800);
  const active = useSignal("");
  const target = useSignal<string | null>(null);
  const entered = useRef("");
  const all = rows.value;
  const open = route.value.name === "note" ? route.value.path : "";

  useEffect(() => {
    if (!open) return;
    reveal(open);
    if (entered.current === open) return;
    active.value = open;
    const at = rows.value.findIndex(({ path }) => path === open);
    if (at >= 0 && box.current) show(box.current, at);
  }, [open]);

  useEffect(() => {
    const seen = new ResizeObserver(() => {
      height.value = box.current?.clientHeight ?? 0;
    });
    if (box.current) seen.observe(box.current);
    return () => seen.disconnect();
  }, []);

  const first = Math.max(0, Math.floor(top.value / ROW_PX) - BEYOND_ROWS);
  const last = Math.min(all.length, Math.ceil((top.value + height.value) / ROW_PX) + BEYOND_ROWS);
  const at = all.findIndex(({ path }) => path === active.value);

  const onKeyDown = (event: KeyboardEvent) => {
    const row = all[at];
    const step = stepOf(event, all, at);
    if (step !== null && all[step]) {
      active.value = all[step].path;
      if (box.current) show(box.current, step);
    } else {
      if (row && (event.key === "Enter" || event.key === " ")) entered.current = row.path;
      if (!row || !act(event, row)) return;
    }
    event.preventDefault();
  };

  return (
    <div
      ref={box}
      class={target.value === "" ? "tree is-target" : "tree"}
      role="tree"
      aria-label="Notes"
      tabIndex={0}
      aria-activedescendant={at >= first && at < last ? idOf(at) : undefined}
      onFocus={() => {
        if (at < 0) active.value = all[0]?.path ?? "";
      }}
      onScroll={(event) => {
        top.value = event.currentTarget.scrollTop;
      }}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes(DRAGGED)) return;
        event.preventDefault();
        target.value = folderUnder(event, all);
      }}
      onDragLeave={() => {
        target.value = null;
      }}
      onDrop={(event) => {
        event.preventDefault();
        const path = event.dataTransfer?.getData(DRAGGED);
        const folder = folderUnder(event, all);
        target.value = null;
        if (path) void moveInto(path, folder);
      }}
    >
      <div style={{ height: `${all.length * ROW_PX}px`, position: "relative" }}>
        {all.slice(first, last).map((row, index) => (
          <Line
            key={row.path + row.kind}
            row={row}
            at={first + index}
            isActive={row.path === active.value}
            isOpenNote={row.path === open}
            isTarget={row.kind === "folder" && row.path === target.value}
          />
        ))}
      </div>
    </div>
  );
}

function Line(props: { row: Row; at: number; isActive: boolean; isOpenNote: boolean; isTarget: boolean }) {
  const { row, at } = props;
  const change = marked.value.get(row.path);
  const classes = [
    "tree-row",
    props.isActive && "is-active",
    props.isOpenNote && "is-open",
    props.isTarget && "is-target",
  ];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus and names its active line
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      id={idOf(at)}
      role="treeitem"
      aria-level={row.level}
      aria-selected={props.isOpenNote}
      aria-expanded={row.kind === "folder" ? row.isOpen : undefined}
      class={classes.filter(Boolean).join(" ")}
      style={{ top: `${at * ROW_PX}px`, paddingLeft: `${row.level * 14 - 6}px` }}
      draggable
      title={change ? `Changed by ${change.client || "another program"}` : row.path}
      data-path={row.path}
      onDragStart={(event) => event.dataTransfer?.setData(DRAGGED, row.kind === "folder" ? `${row.path}/` : row.path)}
      onClick={() => enter(row)}
    >
      <span class={row.isOpen ? "twist is-open" : "twist"}>
        {row.kind === "folder" && <Icon name="chevron" size={14} />}
      </span>
      {row.kind === "file" && <Icon name="file" size={14} />}
      <span class="name">{row.name}</span>
      {row.kind === "folder" && <span class="count">{row.count}</span>}
      {change && <span class="dot" role="img" aria-label={`changed by ${change.client || "another program"}`} />}
    </div>
  );
}

function idOf(at: number): string {
  return `tree-${at}`;
}

function enter(row: Row): void {
  if (row.kind === "folder") toggle(row.path);
  else go(row.kind === "note" ? noteHref(row.path) : hrefOf("file", row.path));
}

/** What a key does to the active line; false for a key that means nothing here. */
function act(event: KeyboardEvent, row: Row): boolean {
  const asMoved = row.kind === "folder" ? `${row.path}/` : row.path;
  if (event.key === "Enter" || event.key === " ") enter(row);
  else if (event.key === "ArrowRight" && row.kind === "folder") toggle(row.path, true);
  else if (event.key === "ArrowLeft" && row.kind === "folder") toggle(row.path, false);
  else if (event.key === "F2" || (event.key === "m" && !event.ctrlKey && !event.metaKey)) void moveByName(asMoved);
  else if (event.key === "Delete" && row.kind !== "folder") void remove(row.path);
  else return false;
  return true;
}

/** The line a key leads to (WAI-ARIA tree view); null for a key that moves nothing. */
function stepOf(event: KeyboardEvent, all: Row[], at: number): number | null {
  const row = all[at];
  if (event.key === "ArrowDown") return Math.min(at + 1, all.length - 1);
  if (event.key === "ArrowUp") return Math.max(at - 1, 0);
  if (event.key === "Home") return 0;
  if (event.key === "End") return all.length - 1;
  if (event.key === "ArrowRight" && row?.kind === "folder" && row.isOpen) return at + 1;
  if (event.key === "ArrowLeft" && row && !(row.kind === "folder" && row.isOpen)) {
    const parent = all.findIndex(({ kind, path }) => kind === "folder" && path === folderOf(row.path));
    return parent >= 0 ? parent : null;
  }
  return null;
}

function show(box: HTMLElement, at: number): void {
  const [start, end] = [at * ROW_PX, (at + 1) * ROW_PX];
  if (start < box.scrollTop) box.scrollTop = start;
  else if (end > box.scrollTop + box.clientHeight) box.scrollTop = end - box.clientHeight;
}

/** The folder that something is dragged over: "" for the top of the vault. */
function folderUnder(event: DragEvent, all: Row[]): string {
  const line = (event.target as HTMLElement).closest<HTMLElement>("[data-path]");
  const row = all.find(({ path }) => path === line?.dataset.path);
  if (!row) return "";
  return row.kind === "folder" ? row.path : folderOf(row.path);
}
