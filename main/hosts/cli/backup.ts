/** `npm run backup`: a person's data in one encrypted file, written and read back; or such a file looked at. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noKeychain } from '../../core/ports/keychain.ts';
import { ARGON2_PARAMETERS } from '../../core/security/passphrase.ts';
import { openBackedUpKeyring } from '../../core/session/backedUpKeyring.ts';
import { extractBackup, readBackupHead } from '../../core/store/index.ts';
import { realRandomness } from '../realPorts.ts';
import { BACKUP_HELP, readBackupOptions, type BackupOptions } from './backupOptions.ts';
import { openOwnCore, readAll, readPassphrase } from './ownCore.ts';
import { runCommand } from './runCommand.ts';

/** 0 when it is done, 1 when it is not. */
process.exitCode = await runCommand({ help: BACKUP_HELP, readOptions: readBackupOptions, run });

async function run(options: BackupOptions): Promise<number> {
  switch (options.command) {
    case 'make':
      return make(options);
    case 'show':
      return show(options.file);
    case 'verify':
      return verify(options.file);
  }
}

async function make({ dataDirectory, login, folder }: Extract<BackupOptions, { command: 'make' }>): Promise<number> {
  const own = await openOwnCore({ dataDirectory, login });
  try {
    const { done } = await readAll(
      await own.window.storage.backUp({ passphrase: readPassphrase(), ...(folder === null ? {} : { folder }) }),
    );
    console.log(`${done.path}: ${done.bytes} bytes, opened and read back`);
    return 0;
  } finally {
    await own.close();
  }
}

async function show(file: string): Promise<number> {
  const { createdAt, made, schema, database } = await readBackupHead(file);
  console.log(`A backup of ${createdAt}, ${made}, schema ${schema}, ${database.bytes} bytes of data`);
  return 0;
}

/** What is taken out for it is as encrypted as the backup, and gone afterwards. */
async function verify(file: string): Promise<number> {
  const passphrase = readPassphrase();
  const { keyring, createdAt } = await readBackupHead(file);
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-verify-'));
  const tools = { randomness: realRandomness, argon2: ARGON2_PARAMETERS, keychain: noKeychain };
  try {
    const key = await openBackedUpKeyring(keyring, passphrase, tools);
    try {
      await extractBackup(file, key, join(folder, 'store.db'));
    } finally {
      key.fill(0);
    }
    console.log(`The backup of ${createdAt} is sound.`);
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
