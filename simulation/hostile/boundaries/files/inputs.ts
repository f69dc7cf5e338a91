/** What is done to a file of the data folder. */
import fc from 'fast-check';
import { hostileBytes } from '../../generators/hostileBytes.ts';
import { hostileJson } from '../../generators/hostileJson.ts';
import { withChecksum } from '../../generators/keyringText.ts';

export interface FileInput {
  /** In the data folder. */
  readonly path: string;
  readonly what: 'changed' | 'gone' | 'a folder';
  readonly bytes: Uint8Array;
  /** The person unlocks as well: dear, for it opens a store. */
  readonly isUnlocked: boolean;
  /** Where they could not, they try once more with the file as it was. */
  readonly isTriedAgain: boolean;
}

interface Folder {
  readonly profileId: string;
  /** By path. */
  readonly contents: ReadonlyMap<string, Buffer>;
}

export function inputsFor({ contents, profileId }: Folder): fc.Arbitrary<FileInput> {
  const each = [...contents].map(([path, content]) => {
    const text = content.toString('utf8');
    const bytes = hostileBytes(fc.constant(content));
    // What is read before anybody unlocks is looked at often, the store itself seldom: each look at it opens one.
    const isStore = path.includes('/store/');
    const isChecked = /keyring|lease/.test(path);
    const ways: fc.Arbitrary<Uint8Array>[] = [bytes];
    if (isJson(text)) {
      const json = hostileJson(fc.constant(JSON.parse(text)));
      ways.push(json.map((one) => Buffer.from(one)));
      if (isChecked) ways.push(...[json, json].map((one) => one.map((changed) => Buffer.from(withChecksum(changed)))));
    }
    return {
      weight: isStore ? 1 : isChecked ? 12 : 8,
      arbitrary: fc.record({
        path: fc.constant(path),
        what: fc.oneof(
          { weight: 14, arbitrary: fc.constant('changed' as const) },
          { weight: 1, arbitrary: fc.constantFrom('gone' as const, 'a folder' as const) },
        ),
        bytes: fc.oneof(...ways),
        isUnlocked: oneIn(isStore ? 4 : path.includes('keyring') ? 2 : 60),
        isTriedAgain: oneIn(isStore ? 1 : 12),
      }),
    };
  });
  const foreign = fc.record({
    path: fc.oneof(
      fc.constantFrom(...FOREIGN),
      fc.constantFrom(...FOREIGN_OF_PROFILE).map((name) => `profiles/${profileId}/${name}`),
    ),
    what: fc.constantFrom('changed' as const, 'a folder' as const),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      hostileJson(fc.constant({ format: 'peyvand-lease', kept: null, profileId })).map((json) => Buffer.from(json)),
    ),
    isUnlocked: oneIn(40),
    isTriedAgain: fc.constant(true),
  });
  return fc.oneof(...each, { weight: 5, arbitrary: foreign });
}

const oneIn = (count: number): fc.Arbitrary<boolean> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(true) }, { weight: count - 1, arbitrary: fc.constant(false) });

const FOREIGN = [
  'profiles/x',
  'profiles/__proto__/keyring.json',
  'profiles/01935a3e-0000-7000-8000-0000000000aa/keyring.json',
  'preferences.json.new',
  '.lock',
];
/** A mark that a store was left open without its log is not among them: it is believed, and stays until a repair. */
const FOREIGN_OF_PROFILE = [
  'backups.json',
  'erased.json',
  'unsent.delivered',
  'keyring.next.json',
  'keyring.before.json',
  'store/store.db-wal',
  'store/store.db-shm',
  'store/store.log-lost',
];

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}
