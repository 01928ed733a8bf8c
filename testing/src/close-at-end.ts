const closing: (() => Promise<void>)[] = [];

/** Something that the test files of a process share is closed once the last of them has ended: the latest opened first. */
export function closeAtEnd(close: () => Promise<void>): void {
  closing.push(close);
}

/** Closes it; for the runner of the tests. */
export async function closeShared(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}
