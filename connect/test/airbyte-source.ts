// A program that speaks the Airbyte protocol: `node airbyte-source.ts check|discover|read --config … [--catalog …] [--state …]`. Its source is a
// file with one JSON record a line, sorted by `at`; it gives a state after every three records. Where the token of the configuration is not that
// of the file `token` beside it, it refuses.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [verb = '', ...words] = process.argv.slice(2);
const option = (name: string) => {
  const at = words.indexOf(`--${name}`);
  return at < 0 ? undefined : (JSON.parse(readFileSync(words[at + 1] ?? '', 'utf8')) as unknown);
};
const say = (message: object) => process.stdout.write(`${JSON.stringify(message)}\n`);
const { file, token } = option('config') as { readonly file: string; readonly token: string };
const isRight = readFileSync(join(dirname(file), 'token'), 'utf8') === token;
const descriptor = { name: 'orders' };

process.stdout.write('plain text is for people\n');
if (verb === 'check') {
  say({
    type: 'CONNECTION_STATUS',
    connectionStatus: isRight ? { status: 'SUCCEEDED' } : { status: 'FAILED', message: 'wrong token' },
  });
} else if (verb === 'discover') {
  const json_schema = { type: 'object', properties: { id: { type: 'string' }, at: { type: 'string' } } };
  const stream = {
    ...descriptor,
    json_schema,
    supported_sync_modes: ['full_refresh', 'incremental'],
    default_cursor_field: ['at'],
  };
  say({ type: 'CATALOG', catalog: { streams: [stream] } });
} else if (!isRight) {
  say({
    type: 'TRACE',
    trace: { type: 'ERROR', emitted_at: 0, error: { message: `the token ${token} is wrong`, failure_type: 'config_error' } },
  });
  process.exitCode = 1;
} else {
  const [state] = (option('state') ?? []) as { readonly stream: { readonly stream_state: { readonly at: string } } }[];
  const from = state?.stream.stream_state.at ?? '';
  const records = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { readonly at: string })
    .filter(({ at }) => at >= from);
  for (const [index, data] of records.entries()) {
    say({ type: 'RECORD', record: { stream: 'orders', data, emitted_at: 0 } });
    const isLast = index === records.length - 1;
    if (index % 3 === 2 || isLast)
      say({ type: 'STATE', state: { type: 'STREAM', stream: { stream_descriptor: descriptor, stream_state: { at: data.at } } } });
  }
}
