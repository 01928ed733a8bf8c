import { declaredConnections, type SoundConnection } from './declarations.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/** What takes the calls of a destination: one connection, or none, and why not. */
export type Binding =
  | { readonly kind: 'bound'; readonly connection: SoundConnection }
  | { readonly kind: 'unbound'; readonly reason: (destination: string) => string };

export const noBinding: Binding & { readonly kind: 'unbound' } = {
  kind: 'unbound',
  reason: (destination) =>
    `No connection takes calls of “${destination}”. Declare one whose id it is, or that names it under "destinations"; until then they wait`,
};

const broken = (id: string): Binding => ({
  kind: 'unbound',
  reason: (destination) =>
    `The declaration of the connection ${id}, which takes “${destination}”, is not sound; calls wait until it is`,
});

const twice = (ids: readonly string[]): Binding => ({
  kind: 'unbound',
  reason: (destination) =>
    `Several connections take “${destination}” (${ids.join(', ')}): let one of them. Until then calls wait`,
});

/**
 * By destination, the connection that takes its calls: one that names it under `destinations`, or, where it names none, has it as its id. Where
 * several do, none does, since nobody has said which.
 */
export async function bindings(env: Settings): Promise<ReadonlyMap<string, Binding>> {
  const claims = new Map<string, (readonly [id: string, binding: Binding])[]>();
  for (const { id, checked } of await declaredConnections(env)) {
    if (checked.ok && checked.connector.sink === undefined) continue;
    const binding: Binding = checked.ok ? { kind: 'bound', connection: checked } : broken(id);
    const names = checked.ok ? (checked.declaration.destinations ?? [id]) : [id];
    for (const name of names) claims.set(name, [...(claims.get(name) ?? []), [id, binding]]);
  }
  return new Map(
    [...claims].map(([name, all]): [string, Binding] => {
      const [[, only] = ['', noBinding], ...others] = all;
      return [name, others.length === 0 ? only : twice(all.map(([id]) => id))];
    }),
  );
}
