import Type from 'typebox';
import type { Connector } from '../../source/contract.ts';
import { requestTrackerSink } from './request-tracker-sink.ts';
import { requestTrackerSource } from './request-tracker-source.ts';

const Seconds = (description: string) => Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, description }));

const Settings = Type.Object(
  {
    url: Type.String({
      pattern: '^https?://[^@?#]+/REST/2\\.0/$',
      maxLength: 500,
      description: 'https://rt.example.com/REST/2.0/',
    }),
    types: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Za-z]{1,40}$' }), {
        minItems: 1,
        maxItems: 40,
        description: 'Which transactions are records: Create, Status, Comment. Default: all',
      }),
    ),
    overlapSeconds: Seconds('Longer than their longest transaction. Default 60'),
    settleSeconds: Seconds('After so long a request that got no answer is over in RT. Default 120'),
  },
  { additionalProperties: false },
);

/** Request Tracker 5, over REST 2: the history of tickets; comments and states written back. */
export const requestTracker: Connector = {
  kind: 'request-tracker',
  title: 'Request Tracker',
  settings: Settings,
  auth: ['basic', 'header'],
  source: (settings) => requestTrackerSource(settings as never),
  sink: (settings) => requestTrackerSink(settings as never),
};
