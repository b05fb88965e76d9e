// Beside every built file lies the same one compressed, so that no request has to do it.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const BYTES_MIN = 1024;
const folder = new URL("dist/assets/", import.meta.url);

for (const name of readdirSync(folder).filter((name) => /\.(js|css|svg|md)$/.test(name))) {
  const file = new URL(name, folder);
  if (statSync(file).size >= BYTES_MIN) {
    writeFileSync(new URL(`${name}.br`, folder), brotliCompressSync(readFileSync(file)));
    writeFileSync(new URL(`${name}.gz`, folder), gzipSync(readFileSync(file), { level: 9 }));
  }
}
