/** Which colour is which folder; a click shows that folder alone. */

import { theme } from "../theme";
import { colour, coloursOf, OTHERS } from "./colours";

interface LegendProps {
  paths: string[];
  folder: string;
  onFolder: (folder: string) => void;
}

export function Legend({ paths, folder, onFolder }: LegendProps) {
  const { names, counts } = coloursOf(paths);
  return (
    <ul class="legend" aria-label="Colours">
      {names.map((name, place) => {
        const isFolder = name !== "" && name !== OTHERS;
        const swatch = (
          <>
            <span class="swatch" aria-hidden="true" style={{ background: colour(place, theme.value) }} />
            {name || "no folder"} <span class="soft">{counts[place]}</span>
          </>
        );
        return (
          <li key={name}>
            {isFolder ? (
              <button
                type="button"
                aria-pressed={folder === name}
                title={`Show only ${name}`}
                onClick={() => onFolder(folder === name ? "" : name)}
              >
                {swatch}
              </button>
            ) : (
              <span class="legend-entry">{swatch}</span>
            )}
          </li>
        );
      })}
    </ul>
  );
}
