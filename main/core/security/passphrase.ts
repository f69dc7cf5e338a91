/** From a passphrase to a key: Argon2id, in every host from the same WebAssembly (Electron's BoringSSL has none). */
import { argon2id } from 'hash-wasm';
import { z } from 'zod';

/**
 * Stored beside each salt, so that a later version may ask for more without locking anybody out. Bounded, for it is reckoned with before anything tells whether
 * the file is genuine: a gigabyte and sixteen passes take half a minute, not the machine.
 */
export const argon2ParametersSchema = z
  .object({
    memoryKibibytes: z
      .int()
      .min(8)
      .max(1024 * 1024),
    iterations: z.int().min(1).max(16),
    parallelism: z.int().min(1).max(16),
  })
  // RFC 9106 section 3.1: eight kibibytes for each lane at the least.
  .refine(({ memoryKibibytes, parallelism }) => memoryKibibytes >= 8 * parallelism);
export type Argon2Parameters = z.infer<typeof argon2ParametersSchema>;

/** RFC 9106 section 4, second recommended option: 64 MiB, 3 passes; about 0.3 s on a small laptop. */
export const ARGON2_PARAMETERS: Argon2Parameters = { memoryKibibytes: 64 * 1024, iterations: 3, parallelism: 1 };

/** Does a guess at `stored` cost less, in memory or in passes, than this program asks for today? */
export const isCheaper = (stored: Argon2Parameters, today: Argon2Parameters): boolean =>
  stored.memoryKibibytes < today.memoryKibibytes || stored.iterations < today.iterations;

/** The dearer of both in each: nothing ever becomes cheaper. */
export const raisedTo = (stored: Argon2Parameters, today: Argon2Parameters): Argon2Parameters => ({
  memoryKibibytes: Math.max(stored.memoryKibibytes, today.memoryKibibytes),
  iterations: Math.max(stored.iterations, today.iterations),
  parallelism: today.parallelism,
});

/**
 * 32 bytes. The passphrase is taken in Unicode's compatibility form (NFKC), so that what looks alike on two keyboards (é, full-width
 * digits) is alike. The caller wipes the result.
 */
export function passphraseToKey(
  passphrase: string,
  salt: Uint8Array,
  parameters: Argon2Parameters,
): Promise<Uint8Array> {
  return argon2id({
    password: passphrase.normalize('NFKC'),
    salt,
    memorySize: parameters.memoryKibibytes,
    iterations: parameters.iterations,
    parallelism: parameters.parallelism,
    hashLength: 32,
    outputType: 'binary',
  });
}
