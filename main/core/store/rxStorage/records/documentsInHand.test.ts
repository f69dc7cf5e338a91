import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createDocumentsInHand } from './documentsInHand.ts';
import { goneDocument, type RecordDocumentData } from './recordDocument.ts';

const stateOf = (id: string, revision: number, more: Partial<RecordDocumentData> = {}): RecordDocumentData => ({
  ...goneDocument(id, revision, 0),
  _deleted: false,
  ...more,
});

it('knows what RxDB believes: the first state it got, until it is told of another', () => {
  const inHand = createDocumentsInHand();
  expect(inHand.known('a')).toBeNull();
  inHand.handOut(stateOf('a', 9));
  const read = inHand.handOut(stateOf('a', 10));
  expect(inHand.known('a')).toEqual({ revision: 9, deleted: false, document: read });
  const told = stateOf('a', 11, { _deleted: true });
  inHand.tell(told);
  expect(inHand.known('a')).toEqual({ revision: 11, deleted: true, document: told });
});

it('forgets what nobody holds any more, and nothing that somebody holds', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const inHand = createDocumentsInHand();
  const kept = Array.from({ length: 10 }, (_, place) => inHand.handOut(stateOf(`kept ${place}`, 1)));
  for (let place = 0; place < 1_000; place += 1) inHand.handOut(stateOf(`gone ${place}`, 1));
  // A newer state of one that is held went away: the older one is still in hand.
  inHand.tell(stateOf('kept 0', 2));
  await expect
    .poll(
      () => {
        collectGarbage();
        return inHand.ids();
      },
      { timeout: 20_000 },
    )
    .toEqual(kept.map(({ id }) => id));
  expect(inHand.known('kept 0')).toMatchObject({ revision: 2 });
});
