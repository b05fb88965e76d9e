/** What keys do to the text: bold, italic, a link. */

import { EditorSelection, type StateCommand } from "@codemirror/state";

/** Put marks around what is selected, or take them away where they are. */
export function toggled(mark: string): StateCommand {
  return ({ state, dispatch }) => {
    const change = state.changeByRange((range) => {
      const [start, end] = [range.from - mark.length, range.to + mark.length];
      const isMarked =
        state.sliceDoc(Math.max(0, start), range.from) === mark && state.sliceDoc(range.to, end) === mark;
      if (isMarked && !isPartOfLonger(state.sliceDoc(Math.max(0, start - 1), range.from), mark)) {
        const changes = [
          { from: start, to: range.from },
          { from: range.to, to: end },
        ];
        return { changes, range: EditorSelection.range(start, start + range.to - range.from) };
      }
      const changes = [
        { from: range.from, insert: mark },
        { from: range.to, insert: mark },
      ];
      return { changes, range: EditorSelection.range(range.from + mark.length, range.to + mark.length) };
    });
    dispatch(state.update(change, { userEvent: "input", scrollIntoView: true }));
    return true;
  };
}

/** One star before what is selected may be half of two, which are bold. */
function isPartOfLonger(before: string, mark: string): boolean {
  return mark === "*" && before.endsWith("**");
}

/** `[what is selected](…)` with the cursor where the address goes; an address that is selected goes there itself. */
export const linked: StateCommand = ({ state, dispatch }) => {
  const change = state.changeByRange((range) => {
    const text = state.sliceDoc(range.from, range.to);
    const isAddress = /^[a-z]+:\/\/\S+$/i.test(text);
    const insert = isAddress ? `[](${text})` : `[${text}]()`;
    const at = range.from + (isAddress || !text ? 1 : insert.length - 1);
    return { changes: { from: range.from, to: range.to, insert }, range: EditorSelection.cursor(at) };
  });
  dispatch(state.update(change, { userEvent: "input", scrollIntoView: true }));
  return true;
};
