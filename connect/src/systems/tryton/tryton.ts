import Type from 'typebox';
import type { Connector } from '../../source/contract.ts';
import { trytonSink, Writing } from './tryton-sink.ts';
import { Document, trytonSource } from './tryton-source.ts';

const Settings = Type.Object(
  {
    url: Type.String({
      pattern: '^https?://[^@?#]+/$',
      maxLength: 500,
      description: 'With the database: https://erp.example.com/company/',
    }),
    documents: Type.Array(Document, { minItems: 1, maxItems: 20, description: 'What is read, in this order' }),
    overlapSeconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 86_400, description: 'Longer than their longest transaction. Default 60' }),
    ),
    writes: Type.Optional(Writing),
    context: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { description: 'Of each call: { "company": 1 }' })),
  },
  { additionalProperties: false },
);

/** Tryton 6, over JSON-RPC: what changed in the models that are declared; notes and fields written back. */
export const tryton: Connector = {
  kind: 'tryton',
  title: 'Tryton',
  settings: Settings,
  auth: ['password'],
  source: (settings) => trytonSource(settings as never),
  sink: (settings) => trytonSink(settings as never),
};
