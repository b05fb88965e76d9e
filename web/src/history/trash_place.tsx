export function TrashPlace() {
  return <p>TrashPlace</p>;
}
