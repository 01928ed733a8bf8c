// A process that sends what is to be mailed, until it is killed: `node send-and-hang.ts <database> <mail server>`.
import { mailTransport } from '../src/notifications/mail-transport.ts';
import { sendMails } from '../src/notifications/send-mails.ts';
import { attach } from '../src/throughline.ts';

const [url = '', smtp = ''] = process.argv.slice(2);
const env = { THROUGHLINE_DEMO_SMTP_URL: smtp, THROUGHLINE_DEMO_SMTP_FROM: 'throughline@halden.example' };
const throughline = attach({ url, env, database: 'demo', release: () => Promise.resolve() });
const transport = mailTransport(throughline);
if (transport !== undefined) await sendMails({ throughline, transport, signal: new AbortController().signal });
