export function ConnectPlace() {
  return <p>ConnectPlace</p>;
}
