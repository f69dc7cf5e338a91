import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { createIdSource } from '../../../shared/base/id.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { bundleHeaderBytes, writeBundle, writePart } from '../../../shared/sync/bundle.ts';
import { readPrivateSealingKey, seal, sealingKeyName } from '../../../shared/sync/sealing.ts';
import { sealingKeyPairFrom } from '../security/sealingKey.ts';
import { openChanges } from './importChanges.ts';

const newId = createIdSource({ now: () => 0 }, createSeededRandomness(1));

it('SYNC-18: an answer that was asked for on another disk of the device is called that, and not damaged: the server signed it', async () => {
  const server = generateKeyPairSync('ed25519');
  const serverKeys = {
    signing: String(server.publicKey.export({ format: 'jwk' }).x),
    sealing: sealingKeyPairFrom(new Uint8Array(32).fill(1)).publicKey,
  };
  const device = newId();
  const headerBytes = bundleHeaderBytes({
    kind: 'changes',
    bundle: newId(),
    device,
    server: sealingKeyName(serverKeys.sealing),
    part: 0,
    isLast: true,
    createdAt: '2026-11-01T08:00:00.000Z',
  });
  const asked = sealingKeyPairFrom(new Uint8Array(32).fill(2));
  const content = await seal(asked.publicKey, 'peyvand bundle changes 1', new Uint8Array(10), headerBytes);
  const part = writePart(headerBytes, content, (text) => sign(null, Buffer.from(text), server.privateKey));
  const store = { identity: { device, person: newId(), deviceCode: 'A', epoch: null } };
  const key = await readPrivateSealingKey(sealingKeyPairFrom(new Uint8Array(32).fill(3)));
  await expect(openChanges({ store, bytes: writeBundle([part]), serverKeys, key })).rejects.toMatchObject({
    code: 'bundle_other_device',
  });
});
