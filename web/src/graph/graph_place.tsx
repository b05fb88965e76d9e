export function GraphPlace() {
  return <p>GraphPlace</p>;
}
