import type { Length } from '@throughline/api';
import { addDuration, type CompiledFlow, type Duration, inWords, type JsonObject, type Millis } from '@throughline/language';
import { decimalText } from '../cases/case-csv.ts';

const units = {
  days: ['day', 'days'],
  hours: ['hour', 'hours'],
  minutes: ['minute', 'minutes'],
  businessDays: ['business day', 'business days'],
  businessHours: ['business hour', 'business hours'],
} as const;
type Unit = keyof typeof units;
const isUnit = (name: string): name is Unit => Object.hasOwn(units, name);

/** What lengths are told with: the parameters in force, and from when a length is counted. */
export interface Terms {
  readonly parameters: JsonObject;
  readonly now: Millis;
}

/** A length as definitions write it: a duration, the name of a parameter, or one of these chosen by a field. */
export type WrittenLength = Duration | string | ChosenLength;
interface ChosenLength {
  readonly by: string;
  readonly is: Readonly<Record<string, Duration | string>>;
  readonly else: Duration | string;
}

/** A length with what is in force now. Of one that a field chooses, what holds for all others is the length. */
export function lengthOf(flow: CompiledFlow, length: WrittenLength, terms: Terms): Length {
  if (typeof length === 'object' && 'by' in length) {
    const others = lengthOf(flow, length.else, terms);
    const chosen = Object.entries(length.is).map(([value, one]) => `${inWords(value)} ${lengthOf(flow, one, terms).text}`);
    return { ...others, text: `${chosen.join(', ')}, others ${others.text}` };
  }
  const [unit, amount] = amountOf(flow, length, terms);
  const parameter = typeof length === 'string' ? length : null;
  if (unit === undefined) return { text: String(length), parameter, ms: null };
  const end = addDuration(flow, terms.now, { [unit]: amount } as unknown as Duration, { now: terms.now });
  return { text: unitText(unit, amount), parameter, ms: Number.isFinite(end) ? Math.max(0, end - terms.now) : null };
}

function amountOf(
  { definition }: CompiledFlow,
  length: Duration | string,
  { parameters }: Terms,
): readonly [Unit | undefined, number] {
  if (typeof length !== 'string') {
    const [unit = '', amount = 0] = Object.entries(length)[0] ?? [];
    return [isUnit(unit) ? unit : undefined, amount];
  }
  const declared = Object.hasOwn(definition.parameters ?? {}, length) ? definition.parameters?.[length] : undefined;
  if (declared === undefined || !isUnit(declared.type)) return [undefined, 0];
  return [declared.type, Number(parameters[length] ?? declared.default)];
}

function unitText(unit: Unit, amount: number): string {
  return `${amount} ${units[unit][amount === 1 ? 0 : 1]}`;
}

/** A value of a parameter for people: `7 days`, `yes`, `1250`, money as `12.50`. */
export function parameterText(type: string, value: unknown): string {
  if (isUnit(type) && typeof value === 'number') return unitText(type, value);
  // The amounts of a flow are of any currency, so its limits name none.
  if (type === 'money' && typeof value === 'number') return decimalText(value, null);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === null || value === undefined ? 'none' : String(value);
}
