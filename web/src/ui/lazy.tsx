/** A part of the page that is loaded when it is first shown. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sentence } from "../vault/errors";
import { Waiting } from "./waiting";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let loaded: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => loaded);
    const [trouble, setTrouble] = useState("");
    useEffect(() => {
      if (Part) return;
      load().then(
        (part) => {
          loaded = part;
          setPart(() => part);
        },
        (error) => setTrouble(sentence(error)),
      );
    }, [Part]);
    if (trouble) return <p class="trouble">This part of the page could not be loaded. Reload the page. ({trouble})</p>;
    return Part ? <Part {...props} /> : <Waiting />;
  };
}
