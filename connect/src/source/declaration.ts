import type { JsonObject } from '@throughline/language';
import Type, { type Static, type TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Auth } from './auth.ts';
import { type ConnectorErrorCode, connectorErrors } from './connector-error.ts';
import type { Connector } from './contract.ts';
import { RecordMapping } from './record-mapping.ts';

const Text = Type.String({ minLength: 1, maxLength: 200 });
const bounded = (minimum: number, maximum: number, description: string) =>
  Type.Optional(Type.Integer({ minimum, maximum, description }));

/** A connection to another system, as people write it: JSON or YAML. */
export const ConnectionDeclaration = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    id: Type.String({
      pattern: '^[a-z][a-z0-9-]{0,62}$',
      description: 'Its facts carry it as their source, so it must not change',
    }),
    title: Text,
    owner: Type.String({ minLength: 1, maxLength: 80, description: 'The role that mends it, and sees its dead letters' }),
    tier: Type.Integer({ minimum: 1, maximum: 3, description: '1: the business stops without it; 3: nobody notices for a week' }),
    kind: Text,
    settings: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Of the kind' })),
    auth: Type.Optional(Auth),
    schedule: Type.Optional(
      Type.Object(
        { everySeconds: Type.Integer({ minimum: 5, maximum: 604_800 }) },
        { additionalProperties: false, description: 'Absent: it is run by hand, or delivered to' },
      ),
    ),
    mapping: Type.Optional(RecordMapping),
    liveFrom: Type.Optional(
      Type.String({
        format: 'date-time',
        description:
          'What happened before this instant is history: no reminder, task or mail comes of it. Default: its first run',
      }),
    ),
    budget: Type.Optional(
      Type.Object(
        {
          vendor: Type.Optional(
            Type.String({ minLength: 1, maxLength: 80, description: 'Connections to one vendor share its pace' }),
          ),
          requestsPerMinute: bounded(1, 100_000, 'Evenly spread'),
          requestsPerRun: bounded(1, 1_000_000, 'Default 10,000'),
          recordsPerRun: bounded(1, 100_000_000, 'Default: no limit. The next run goes on'),
          minutesPerRun: bounded(1, 1440, 'Default 60. The next run goes on'),
          megabytesPerRun: bounded(1, 100_000, 'Default 2,000'),
        },
        { additionalProperties: false },
      ),
    ),
    expectedVolume: Type.Optional(
      Type.Object(
        {
          atLeast: Type.Integer({ minimum: 0 }),
          atMost: Type.Integer({ minimum: 1 }),
          per: Type.Union([Type.Literal('hour'), Type.Literal('day')]),
        },
        { additionalProperties: false, description: 'How many records come' },
      ),
    ),
    destinations: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_ -]{0,79}$' }), {
        minItems: 1,
        maxItems: 50,
        uniqueItems: true,
        description: 'What flows call it: the destinations whose calls it takes. Default: its id',
      }),
    ),
    allowInside: Type.Optional(
      Type.Array(Text, { maxItems: 20, description: 'Hosts inside the network that it may reach, where the operator agrees' }),
    ),
  },
  { additionalProperties: false, description: 'A connection to another system' },
);
export type ConnectionDeclaration = Static<typeof ConnectionDeclaration>;

/** What is wrong with a declaration, and where. */
export interface DeclarationFault {
  readonly code: Extract<ConnectorErrorCode, 'declaration-invalid' | 'kind-unknown' | 'auth-unfit'>;
  /** As in `settings.paging.param`. */
  readonly place: string;
  readonly message: string;
  readonly expected?: string;
  readonly action: string;
}

export type CheckedDeclaration =
  | { readonly ok: true; readonly declaration: ConnectionDeclaration; readonly connector: Connector }
  | { readonly ok: false; readonly faults: readonly DeclarationFault[] };

const whole = Compile(ConnectionDeclaration as TSchema);
const ofSettings = new WeakMap<Connector, Validator>();

/** Everything that can be said of a declaration without reaching the other side. What it means for a flow, `recordMapper` says. */
export function checkDeclaration(value: unknown, connectors: readonly Connector[]): CheckedDeclaration {
  const faults: DeclarationFault[] = schemaFaults(whole, value, '');
  if (faults.length > 0) return { ok: false, faults };
  const declaration = value as ConnectionDeclaration;
  const connector = connectors.find(({ kind }) => kind === declaration.kind);
  if (connector === undefined) {
    const expected = connectors.map(({ kind }) => kind).join(', ');
    return { ok: false, faults: [fault('kind-unknown', 'kind', declaration.kind, expected)] };
  }
  const { auth = { kind: 'none' }, mapping, settings = {} } = declaration;
  if (!connector.auth.includes(auth.kind)) faults.push(fault('auth-unfit', 'auth.kind', auth.kind, connector.auth.join(', ')));
  const validator = ofSettings.get(connector) ?? Compile(connector.settings);
  ofSettings.set(connector, validator);
  const wrong = schemaFaults(validator, settings, 'settings');
  faults.push(...wrong);
  if (wrong.length === 0) {
    for (const { place, message, expected } of connector.faults?.(settings as JsonObject) ?? [])
      faults.push(fault('declaration-invalid', `settings.${place}`, message, expected));
  }
  const isSource = connector.source !== undefined || connector.takesDeliveries === true;
  // What is read by a reconciliation alone needs none.
  const isRead = declaration.schedule !== undefined || connector.takesDeliveries === true;
  if (isSource && isRead && connector.sink === undefined && mapping === undefined)
    faults.push(fault('declaration-invalid', 'mapping', 'it is missing', 'how its records become facts'));
  if (!isSource && mapping !== undefined)
    faults.push(fault('declaration-invalid', 'mapping', 'a connection of this kind gives no records', 'no mapping'));
  if (connector.sink === undefined && declaration.destinations !== undefined)
    faults.push(fault('declaration-invalid', 'destinations', 'a connection of this kind takes no calls', 'none'));
  return faults.length > 0 ? { ok: false, faults } : { ok: true, declaration, connector };
}

function fault(code: DeclarationFault['code'], place: string, said: string, expected: string | undefined): DeclarationFault {
  const { message, action } = connectorErrors[code];
  return { code, place, message: `${message}: ${said}`, action, ...(expected === undefined ? {} : { expected }) };
}

const shownMax = 20;

/** The nearest of what is wrong: of a choice, what its members say is left out where something else says more. */
function schemaFaults(validator: Validator, value: unknown, below: string): DeclarationFault[] {
  if (validator.Check(value)) return [];
  const errors = [...validator.Errors(value)].filter(({ keyword }) => keyword !== 'boolean');
  const told = errors.filter(({ keyword }) => keyword !== 'anyOf' && keyword !== 'const');
  const seen = new Set<string>();
  return (told.length > 0 ? told : errors).slice(0, shownMax).flatMap(({ instancePath, message, params }) => {
    const { additionalProperties, requiredProperties } = params as Readonly<Record<string, readonly string[] | undefined>>;
    const [member] = additionalProperties ?? requiredProperties ?? [];
    const path = [below, ...instancePath.split('/').slice(1), member ?? ''].filter((part) => part !== '').join('.');
    const once = `${path} ${message}`;
    if (seen.has(once)) return [];
    seen.add(once);
    return [fault('declaration-invalid', path, message, undefined)];
  });
}

/** The JSON Schema of a declaration of one kind, for editors. */
export function declarationSchema(connector: Connector): JsonObject {
  const { properties, ...rest } = JSON.parse(JSON.stringify(ConnectionDeclaration)) as { properties: JsonObject };
  const settings = JSON.parse(JSON.stringify(connector.settings)) as JsonObject;
  return { ...rest, properties: { ...properties, kind: { const: connector.kind }, settings } };
}
