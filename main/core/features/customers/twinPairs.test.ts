import { describe, expect, it } from 'vitest';
import type { SqlValue } from '../../store/types.ts';
import type { Work } from '../procedures.ts';
import { createTwinPairs } from './twinPairs.ts';

/** Walks of the whole index, each answered when the test says so. */
function storeOfWalks() {
  const walks: PromiseWithResolvers<unknown[]>[] = [];
  const asked = async <Row>(_sql: string, parameters: Readonly<Record<string, SqlValue>>): Promise<Row[]> => {
    if (Object.keys(parameters).length > 0) return [];
    const walk = Promise.withResolvers<unknown[]>();
    walks.push(walk);
    return (await walk.promise) as Row[];
  };
  const store = { readInWorker: asked } as unknown as Work['store'];
  return { store, walks };
}

describe('likely pairs', () => {
  const { signal } = new AbortController();
  const many = { collections: new Set(['customers' as const]), references: null };

  it('are walked anew where a bulk came in while they were being read', async () => {
    const { store, walks } = storeOfWalks();
    const pairs = createTwinPairs({ store });
    const reading = pairs.read(signal);
    pairs.noteChange(many);
    walks[0]?.resolve([]);
    await reading;
    const again = pairs.read(signal);
    expect(walks).toHaveLength(2);
    walks[1]?.resolve([]);
    await again;
    // Nothing came since.
    await pairs.read(signal);
    expect(walks).toHaveLength(2);
  });
});
