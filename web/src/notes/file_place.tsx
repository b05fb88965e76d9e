export function FilePlace() {
  return <p>FilePlace</p>;
}
