/** Another seed each time, printed; `THROUGHLINE_SEED` repeats one. */
export function seedOf(context: { diagnostic(message: string): void }): number {
  const seed = Number(process.env.THROUGHLINE_SEED ?? Math.floor(Math.random() * 2 ** 31));
  context.diagnostic(`THROUGHLINE_SEED=${seed} repeats this`);
  return seed;
}
