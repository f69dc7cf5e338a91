/**
 * A process that rotates the key of a profile and is killed outright at a step: for rotation.test.ts. Arguments: the profile's folder, data key and new key in hex, the
 * step, and how often it comes before the end. Without a step it finishes.
 */
import { createSeededRandomness } from '../../../../shared/base/randomness.ts';
import { noKeychain } from '../../ports/keychain.ts';
import { createKeyring } from '../keyring.ts';
import { readKeyring } from '../keyringFile.ts';
import { rotateDataKey } from '../rotation.ts';
import { PASSPHRASE, pathsOf, QUICK } from './rotationProfile.ts';

const [folder = '', oldKey = '', nextKey = '', step = '', times = '1'] = process.argv.slice(2);
const paths = pathsOf(folder);
const newKey = Buffer.from(nextKey, 'hex');
const tools = { randomness: createSeededRandomness(process.pid), argon2: QUICK, keychain: noKeychain };
const keyring = await createKeyring(readKeyring(paths.keyring), PASSPHRASE, newKey, tools);
let left = Number(times);
await rotateDataKey({
  paths,
  dataKey: Buffer.from(oldKey, 'hex'),
  newKey,
  keyring,
  onStep(done) {
    if (done !== step) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  },
});
