/** What tells the parts of a chart apart: a colour and a pattern each, for those who see no colours. */

const SIZE_PX = 6;
const DRAWN = ["", "M0 6L6 0", "M2 3h2", "M0 3h6", "M0 6L6 0M0 0L6 6", "M3 0v6"];

export function Patterns({ id }: { id: string }) {
  return (
    <defs>
      {DRAWN.map((path, index) => (
        <pattern key={path} id={`${id}-${index}`} width={SIZE_PX} height={SIZE_PX} patternUnits="userSpaceOnUse">
          <rect width={SIZE_PX} height={SIZE_PX} class={`series-${index} ${path ? "is-ground" : ""}`} />
          <path d={path} class={`series-line-${index}`} />
        </pattern>
      ))}
    </defs>
  );
}

export function fillOf(id: string, index: number): string {
  return `url(#${id}-${index})`;
}
