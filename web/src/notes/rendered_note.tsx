/** A note's text as it is read, drawn anew in place when it changes: whoever reads it stays where they are. */

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { fill } from "./fill";
import type { ResolvedLinks } from "./links";
import { Pictures } from "./pictures";
import { rendered } from "./rendered";

interface Given {
  path: string;
  text: string;
  links: ResolvedLinks;
  /** Called with the line of a task, counted from 1, that somebody has checked; without it the boxes are closed. */
  onTask?: (line: number, isDone: boolean) => void;
  /** Called each time the note has been drawn. */
  onDrawn?: (box: HTMLElement) => void;
}

export function RenderedNote({ path, text, links, onTask, onDrawn }: Given) {
  const box = useRef<HTMLDivElement>(null);
  const pictures = usePictures(path);
  const task = useRef(onTask);
  task.current = onTask;
  useLayoutEffect(() => {
    const here = box.current as HTMLDivElement;
    const scroller = here.closest("main");
    const top = scroller?.scrollTop ?? 0;
    const line = here.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.taskLine
      : null;
    here.replaceChildren(rendered(text, path, links));
    if (task.current) openTasks(here);
    if (line) here.querySelector<HTMLElement>(`[data-task-line="${line}"]`)?.focus({ preventScroll: true });
    const keep = () => {
      if (scroller && top) scroller.scrollTop = top;
    };
    keep();
    void fill(here, { chain: [path], pictures });
    onDrawn?.(here);
  }, [path, text, links, pictures]);
  return (
    <div
      ref={box}
      class="markdown"
      onChange={(event) => {
        const input = event.target as HTMLInputElement;
        const line = Number(input.dataset.taskLine);
        if (line) task.current?.(line, input.checked);
      }}
    />
  );
}

function usePictures(path: string): Pictures {
  const pictures = useMemo(() => new Pictures(), [path]);
  useLayoutEffect(() => () => pictures.close(), [pictures]);
  return pictures;
}

function openTasks(box: HTMLElement): void {
  for (const input of box.querySelectorAll<HTMLInputElement>("input[data-task-line]")) {
    const item = input.closest("li")?.cloneNode(true) as HTMLElement | undefined;
    for (const inner of item?.querySelectorAll("ul, ol") ?? []) inner.remove();
    input.setAttribute("aria-label", item?.textContent?.trim() || "Task");
    input.disabled = false;
  }
}
