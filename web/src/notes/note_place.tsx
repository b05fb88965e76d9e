export function NotePlace() {
  return <p>NotePlace</p>;
}
