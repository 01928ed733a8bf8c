import type { Json } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { Connector } from '../source/contract.ts';
import { exactJson } from '../source/exact-json.ts';
import { valueAt } from '../source/path.ts';

const Settings = Type.Object(
  {
    records: Type.Optional(
      Type.String({ maxLength: 200, description: 'The path of a list of records in the body. Default: the body is one record' }),
    ),
  },
  { additionalProperties: false },
);

/** Deliveries that another system sends here, signed. */
export const webhook: Connector = {
  kind: 'webhook',
  title: 'Webhook, in',
  settings: Settings,
  auth: ['signature'],
  takesDeliveries: true,
};

/** The records of a delivery. @throws ConnectorError answer-invalid */
export function deliveredRecords(body: Buffer, settings: Static<typeof Settings>): readonly Json[] {
  const value = exactJson(body, 'body');
  if (settings.records === undefined) return [value];
  const records = valueAt(value, settings.records);
  if (Array.isArray(records)) return records as readonly Json[];
  throw new ConnectorError('answer-invalid', { place: 'settings.records', detail: `there is no list at “${settings.records}”` });
}
