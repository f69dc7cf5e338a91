/** Mutants of migrations, and of the roads that unsent work takes besides its owner's line. */
import type { Mutant } from './mutant.ts';

export const ROAD_MUTANTS: readonly Mutant[] = [
  {
    name: 'schema-before-its-tables',
    breaks: 'a store says that it is of the newest schema before its tables are',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/store/migrations/index.ts',
        passage: `  connection.exec('BEGIN IMMEDIATE');
  try {`,
        replacement: `  connection.pragma(\`user_version = \${target}\`);
  connection.exec('BEGIN IMMEDIATE');
  try {`,
      },
    ],
  },
  {
    name: 'words-not-migrated',
    breaks: 'after a migration the words of what was there are not found any more',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/store/migrations/0003SearchByCollection.ts',
        passage: `      if (words !== '') insert.run([row.rowid, words]);`,
        replacement: ``,
      },
    ],
  },
  {
    name: 'server-migrates-in-pieces',
    breaks: 'a migration of the server and the note that it was made are not one transaction',
    arena: 'simulation',
    edits: [
      {
        file: 'server/store/migrate.ts',
        passage: `  return database.transaction(async (transaction) => {
    await transaction.rows('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);`,
        replacement: `  return Promise.resolve(database).then(async (transaction) => {
    await transaction.rows('SELECT pg_advisory_xact_lock($1)', [LOCK_KEY]);`,
      },
    ],
  },
  {
    name: 'saved-and-not-sealed',
    breaks: 'a person is told that it is saved, and the sealed copy gets it when the store is opened again',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/courier/sealedCopy.ts',
        passage: `          await write(target, groupFrame(await sealGroup(source?.serverKey ?? '', group)));
          target.delivered.set(tag, false);`,
        replacement: ``,
      },
    ],
  },
  {
    name: 'strays-not-sent',
    breaks: 'what only the sealed copy has is not delivered',
    arena: 'simulation',
    edits: [
      {
        file: 'main/core/courier/courier.ts',
        passage: `    await send(await copy.strays(), signal, (tags) => copy.markDelivered(tags));`,
        replacement: ``,
      },
    ],
  },
];
