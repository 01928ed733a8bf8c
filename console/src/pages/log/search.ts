import type { Database } from '@throughline/api';
import { many, one, oneOf, type RawSearch, stringifySearch } from '../../search.ts';

export const eventKinds = ['command', 'fact', 'deadline', 'message'] as const;

/** What the address of this page may hold: which events, and the one that is looked at. */
export interface LogSearch {
  readonly flow?: string;
  readonly type?: readonly string[];
  readonly kind?: (typeof eventKinds)[number];
  /** Who is behind it, by id. */
  readonly actor?: string;
  readonly entity?: string;
  /** Of the cases with this key, and what they own. */
  readonly key?: string;
  readonly deviation?: 'true';
  readonly manual?: 'true';
  /** A day or an instant. */
  readonly from?: string;
  /** The day after the last, or an instant. */
  readonly to?: string;
  /** `<case>/<number>` of the event that is shown beside the list. */
  readonly event?: string;
}

export function readLogSearch(raw: RawSearch): LogSearch {
  const texts = (['flow', 'actor', 'entity', 'key', 'from', 'to'] as const).flatMap((name) => {
    const value = one(raw[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  const flags = (['deviation', 'manual'] as const).flatMap((name) =>
    oneOf(raw[name], ['true'] as const) === undefined ? [] : [[name, 'true'] as const],
  );
  const kind = oneOf(raw['kind'], eventKinds);
  const type = many(raw['type'])?.filter((name) => name !== '');
  const event = one(raw['event']);
  return {
    ...Object.fromEntries(texts),
    ...Object.fromEntries(flags),
    ...(kind === undefined ? {} : { kind }),
    ...(type === undefined || type.length === 0 ? {} : { type: type.slice(0, 50) }),
    ...(event !== undefined && /^[0-9a-f-]{36}\/[1-9]\d{0,9}$/.test(event) ? { event } : {}),
  };
}

/** Which events, as the API takes it. */
export function questionOf({ event: _, type, deviation, manual, ...rest }: LogSearch) {
  return {
    ...rest,
    ...(type === undefined ? {} : { type: [...type] }),
    ...(deviation === undefined ? {} : { deviation: true }),
    ...(manual === undefined ? {} : { manual: true }),
  };
}

export function logAddress(database: Database, search: LogSearch): string {
  return `/${database}/log${stringifySearch({ ...search })}`;
}
