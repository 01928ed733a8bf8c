import assert from 'node:assert/strict';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { createGzip, gzipSync } from 'node:zlib';
import { temporaryFile, temporaryPath } from '../test/files.ts';
import { readXes } from './xes-reader.ts';

async function readAll(path: string) {
  const traces: unknown[] = [];
  const errors: { code: string; line: number; field: string }[] = [];
  let broken = false;
  for await (const batch of readXes(path)) {
    for (const { line, attributes, events } of batch.traces) {
      const plain = events.map((event) => ({
        line: event.line,
        ordinal: event.ordinal,
        ...Object.fromEntries(event.attributes),
      }));
      traces.push({ line, ...Object.fromEntries(attributes), events: plain });
    }
    errors.push(...batch.errors.map(({ code, line, field }) => ({ code, line, field })));
    broken ||= batch.broken;
  }
  return { traces, errors, broken };
}

const trace = (id: string, ...events: readonly string[]) =>
  `<trace><string key="concept:name" value="${id}"/>${events.map((name) => `<event><string key="concept:name" value="${name}"/></event>`).join('')}</trace>`;
const log = (...traces: readonly string[]) => `<?xml version="1.0" encoding="UTF-8"?>\n<log>\n${traces.join('\n')}\n</log>\n`;

const everything = `<?xml version="1.0" encoding="UTF-8" ?>
<!-- a <trace> that is none -->
<xes:log xmlns:xes="http://www.xes-standard.org/">
  <xes:extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <xes:global scope="event"><xes:string key="concept:name" value="default"/></xes:global>
  <xes:string key="concept:name" value="the log"/>
  <xes:trace>
    <xes:string key="concept:name" value="T&amp;1"/>
    <xes:event>
      <xes:string key="concept:name" value="caf&#233;"><xes:string key="nested" value="no"/></xes:string>
      <xes:date key="time:timestamp" value="2013-01-02T00:00:00+01:00"/>
      <xes:float key="amount" value="55.940"/>
      <xes:int key="count" value="7"/><xes:int key="count" value="8"/>
      <xes:boolean key="paid" value="true"/><xes:id key="id" value="a-b"/>
      <xes:list key="items"><xes:values><xes:string key="item" value="no"/></xes:values></xes:list>
      <xes:string key="empty" value=""/>
    </xes:event>
    <xes:string key="late" value="yes"/>
    <xes:event/>
  </xes:trace>
</xes:log>`;

test('[C7] attributes of traces and events are read as they stand, with the lines where they begin', async (t) => {
  const expected = {
    traces: [
      {
        line: 7,
        'concept:name': 'T&1',
        late: 'yes',
        events: [
          {
            line: 9,
            ordinal: 1,
            'concept:name': 'café',
            'time:timestamp': '2013-01-02T00:00:00+01:00',
            amount: '55.940',
            count: '7',
            paid: 'true',
            id: 'a-b',
            empty: '',
          },
          { line: 19, ordinal: 2 },
        ],
      },
    ],
    errors: [],
    broken: false,
  };
  for (const bytes of [Buffer.from(everything), gzipSync(everything)]) {
    assert.deepEqual(await readAll(temporaryFile(t, 'log.xes', bytes)), expected);
  }
});

const bomb = `<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;"><!ENTITY lol3 "&lol2;&lol2;&lol2;">]>
<log><trace><string key="concept:name" value="&lol3;"/></trace></log>`;

const broken: readonly (readonly [
  name: string,
  content: string | Uint8Array,
  code: string,
  line: number,
  field: string,
  traces: number,
])[] = [
  ['an XML bomb', bomb, 'xml-doctype', 2, 'DOCTYPE', 0],
  ['an entity of its own', log(trace('1', '&lol;')), 'xml-malformed', 3, 'column 92', 0],
  ['a tag that is not closed', log(trace('1', 'a'), '<trace><event></trace>'), 'xml-malformed', 4, 'column 23', 1],
  ['a log cut short', log(trace('1', 'a')).slice(0, -8), 'xml-malformed', 3, 'column 107', 1],
  ['another document', '<html><body/></html>', 'not-xes', 1, '', 0],
  ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><log/>', 'xml-encoding', 1, '', 0],
  ['too deep a nesting', `<log>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</log>`, 'xml-too-deep', 1, '', 0],
  ['too long an attribute', log(trace('1', 'a'), trace('2', 'x'.repeat(3_000_000))), 'xml-too-long', 4, '', 1],
  ['an endless comment', `<log><!--${'-x'.repeat(1_000_000)}`, 'xml-too-long', 1, '', 0],
  ['a damaged gzip', gzipSync(log(trace('1', 'a'))).subarray(0, 60), 'gzip-damaged', 1, '', 0],
  ['an empty file', '', 'file-empty', 1, '', 0],
];

for (const [name, content, code, line, field, traces] of broken) {
  test(`[C8] ${name} ends the reading with ${code}; what came before is given`, async (t) => {
    const read = await readAll(temporaryFile(t, 'log.xes', content));
    assert.deepEqual(read.errors, [{ code, line, field }]);
    assert.equal(read.broken, true);
    assert.equal(read.traces.length, traces);
  });
}

test('[C9] a trace with too many events is one error; the traces around it are read', async (t) => {
  const event = '<event><string key="concept:name" value="a"/></event>';
  const path = temporaryPath(t, 'log.xes.gz');
  const chunks = function* () {
    yield `<log>${trace('1', 'a')}\n<trace><string key="concept:name" value="2"/>`;
    for (let i = 0; i < 200; i += 1) yield event.repeat(1000);
    yield `</trace>\n${trace('3', 'a')}</log>`;
  };
  await pipeline(Readable.from(chunks()), createGzip({ level: 1 }), createWriteStream(path));
  const { traces, errors } = await readAll(path);
  assert.equal(traces.length, 2);
  assert.deepEqual(errors, [{ code: 'trace-too-long', line: 2, field: 'trace' }]);
});

test('[C9] what unpacks to 200 MB without a tag is stopped early, in bounded memory', async (t) => {
  const path = temporaryPath(t, 'bomb.xes.gz');
  const chunks = function* () {
    yield '<log><trace><string key="concept:name" value="';
    const part = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 200; i += 1) yield part;
  };
  await pipeline(Readable.from(chunks()), createGzip({ level: 1 }), createWriteStream(path));
  const before = process.memoryUsage.rss();
  const { errors } = await readAll(path);
  assert.equal(errors[0]?.code, 'xml-too-long');
  assert.ok(process.memoryUsage.rss() - before < 100 * 1024 * 1024);
});

test('[C10] a reader that stops early closes the file', async (t) => {
  const path = temporaryFile(
    t,
    'log.xes.gz',
    gzipSync(log(...Array.from({ length: 50_000 }, (_, i) => trace(String(i), 'a', 'b')))),
  );
  for await (const { traces } of readXes(path)) {
    assert.ok(traces.length > 0);
    break;
  }
});
