export function ActivityPlace() {
  return <p>ActivityPlace</p>;
}
