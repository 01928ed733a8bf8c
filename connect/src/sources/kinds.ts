import { chat } from '../sink/chat.ts';
import { httpRequest } from '../sink/http-request.ts';
import { webhookOut } from '../sink/webhook-out.ts';
import type { Connector } from '../source/contract.ts';
import { requestTracker } from '../systems/request-tracker/request-tracker.ts';
import { tryton } from '../systems/tryton/tryton.ts';
import { airbyte } from './airbyte.ts';
import { folder } from './folder.ts';
import { httpJson } from './http-json.ts';
import { imap } from './imap.ts';
import { sftp } from './sftp.ts';
import { sql } from './sql.ts';
import { webhook } from './webhook.ts';

/** The kinds of connections that ship. */
export const connectionKinds: readonly Connector[] = [
  httpJson,
  webhook,
  sql,
  folder,
  sftp,
  imap,
  airbyte,
  tryton,
  requestTracker,
  webhookOut,
  httpRequest,
  chat,
];
