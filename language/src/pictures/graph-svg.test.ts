import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GraphPicture, graphSvg } from './graph-svg.ts';

const picture: GraphPicture = {
  title: 'Systems',
  subtitle: 'Two and one',
  description: 'CRM to ERP: customers',
  boxes: [
    { id: 'CRM', title: 'CRM & more', lines: ['Tier 2'] },
    { id: 'ERP', title: 'ERP', tint: 'added' },
    { id: 'Bank', title: 'Bank', dashed: true },
  ],
  lines: [
    { from: 'CRM', to: 'ERP', label: 'customers' },
    { from: 'ERP', to: 'Bank', dashed: true },
    { from: 'ERP', to: 'nowhere' },
  ],
  dashedMeans: 'needs it',
};

test('[L311] any boxes and arrows are a picture: the same bytes each time, its words within, no arrow to what is not there', async () => {
  const svg = await graphSvg(picture);
  assert.equal(await graphSvg(picture), svg);
  assert.deepEqual(
    [...svg.matchAll(/data-box="([^"]*)"/g)].map(([, id]) => id),
    ['CRM', 'ERP', 'Bank'],
  );
  assert.equal(svg.match(/data-from=/g)?.length, 2);
  assert.match(svg, /<desc>CRM to ERP: customers<\/desc>/);
  assert.match(svg, /CRM &amp; more/);
  assert.match(svg, /needs it/);
  const boxes = Array.from({ length: 151 }, (_, index) => ({ id: `b${index}`, title: `b${index}` }));
  await assert.rejects(graphSvg({ ...picture, boxes, lines: [] }), { code: 'picture-too-large' });
});
