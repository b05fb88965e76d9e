/** How wide an element is, now and after every change: charts are drawn in pixels, so that their letters stay legible. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";

export function useWidth() {
  const element = useRef<HTMLDivElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    if (!element.current) return;
    const watched = new ResizeObserver(([entry]) => setWidthPx(Math.floor(entry?.contentRect.width ?? 0)));
    watched.observe(element.current);
    return () => watched.disconnect();
  }, []);
  return { element, widthPx };
}
