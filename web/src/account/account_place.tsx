export function AccountPlace() {
  return <p>AccountPlace</p>;
}
