import type { AccessRoute } from '@throughline/api';
import type { CsvHandlers, Handlers } from '../handler.ts';
import { HttpProblem } from '../problem.ts';

const missing = async (): Promise<never> => {
  throw new HttpProblem('sign-in-is-off', 'This server runs without sign-in');
};

export const accessHandlers: Handlers<AccessRoute> = {
  'GET /session': async () => ({
    body: {
      signIn: 'off',
      person: null,
      awaits: null,
      unclaimed: false,
      ways: { password: false, singleSignOn: null },
      demoIsOpen: true,
    },
  }),
  'POST /session': missing,
  'POST /session/second-factor': missing,
  'DELETE /session': missing,
  'POST /session/link': missing,
  'POST /session/password': missing,
  'POST /session/password/change': missing,
  'POST /session/single-sign-on': missing,
  'POST /session/second-factor/enrol': missing,
  'POST /session/second-factor/confirm': missing,
  'POST /session/second-factor/remove': missing,
  'GET /sessions': missing,
  'DELETE /sessions': missing,
  'DELETE /sessions/{session}': missing,
  'GET /{database}/accounts': missing,
  'GET /{database}/accounts/{account}': missing,
  'POST /{database}/accounts': missing,
  'POST /{database}/accounts/{account}/link': missing,
  'POST /{database}/accounts/{account}/sign-out': missing,
  'GET /{database}/roles': missing,
  'GET /{database}/delegations': missing,
  'POST /{database}/delegations': missing,
  'POST /{database}/delegations/{case}/end': missing,
  'GET /{database}/keys': missing,
  'POST /{database}/keys': missing,
  'POST /{database}/keys/{case}/revoke': missing,
  'GET /{database}/admin-acts': missing,
};

async function* noLines(): AsyncIterable<readonly string[]> {
  yield [];
}

export const accessCsv: CsvHandlers<AccessRoute> = {
  'GET /{database}/accounts': noLines,
  'GET /{database}/delegations': noLines,
  'GET /{database}/keys': noLines,
  'GET /{database}/admin-acts': noLines,
};
