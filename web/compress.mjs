// Beside every built file lies the same one compressed, so that no request has to do it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const folder = new URL("dist/assets/", import.meta.url);

for (const name of readdirSync(folder).filter((name) => /\.(js|css|svg|md)$/.test(name))) {
  const file = new URL(name, folder);
  writeFileSync(new URL(`${name}.br`, folder), brotliCompressSync(readFileSync(file)));
  writeFileSync(new URL(`${name}.gz`, folder), gzipSync(readFileSync(file), { level: 9 }));
}
