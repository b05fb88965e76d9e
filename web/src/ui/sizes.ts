/** Numbers and sizes as people read them. */

const number = new Intl.NumberFormat("en-GB");
const STEP = 1024;
const UNITS = ["bytes", "kB", "MB", "GB"];

export function grouped(count: number): string {
  return number.format(count);
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function sized(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(STEP)));
  const value = bytes / STEP ** power;
  return `${value.toFixed(power && value < 10 ? 1 : 0)} ${UNITS[power]}`;
}

const day = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });

/** A day, of a moment in unix seconds. */
export function dated(seconds: number): string {
  return day.format(new Date(seconds * 1000));
}
