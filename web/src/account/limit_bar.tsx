/** How much of something is used, as a bar and in words. */

const NEARLY = 0.9;

export function LimitBar({ name, used, max, said }: { name: string; used: number; max: number; said: string }) {
  const share = max ? Math.min(1, used / max) : 0;
  return (
    <div class="limit">
      <div class="row apart">
        <span>{name}</span>
        <span class="soft">
          {said}
          {share >= NEARLY && " · nearly full"}
        </span>
      </div>
      <meter class={share >= NEARLY ? "is-nearly" : ""} aria-label={`${name}: ${said}`} max={max || 1} value={used}>
        {said}
      </meter>
    </div>
  );
}
