/** Files that are pasted, dropped or chosen: while one is sent a placeholder stands where its link will be. */

import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import { complain } from "../ui/toast";
import { upload } from "./upload";

const begun = StateEffect.define<{ file: File; at: number }>({
  map: ({ file, at }, changes) => ({ file, at: changes.mapPos(at) }),
});
const ended = StateEffect.define<File>();

class Placeholder extends WidgetType {
  constructor(readonly file: File) {
    super();
  }

  override eq(other: Placeholder): boolean {
    return other.file === this.file;
  }

  toDOM(): HTMLElement {
    const shown = document.createElement("span");
    shown.className = "placeholder";
    shown.textContent = `Sending ${this.file.name}…`;
    return shown;
  }
}

const placeholders = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    let now = before.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(begun)) {
        const widget = Decoration.widget({ widget: new Placeholder(effect.value.file), side: 1 });
        now = now.update({ add: [widget.range(effect.value.at)] });
      } else if (effect.is(ended)) {
        now = now.update({ filter: (_from, _to, { spec }) => spec.widget.file !== effect.value });
      }
    }
    return now;
  },
  provide: (field) => EditorView.decorations.from(field),
});

export async function attach(
  view: EditorView,
  files: Iterable<File>,
  source: () => string,
  at?: number,
): Promise<void> {
  for (const file of files) {
    view.dispatch({ effects: begun.of({ file, at: at ?? view.state.selection.main.head }) });
    try {
      const name = await upload(file, source());
      const place = placeOf(view, file);
      const insert = `![[${name}]]`;
      const isHere = view.state.selection.main.head === place;
      view.dispatch({
        changes: { from: place, insert },
        ...(isHere ? { selection: { anchor: place + insert.length } } : {}),
        effects: ended.of(file),
        userEvent: "input.attach",
      });
    } catch (error) {
      view.dispatch({ effects: ended.of(file) });
      complain(error);
    }
  }
}

function placeOf(view: EditorView, file: File): number {
  for (const cursor = view.state.field(placeholders).iter(); cursor.value; cursor.next()) {
    if (cursor.value.spec.widget.file === file) return cursor.from;
  }
  return view.state.selection.main.head;
}

/** Text that comes with a picture of itself, as from a table, is pasted as text. */
export function attaching(source: () => string): Extension {
  return [
    placeholders,
    EditorView.domEventHandlers({
      paste(event, view) {
        const files = [...(event.clipboardData?.files ?? [])];
        if (!files.length || event.clipboardData?.types.includes("text/plain")) return false;
        event.preventDefault();
        void attach(view, files, source);
        return true;
      },
      drop(event, view) {
        const files = [...(event.dataTransfer?.files ?? [])];
        if (!files.length) return false;
        event.preventDefault();
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
        void attach(view, files, source, at ?? undefined);
        return true;
      },
    }),
  ];
}
