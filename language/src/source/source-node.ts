/** A value as it stands in a text. Offsets count UTF-16 units. */
export type SourceNode = ScalarNode | ObjectNode | ListNode;

interface Spanned {
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Spanned {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}

export interface ObjectNode extends Spanned {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, SourceMember>;
}

export interface SourceMember {
  /** Where its name stands. */
  readonly name: Spanned;
  readonly value: SourceNode;
}

export interface ListNode extends Spanned {
  readonly kind: 'list';
  readonly items: readonly SourceNode[];
}

/** The segments of a JSON Pointer (RFC 6901). */
export function segmentsOf(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * What a reader should look at for a path: a plain value itself, of an object or list the name that it is given, and of what is
 * not there the nearest around it.
 */
export function spanAt(root: SourceNode, segments: readonly string[]): { readonly start: number; readonly end: number } {
  let node = root;
  let name: Spanned | undefined;
  for (const segment of segments) {
    const next = stepInto(node, segment);
    if (next === undefined) break;
    node = next.value;
    name = next.name;
  }
  if (node.kind === 'scalar' && node.end > node.start) return node;
  // An item of a list has no name: it is meant as it stands. The whole document is meant where it begins.
  return name ?? (node === root ? { start: node.start, end: Math.min(node.start + 1, node.end) } : node);
}

function stepInto(node: SourceNode, segment: string): { value: SourceNode; name: Spanned | undefined } | undefined {
  if (node.kind === 'object') return node.members.get(segment);
  if (node.kind !== 'list' || !/^(0|[1-9]\d*)$/.test(segment)) return undefined;
  const value = node.items[Number(segment)];
  return value === undefined ? undefined : { value, name: undefined };
}
