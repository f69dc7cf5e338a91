/** Small things of this device that never sync: drafts, saved views, settings. */
import type { Connection } from './connection.ts';

export function getLocal(connection: Connection, area: string, key: string): unknown {
  const row = connection.get<{ value: string }>('SELECT value FROM local_values WHERE area = ? AND key = ?', [
    area,
    key,
  ]);
  return row ? (JSON.parse(row.value) as unknown) : null;
}

export function listLocal(connection: Connection, area: string): { key: string; value: unknown }[] {
  const rows = connection.all<{ key: string; value: string }>(
    'SELECT key, value FROM local_values WHERE area = ? ORDER BY key',
    [area],
  );
  return rows.map(({ key, value }) => ({ key, value: JSON.parse(value) as unknown }));
}

/** `null` and undefined remove. */
export function putLocal(connection: Connection, area: string, key: string, value: unknown): void {
  if (value === null || value === undefined)
    connection.run('DELETE FROM local_values WHERE area = ? AND key = ?', [area, key]);
  else
    connection.run(
      'INSERT INTO local_values (area, key, value) VALUES (?, ?, ?) ON CONFLICT (area, key) DO UPDATE SET value = excluded.value',
      [area, key, JSON.stringify(value)],
    );
}
