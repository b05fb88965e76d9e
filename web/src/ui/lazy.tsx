/** A part of the page that is loaded when it is first shown, or before, with `fetch`. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { sentence } from "../vault/errors";
import { Waiting } from "./waiting";

type LazyPart<P> = ComponentType<P> & { fetch: () => Promise<void> };

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): LazyPart<P> {
  let loaded: ComponentType<P> | null = null;
  const fetch = async () => {
    loaded = await load();
  };
  function Lazy(props: P) {
    const [, setHere] = useState(loaded !== null);
    const [trouble, setTrouble] = useState("");
    useEffect(() => {
      fetch().then(
        () => setHere(true),
        (error) => setTrouble(sentence(error)),
      );
    }, []);
    const Part = loaded;
    if (trouble) return <p class="trouble">This part of the page could not be loaded. Reload the page. ({trouble})</p>;
    return Part ? <Part {...props} /> : <Waiting />;
  }
  return Object.assign(Lazy, { fetch });
}
