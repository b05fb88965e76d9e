export function HistoryPlace() {
  return <p>HistoryPlace</p>;
}
