import type { JsonObject } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { Connector } from '../source/contract.ts';
import { sendOnce } from './send-once.ts';

const Settings = Type.Object(
  {
    app: Type.Union([Type.Literal('slack'), Type.Literal('teams')], {
      description: 'teams: a workflow that takes requests of a webhook',
    }),
  },
  { additionalProperties: false },
);
type App = Static<typeof Settings>['app'];

const textMax = 3000;

/** A message into a channel, by an incoming hook. Channels know no keys: a doubtful one is for a person to decide. */
export const chat: Connector = {
  kind: 'chat',
  title: 'Message to Slack or Teams',
  settings: Settings,
  auth: ['address'],
  sink(settings) {
    const { app } = settings as Static<typeof Settings>;
    return {
      async perform({ payload }, context) {
        const { auth, secrets } = context;
        const { subject, text } = payload;
        if (typeof text !== 'string') return { outcome: 'refused', error: 'The message has no text' };
        try {
          if (auth.kind !== 'address') throw new ConnectorError('auth-unfit', { place: 'auth', expected: 'address' });
          const body = JSON.stringify(bodies[app](typeof subject === 'string' ? subject : '', text.slice(0, textMax)));
          return await sendOnce({ method: 'POST', url: await secrets.read(auth.url), body, anonymous: true }, context);
        } catch (error) {
          if (error instanceof ConnectorError) return { outcome: 'retry', error: error.message };
          throw error;
        }
      },
    };
  },
};

const bodies: Readonly<Record<App, (subject: string, text: string) => JsonObject>> = {
  slack: (subject, text) => ({ text: [...(subject === '' ? [] : [`*${escaped(subject)}*`]), escaped(text)].join('\n') }),
  teams: (subject, text) => ({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          ...{ $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4' },
          body: [...blockOf(subject, 'Bolder'), ...blockOf(text, 'Default')],
        },
      },
    ],
  }),
};

const blockOf = (text: string, weight: 'Bolder' | 'Default'): JsonObject[] =>
  text === '' ? [] : [{ type: 'TextBlock', text, weight, wrap: true }];

/** So that a text can mention nobody and link nowhere. */
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
