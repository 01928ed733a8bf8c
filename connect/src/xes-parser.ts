import { SaxesParser } from 'saxes';
import { type ImportError, ImportFailure, importError } from './errors.ts';
import { xesLimits } from './limits.ts';

/** The text of each attribute by its key, exactly as it stands; of attributes with the same key the first counts. */
export type XesAttributes = ReadonlyMap<string, string>;

export interface XesEvent {
  readonly line: number;
  /** The place in the trace, from 1. */
  readonly ordinal: number;
  readonly attributes: XesAttributes;
}

export interface XesTrace {
  readonly line: number;
  readonly attributes: XesAttributes;
  readonly events: readonly XesEvent[];
}

const valueTags = new Set(['string', 'date', 'int', 'float', 'boolean', 'id']);

interface OpenTrace {
  readonly line: number;
  readonly attributes: Map<string, string>;
  readonly events: XesEvent[];
  characters: number;
  tooLong: boolean;
}

/**
 * Turns the text of a log into traces, chunk by chunk. It keeps the trace that it is in and nothing else. Attributes of
 * attributes, lists and containers, extensions, globals and classifiers are read over.
 */
export class XesParser {
  traces: XesTrace[] = [];
  errors: ImportError[] = [];
  readonly #parser = new SaxesParser();
  #depth = 0;
  #trace: OpenTrace | undefined;
  #event: Map<string, string> | undefined;
  #eventLine = 0;
  /** The depth of the element whose attributes count: the trace's or the event's. Else 0. */
  #ownerDepth = 0;
  #sawTag = false;
  #sinceTag = 0;
  #sawLog = false;

  constructor() {
    const parser = this.#parser;
    parser.on('opentag', (tag) => this.#open(tag.name, tag.attributes));
    parser.on('closetag', () => this.#close());
    parser.on('doctype', () => this.#fail('xml-doctype', { field: 'DOCTYPE' }));
    parser.on('xmldecl', ({ encoding }) => {
      if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) this.#fail('xml-encoding', { value: encoding });
    });
    parser.on('error', (error) => {
      const [, message = error.message] = /^\d+:\d+: (.*)$/s.exec(error.message) ?? [];
      this.#fail('xml-malformed', { field: `column ${parser.columnIndex + 1}`, detail: message });
    });
  }

  write(text: string): void {
    this.#sawTag = false;
    this.#parser.write(text);
    this.#sinceTag = this.#sawTag ? 0 : this.#sinceTag + text.length;
    if (this.#sinceTag > xesLimits.tokenCharacters) this.#fail('xml-too-long', {});
  }

  end(): void {
    if (!this.#sawLog && this.#parser.position === 0) this.#fail('file-empty', {});
    this.#parser.close();
  }

  /** The line that the reading has come to. */
  get line(): number {
    return this.#parser.line;
  }

  /** Hands over what is complete and begins anew. */
  take(): { readonly traces: readonly XesTrace[]; readonly errors: readonly ImportError[] } {
    const taken = { traces: this.traces, errors: this.errors };
    this.traces = [];
    this.errors = [];
    return taken;
  }

  #open(qualified: string, attributes: Readonly<Record<string, string>>): void {
    this.#sawTag = true;
    this.#depth += 1;
    if (this.#depth > xesLimits.depth) this.#fail('xml-too-deep', {});
    const colon = qualified.indexOf(':');
    const name = colon < 0 ? qualified : qualified.slice(colon + 1);
    const depth = this.#depth;
    if (depth === 1) {
      if (name !== 'log') this.#fail('not-xes', { value: name });
      this.#sawLog = true;
    } else if (depth === 2) {
      if (name === 'trace') this.#openTrace();
    } else if (this.#trace !== undefined) {
      if (depth === this.#ownerDepth + 1 && valueTags.has(name)) this.#attribute(this.#trace, attributes.key, attributes.value);
      else if (depth === 3 && name === 'event') this.#openEvent(this.#trace);
    }
  }

  #openTrace(): void {
    this.#trace = { line: this.#parser.line, attributes: new Map(), events: [], characters: 0, tooLong: false };
    this.#ownerDepth = 2;
  }

  #openEvent(trace: OpenTrace): void {
    this.#event = new Map();
    this.#eventLine = this.#parser.line;
    this.#ownerDepth = 3;
    if (trace.events.length >= xesLimits.eventsPerTrace) this.#tooLong(trace);
  }

  #attribute(trace: OpenTrace, key: string | undefined, value: string | undefined): void {
    if (key === undefined || value === undefined || trace.tooLong) return;
    const attributes = this.#event ?? trace.attributes;
    if (attributes.has(key)) return;
    trace.characters += key.length + value.length;
    if (trace.characters > xesLimits.traceCharacters) this.#tooLong(trace);
    else attributes.set(key, value);
  }

  /** The rest of the trace is read over, so that the next one can be reached in bounded memory. */
  #tooLong(trace: OpenTrace): void {
    if (trace.tooLong) return;
    trace.tooLong = true;
    trace.events.length = 0;
    const name = trace.attributes.get('concept:name');
    this.errors.push(
      importError('trace-too-long', {
        line: this.#parser.line,
        field: 'trace',
        ...(name === undefined ? {} : { place: `trace ${name}` }),
      }),
    );
  }

  #close(): void {
    this.#sawTag = true;
    const depth = this.#depth;
    this.#depth -= 1;
    const trace = this.#trace;
    if (trace === undefined) return;
    if (depth === 3 && this.#event !== undefined) {
      if (!trace.tooLong) trace.events.push({ line: this.#eventLine, ordinal: trace.events.length + 1, attributes: this.#event });
      this.#event = undefined;
      this.#ownerDepth = 2;
    } else if (depth === 2) {
      if (!trace.tooLong) this.traces.push({ line: trace.line, attributes: trace.attributes, events: trace.events });
      this.#trace = undefined;
      this.#ownerDepth = 0;
    }
  }

  #fail(code: Parameters<typeof importError>[0], place: { field?: string; detail?: string; value?: string }): never {
    throw new ImportFailure([importError(code, { line: this.#parser.line, ...place })]);
  }
}
