/** What the catalogue knows of. A field or a state is a part of a flow. */
export const nodeKinds = [
  'system',
  'integration',
  'automation',
  'data-object',
  'flow',
  'state',
  'field',
  'destination',
  'metric',
  'document',
  'control',
  'role',
  'vendor',
] as const;
export type NodeKind = (typeof nodeKinds)[number];

/**
 * Nodes of these kinds hand on what touches them. The others are touched themselves, and nothing further follows: not everything that somebody answers for
 * changes with one system of theirs.
 */
export const carriers: ReadonlySet<NodeKind> = new Set(['system', 'integration', 'data-object', 'flow', 'destination']);

interface EdgeKind {
  /** `ERP does not work without SSO`. */
  readonly says: string;
  readonly from: readonly NodeKind[];
  readonly to: readonly NodeKind[];
  /** Whoever is reached by it is touched in a part alone: nothing further follows. */
  readonly inPart?: true;
}

/** Everything that can depend on something else, each said once: `from` is touched when `to` changes. */
export const edgeKinds = {
  needs: { says: 'does not work without', from: ['system'], to: ['system'] },
  reads: { says: 'takes its records from', from: ['integration'], to: ['system'] },
  writes: { says: 'brings its records to', from: ['integration'], to: ['system'] },
  fed: { says: 'gets records by', from: ['system'], to: ['integration'] },
  moves: { says: 'moves', from: ['integration'], to: ['data-object'] },
  moved: { says: 'is moved by', from: ['data-object'], to: ['integration'] },
  recorded: { says: 'has its record in', from: ['data-object', 'flow'], to: ['system'] },
  copies: { says: 'keeps a copy of', from: ['system'], to: ['data-object'] },
  about: { says: 'is about', from: ['flow'], to: ['data-object'] },
  calls: { says: 'calls', from: ['flow'], to: ['destination'] },
  is: { says: 'is', from: ['destination'], to: ['system'] },
  opened: { says: 'is opened by', from: ['flow'], to: ['flow'] },
  sends: { says: 'sends messages to', from: ['flow'], to: ['flow'] },
  told: { says: 'gets facts by', from: ['flow'], to: ['integration'] },
  maps: { says: 'maps values of', from: ['integration'], to: ['flow', 'field'] },
  fills: { says: 'fills', from: ['integration'], to: ['field'], inPart: true },
  has: { says: 'has', from: ['flow'], to: ['state', 'field'], inPart: true },
  counts: { says: 'counts cases of', from: ['metric'], to: ['flow'] },
  names: { says: 'names', from: ['metric'], to: ['state', 'field'] },
  describes: { says: 'describes', from: ['document'], to: ['system', 'integration', 'flow'] },
  runs: { says: 'runs on', from: ['automation'], to: ['system'] },
  kept: { says: 'is kept in', from: ['control'], to: ['system'] },
  scoped: { says: 'is in the scope of', from: ['system'], to: ['control'] },
  supplied: { says: 'is supplied by', from: ['system'], to: ['vendor'] },
  answers: {
    says: 'answers for',
    from: ['role'],
    to: ['system', 'integration', 'automation', 'data-object', 'flow', 'destination', 'metric', 'document'],
  },
  owned: {
    says: 'is answered for by',
    from: ['system', 'integration', 'automation', 'data-object', 'flow', 'destination', 'metric', 'document'],
    to: ['role'],
  },
  works: { says: 'works in', from: ['role'], to: ['flow'] },
  worked: { says: 'needs', from: ['flow'], to: ['role'] },
} as const satisfies Readonly<Record<string, EdgeKind>>;
export type EdgeName = keyof typeof edgeKinds;
