import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mentionedIn } from './mentions.ts';

const people = [
  { id: 'clara.stein@halden.example', name: 'Clara Stein' },
  { id: 'ben.kaya@halden.example', name: 'Ben Kaya' },
  { id: 'ben@halden.example', name: 'Ben Ober' },
  { id: 'owner', name: 'Zoë Ölz' },
];
const [clara, kaya, ober, zoe] = people.map(({ id }) => id);

test('[S505] a name in a comment is a mail address, its first part, a full name, or a first name that only one has', () => {
  const cases: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ['@clara.stein@halden.example: see', [clara]],
    ['see @clara.stein.', [clara]],
    ['@Clara Stein, and @CLARA', [clara]],
    ['(@zoë ölz) @owner', [zoe]],
    ['@ben.kaya-like is another word', []],
    ['@Ben Kaya', [kaya]],
    ['@Ben would be two of them, @Ben Ober is one', [ober]],
    ['mail to x@clara.stein or clara@stein', []],
    ['@claraX, @ clara, @', []],
    ['@clara.stein2', []],
    ['', []],
  ];
  for (const [text, expected] of cases) assert.deepEqual(mentionedIn(text, people), expected, text);
});
