import { currencyDigits } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { exactAmount } from '../exact-amount.ts';

const Path = Type.String({ minLength: 1, maxLength: 200, description: 'Into a record: customer.name, lines.0.sku' });
const Text = Type.String({ minLength: 1, maxLength: 200 });
const Side = Type.Union([Type.Literal('left'), Type.Literal('right')]);
const SystemOfRecord = Type.Optional(
  Type.Unsafe<Static<typeof Side>>({ ...Side, description: 'The side that is right where the two differ. Default: left' }),
);
const closed = { additionalProperties: false } as const;

const Snapshot = Type.Object(
  {
    system: Text,
    connection: Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$', description: 'The connection whose records are the snapshot' }),
    key: Type.Array(Path, { minItems: 1, maxItems: 5, description: 'What the same thing has on both sides' }),
    amount: Path,
    currency: Type.Union([Path, Type.Object({ is: Type.String({ pattern: '^[A-Z]{3}$' }) }, closed)], {
      description: 'Where a record says it, or the one that all have (ISO 4217)',
    }),
    minorUnits: Type.Optional(Type.Boolean({ description: 'Amounts are whole cents. Default: false' })),
    decimal: Type.Optional(Type.Union([Type.Literal('.'), Type.Literal(',')], { description: 'Default: a point' })),
    at: Type.Optional(Path),
    fields: Type.Optional(
      Type.Record(
        Text,
        Type.Union([
          Path,
          Type.Object(
            {
              path: Path,
              values: Type.Record(Type.String(), Type.String(), { description: 'What its words mean in those of both' }),
            },
            closed,
          ),
        ]),
      ),
    ),
  },
  closed,
);

/** What is held against what, as people write it: JSON or YAML. */
export const ReconciliationDeclaration = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$', description: 'Its breaks carry it, so it must not change' }),
    title: Text,
    owner: Type.String({ minLength: 1, maxLength: 80, description: 'The role that gets its breaks' }),
    entity: Type.Optional(Type.String({ minLength: 1, maxLength: 80, description: 'Whose records they are. Default: company' })),
    left: Snapshot,
    right: Snapshot,
    systemOfRecord: SystemOfRecord,
    amount: Type.Optional(
      Type.Object(
        {
          tolerance: Type.Optional(
            Type.String({ pattern: '^\\d{1,12}(\\.\\d{1,6})?$', description: 'So far two amounts may differ. Default: 0' }),
          ),
          systemOfRecord: SystemOfRecord,
        },
        closed,
      ),
    ),
    fields: Type.Optional(
      Type.Record(Text, Type.Object({ systemOfRecord: SystemOfRecord }, closed), {
        description: 'What must be the same beside the amount; each side says where it has it',
      }),
    ),
    agedAfterDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'Default: 5' })),
    settlesWithinHours: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 720, description: 'What is younger than this may still be on its way. Default: 0' }),
    ),
    schedule: Type.Optional(
      Type.Object(
        { everySeconds: Type.Integer({ minimum: 60, maximum: 604_800 }) },
        { ...closed, description: 'Absent: it is run by hand' },
      ),
    ),
  },
  { ...closed, description: 'Two snapshots that should agree' },
);
export type ReconciliationDeclaration = Static<typeof ReconciliationDeclaration>;
export type SnapshotDeclaration = Static<typeof Snapshot>;
export type SideName = Static<typeof Side>;

export interface ReconciliationFault {
  readonly code: 'reconciliation-invalid';
  /** As in `left.currency`. */
  readonly place: string;
  readonly message: string;
  readonly expected?: string;
}

const validator = Compile(ReconciliationDeclaration);
export const sides = ['left', 'right'] as const;

/** Everything that is wrong with a declaration; nothing of it is run while there is anything. */
export function checkReconciliation(
  value: unknown,
):
  | { readonly ok: true; readonly declaration: ReconciliationDeclaration }
  | { readonly ok: false; readonly faults: readonly ReconciliationFault[] } {
  if (!validator.Check(value)) {
    const faults = validator.Errors(value).map(({ instancePath, message }) => fault(placeOf(instancePath), message));
    return { ok: false, faults: faults.slice(0, 50) };
  }
  const faults = sides.flatMap((side) => sideFaults(value, side));
  return faults.length === 0 ? { ok: true, declaration: value } : { ok: false, faults };
}

function sideFaults(declaration: ReconciliationDeclaration, side: SideName): readonly ReconciliationFault[] {
  const { currency, fields = {} } = declaration[side];
  const wanted = Object.keys(declaration.fields ?? {});
  const missing = wanted.filter((name) => !Object.hasOwn(fields, name));
  const unknown = Object.keys(fields).filter((name) => !wanted.includes(name));
  const isOddCurrency = typeof currency !== 'string' && currencyDigits(currency.is) === undefined;
  return [
    ...missing.map((name) => fault(`${side}.fields`, `It does not say where it has ${name}`, 'a path for each of fields')),
    ...unknown.map((name) => fault(`${side}.fields.${name}`, 'fields does not name it', wanted.join(', ') || 'none')),
    ...(isOddCurrency ? [fault(`${side}.currency.is`, 'No such currency', 'an ISO 4217 code')] : []),
  ];
}

const placeOf = (pointer: string) => pointer.replace(/^\//, '').replaceAll('/', '.');

const fault = (place: string, message: string, expected?: string): ReconciliationFault => ({
  ...({ code: 'reconciliation-invalid', place, message } as const),
  ...(expected === undefined ? {} : { expected }),
});

/** The tolerance as an exact amount. */
export function toleranceOf({ amount }: ReconciliationDeclaration) {
  return exactAmount(amount?.tolerance ?? '0', '.')?.amount ?? { digits: 0n, scale: 0 };
}
