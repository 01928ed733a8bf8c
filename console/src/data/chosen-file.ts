/*
 * A file dropped at the doors is looked at on the page for imports: it waits here in between. It is given once.
 */

let waiting: File | undefined;

export function offerFile(file: File): void {
  waiting = file;
}

export function takeFile(): File | undefined {
  const file = waiting;
  waiting = undefined;
  return file;
}
