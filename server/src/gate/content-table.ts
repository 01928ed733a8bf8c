import type { Pool } from 'pg';
import { type ChangeContent, hashOfContent } from './content.ts';

/** Keeps what is proposed under its hash, which comes back. What is there already stays. */
export async function keepContent(pool: Pool, content: ChangeContent): Promise<string> {
  const hash = hashOfContent(content);
  await pool.query(
    'insert into throughline_server.change_content (hash, subject, content) values ($1, $2, $3::json) on conflict do nothing',
    [hash, content.subject, JSON.stringify(content)],
  );
  return hash;
}

/** What has a hash; `undefined` where nothing is kept under it, or something that does not have it. */
export async function readKept(pool: Pool, hash: string): Promise<ChangeContent | undefined> {
  const { rows } = await pool.query<{ content: ChangeContent }>(
    'select content from throughline_server.change_content where hash = $1',
    [hash],
  );
  const content = rows[0]?.content;
  return content === undefined || hashOfContent(content) !== hash ? undefined : content;
}
