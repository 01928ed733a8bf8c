import { type AmountFields, type HandoverBy, MiningRequestError, type MiningSelection } from '@throughline/insight';
import type { CompiledFlow } from '@throughline/language';
import { currencyField, dataFields } from '../cases/fields.ts';
import { ThroughlineError } from '../errors.ts';
import { requireColumn } from '../visible/require-column.ts';
import type { Visible } from '../visible/visible.ts';

/** Which cases of a flow are looked at. */
export interface MiningAsked {
  /** Days: of cases that began in them. */
  readonly from?: string;
  readonly to?: string;
  /** Each `<field>=<value>`. */
  readonly where?: readonly string[];
}

/** @throws ThroughlineError filter-invalid, field-unknown, field-hidden */
export function selectionOf(flow: CompiledFlow, { from, to, where = [] }: MiningAsked, visible: Visible): MiningSelection {
  const seen = visible.seen();
  return {
    flow: flow.name,
    timeZone: flow.calendar.timeZone,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(where.length === 0
      ? {}
      : { where: Object.fromEntries(where.map((text, index) => condition(flow, text, index, visible))) }),
    ...(seen === undefined ? {} : { seen }),
  };
}

function condition(flow: CompiledFlow, text: string, index: number, visible: Visible): readonly [string, string] {
  const at = text.indexOf('=');
  const place = `where[${index}]`;
  if (at < 1)
    throw new ThroughlineError('filter-invalid', `${JSON.stringify(text)} is no field and value`, {
      place,
      expected: '<field>=<value>',
    });
  const field = text.slice(0, at);
  if (field !== 'entity') {
    // Personal fields are not in the part of the log that is read for figures.
    const known = dataFields(flow).filter(({ personal }) => !personal);
    if (!known.some(({ name }) => name === field)) {
      const expected = ['entity', ...known.map(({ name }) => name)].join(', ');
      throw new ThroughlineError('field-unknown', `Cases of ${flow.name} cannot be chosen by ${field}`, { place, expected });
    }
    requireColumn(visible, flow, field, place);
  }
  return [field, text.slice(at + 1)];
}

/** What its cases are worth, where the reader may add it up. */
export function amountOf(flow: CompiledFlow, visible: Visible): { readonly amount?: AmountFields } {
  const amount = dataFields(flow).find(({ kind, personal }) => kind === 'money' && !personal)?.name;
  const currency = currencyField(flow);
  const fields = [amount, currency].filter((name) => name !== undefined);
  if (amount === undefined || fields.some((name) => visible.column(flow.name, name) !== 'shown')) return {};
  return { amount: { amount, ...(currency === undefined ? {} : { currency }) } };
}

/** Who hands work to whom is told of persons to those who see what is personal in its cases; to others, of kinds of actors. */
export function handoversOf(flow: CompiledFlow, visible: Visible): HandoverBy {
  const isShown = [...flow.data.personal].every((field) => visible.column(flow.name, field) === 'shown');
  return isShown && visible.cases(flow.name) === 'all' ? 'actor' : 'kind';
}

/** Runs what asks the log, and says in this server's terms what was wrong with the question. */
export async function mining<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof MiningRequestError)) throw cause;
    throw new ThroughlineError('filter-invalid', cause.message, { place: cause.place, cause });
  }
}
