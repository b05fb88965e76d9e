/** The editor of a note. */

interface Given {
  path: string;
  text: string;
  version: number | null;
  onDone: (path: string) => void;
}

export function NoteEditor({ path, text, onDone }: Given) {
  return (
    <section class="place">
      <textarea aria-label={path} value={text} />
      <button type="button" onClick={() => onDone(path)}>
        Done
      </button>
    </section>
  );
}
