import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, Lexer, type Node, parseDocument, type YAMLMap } from 'yaml';
import { depthMax, duplicateMember, SourceFault, tooDeep } from './source-fault.ts';
import type { ListNode, ObjectNode, ScalarNode, SourceMember, SourceNode } from './source-node.ts';

/** How much references may make of a text, in characters. */
const writtenOutMax = 2_000_000;

/**
 * Reads YAML 1.2 (core schema) with the place of each value: JSON with other signs. What has no meaning in a definition is
 * refused: tags, keys that are no text, `%YAML 1.1` (where `on` is a truth value), several documents.
 *
 * @throws SourceFault
 */
export function readYaml(source: string): SourceNode {
  refuseDepth(source);
  // The library looks for duplicate keys by comparing each with each: 80,000 of them take a minute. `mapOf` has a set.
  const document = parseDocument(source, {
    schema: 'core',
    uniqueKeys: false,
    merge: false,
    logLevel: 'error',
    prettyErrors: false,
  });
  refuseErrors(document);
  if (document.contents === null) {
    throw new SourceFault('source-syntax', 'the text holds no value', {
      start: 0,
      mend: 'Write a definition: name, title, states.',
    });
  }
  return new YamlReader().read(document.contents);
}

/** The library recurses where values nest, and takes seconds and a gigabyte to find out that it cannot. */
function refuseDepth(source: string): void {
  let brackets = 0;
  let indicators = 0;
  let at = 0;
  // The lexer marks beginnings of documents and of plain texts by signs that stand for no character.
  const marks = new Set(['\u0002', '\u001f', '\u0018']);
  for (const lexeme of new Lexer().lex(source)) {
    if (marks.has(lexeme)) continue;
    if (lexeme === '[' || lexeme === '{') brackets += 1;
    else if (lexeme === ']' || lexeme === '}') brackets -= 1;
    else if (lexeme === '-' || lexeme === '?' || lexeme === ':') indicators += 1;
    else if (lexeme.includes('\n')) indicators = 0;
    if (brackets > depthMax || indicators > depthMax * 2) throw tooDeep(at);
    at += lexeme.length;
  }
}

function refuseErrors(document: Document.Parsed): void {
  const [error] = document.errors;
  if (error !== undefined) {
    const [start, end] = error.pos;
    if (error.message.includes('call stack')) throw tooDeep(start);
    const several = error.code === 'MULTIPLE_DOCS';
    throw new SourceFault(several ? 'source-unsupported' : 'source-syntax', sentence(error.message), {
      start,
      end: Math.max(end, start + 1),
      mend: several
        ? 'Write one definition a file.'
        : /implicit/i.test(error.message)
          ? 'Write "name: value", with a colon and a space, here or just before.'
          : 'Correct it here, or just before; check the indentation.',
    });
  }
  const version = document.directives.yaml;
  if (version.explicit === true && version.version !== '1.2') {
    throw new SourceFault('source-unsupported', `the text says that it is YAML ${version.version}, expected 1.2`, {
      start: 0,
      mend: 'Take the %YAML line out.',
    });
  }
}

class YamlReader {
  /** By anchor, the value read so far that it stands for; `undefined` while that is being read. */
  readonly #anchors = new Map<string, { readonly node: SourceNode; readonly size: number } | undefined>();
  #depth = 0;
  #size = 0;

  read(node: Node): SourceNode {
    if (isAlias(node)) return this.#referred(node as Alias.Parsed);
    const [start, end] = node.range ?? [0, 1];
    if (this.#depth > depthMax) throw tooDeep(start);
    const { tag, anchor } = node as { readonly tag?: string; readonly anchor?: string };
    if (tag !== undefined) {
      throw new SourceFault('source-unsupported', `the tag ${tag.slice(0, 80)} has no meaning in a definition`, {
        start,
        end,
        mend: 'Take the tag out: a text is put in quotes to stay a text.',
      });
    }
    const before = this.#size;
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    this.#grow(isScalar(node) ? 1 + end - start : 1, start);
    this.#depth += 1;
    const read = this.#valueOf(node, start, end);
    this.#depth -= 1;
    if (anchor !== undefined) this.#anchors.set(anchor, { node: read, size: this.#size - before });
    return read;
  }

  #valueOf(node: Node, start: number, end: number): SourceNode {
    if (isMap(node)) return this.#mapOf(node, start, end);
    if (isSeq(node)) {
      const items = node.items.map((item) => (item === null ? missing(end) : this.read(item as Node)));
      return { kind: 'list', items, start, end } satisfies ListNode;
    }
    if (isScalar(node)) return { kind: 'scalar', value: plain(node.value, start, end), start, end };
    throw new SourceFault('source-unsupported', 'this is no value of a definition', { start, end, mend: 'Take it out.' });
  }

  #mapOf(map: YAMLMap, start: number, end: number): ObjectNode {
    const members = new Map<string, SourceMember>();
    for (const { key, value } of map.items) {
      const range = (key as Node | null)?.range ?? [start, start + 1];
      const name = { start: range[0], end: range[1] };
      if (!isScalar(key) || key.tag !== undefined) {
        throw new SourceFault('source-syntax', 'the name of a member is not a plain text', {
          ...name,
          mend: 'Write a name, in quotes where it has signs of YAML.',
        });
      }
      // A name is the text that was written, also where it reads as a number.
      const said = typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
      if (members.has(said)) throw duplicateMember(said, name.start, name.end);
      members.set(said, { name, value: value === null ? missing(name.end) : this.read(value as Node) });
    }
    return { kind: 'object', members, start, end };
  }

  /** What an anchor stands for is the value at the anchor; how much that makes in all is counted, not built. */
  #referred(alias: Alias.Parsed): SourceNode {
    const [start, end] = alias.range;
    const found = this.#anchors.get(alias.source);
    if (found === undefined) {
      const message = this.#anchors.has(alias.source)
        ? 'a value holds itself'
        : `nothing before it has the anchor ${alias.source}`;
      throw new SourceFault('source-syntax', message, { start, end, mend: 'Write the value out.' });
    }
    this.#grow(found.size, start);
    return found.node;
  }

  #grow(by: number, start: number): void {
    this.#size += by;
    if (this.#size <= writtenOutMax) return;
    throw new SourceFault('source-unsupported', `with what references repeat, the text has over ${writtenOutMax} characters`, {
      start,
      mend: 'Write out what is meant, or define it once.',
    });
  }
}

function missing(at: number): ScalarNode {
  return { kind: 'scalar', value: null, start: at, end: at };
}

function plain(value: unknown, start: number, end: number): ScalarNode['value'] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new SourceFault('source-unsupported', 'this number cannot be written in JSON', {
    start,
    end,
    mend: 'Write a finite number.',
  });
}

function sentence(message: string): string {
  const line = message.split('\n')[0] ?? '';
  return line.charAt(0).toLowerCase() + line.slice(1);
}
