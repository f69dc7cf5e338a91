/** The search finds what is there, and nothing that is gone. */
import { collections, kindOf } from '../../shared/domain/catalogue.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import { matchExpression, searchCondition } from '../../main/core/store/index.ts';
import { tableOf } from '../../main/core/store/recordTables.ts';
import type { Actor } from '../actorTypes.ts';
import type { World } from '../world.ts';
import { keyOf, readShown } from './deviceState.ts';
import type { ServerState } from './serverState.ts';

const TOKENS = /q\d+x\d+z/g;

/** Every token that any version of any record ever had as a search text is asked for. */
export function checkSearch({ report }: World, { name, store }: Actor, state: ServerState): void {
  const shown = readShown(store);
  const tokensByCollection = new Map<CollectionName, Set<string>>();
  const everything = [...[...state.history.values()].flat(), ...shown.values()];
  for (const { collection, kind, body } of everything)
    for (const token of tokensOf(collection, kind, body))
      tokensByCollection.set(collection, (tokensByCollection.get(collection) ?? new Set()).add(token));

  const living = [...shown.values()]
    .filter(({ deleted }) => !deleted)
    .map((record) => ({ key: keyOf(record), tokens: tokensOf(record.collection, record.kind, record.body) }));
  for (const [collection, tokens] of tokensByCollection) {
    const table = tableOf(collection);
    for (const token of tokens) {
      const found = store.read
        .all<{ id: string }>(`SELECT id FROM ${table} WHERE ${searchCondition(collection, 'id')} ORDER BY id`, {
          match: matchExpression(token) ?? '',
        })
        .map(({ id }) => keyOf({ collection, id }));
      const expected = living
        .filter((record) => record.key.startsWith(`${collection}/`) && record.tokens.includes(token))
        .map(({ key }) => key);
      if (found.toSorted().join() !== expected.toSorted().join())
        report('SYNC-132', `${name}: ${token} finds ${found.join()}, should find ${expected.join()}`);
    }
  }
  for (const { collection } of collections) {
    const indexed = store.read.all<{ id: string | null }>(
      'SELECT id FROM search_documents WHERE record_table = :table',
      {
        table: tableOf(collection),
      },
    );
    for (const { id } of indexed)
      if (id === null || shown.get(keyOf({ collection, id }))?.deleted !== false)
        report('SYNC-132', `${name}: ${collection}/${id} is in the search and not there`);
  }
}

function tokensOf(collection: CollectionName, kind: string, body: RecordBody): string[] {
  const texts = kindOf(collection, kind)?.searchText(body) ?? [];
  return texts.flatMap((text) => text.match(TOKENS) ?? []);
}
