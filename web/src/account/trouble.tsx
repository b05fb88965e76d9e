/** What went wrong, said where it did, and read out. */

export function Trouble({ said }: { said: string }) {
  if (!said) return null;
  return (
    <p role="alert" class="trouble">
      {said}
    </p>
  );
}
