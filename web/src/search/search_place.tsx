export function SearchPlace() {
  return <p>SearchPlace</p>;
}
