/** Every field takes the value of the event; where that may lack it, what is given here in CEL. */
export function changeOf(
  described: Readonly<Record<string, unknown>>,
  otherwise: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const celOf = (name: string) => {
    const other = otherwise[name];
    return other === undefined ? `event.${name}` : `has(event.${name}) ? dyn(event.${name}) : ${other}`;
  };
  return Object.fromEntries(Object.keys(described).map((name) => [name, celOf(name)]));
}
